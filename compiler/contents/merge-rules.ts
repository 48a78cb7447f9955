import type { Entry, Items, Category } from '../sdk/contents.ts';

/** How things of one sort go together. */
export interface CategoryRule<T> {
  /** What a later statement must share to be about the same thing; null when each stands for itself. */
  key(item: T): string | null;
  /** A later statement on the same thing over an earlier one; the later one alone where it is left out. */
  over?(later: T, earlier: T): T;
}

const named = { key: ({ name }: { readonly name: string }) => name };
/** Whatever stands at a path takes the place of what stood there. */
const placed = { key: ({ path }: { readonly path: string }) => pathKey(path) };

/** The sorts in the order in which they are shown. */
export const categories: { readonly [S in Category]: CategoryRule<Items[S]> } = {
  packages: {
    ...named,
    // Whoever only wants it there is content with the version that is.
    over: (later, { version, url, state }) =>
      later.state === 'absent' || state === 'absent'
        ? later
        : { ...later, version: later.version ?? version, url: later.url ?? url },
  },
  services: {
    ...named,
    over: (later, earlier) => ({
      name: later.name,
      enabled: later.enabled ?? earlier.enabled,
      state: later.state ?? earlier.state,
      masked: later.masked ?? earlier.masked,
      if_exists: later.if_exists && earlier.if_exists,
    }),
  },
  ports: { key: ({ number, protocol }) => `${number}/${protocol}` },
  units: placed,
  timers: named,
  users: {
    ...named,
    over: (later, earlier) => ({
      ...later,
      uid: later.uid ?? earlier.uid,
      home: later.home ?? earlier.home,
      shell: later.shell ?? earlier.shell,
      groups: [...new Set([...earlier.groups, ...later.groups])],
      system: later.system || earlier.system,
    }),
  },
  groups: { ...named, over: (later, earlier) => ({ ...later, gid: later.gid ?? earlier.gid }) },
  files: placed,
  directories: placed,
  links: placed,
  removed: placed,
  lines: { key: ({ path, line, match }) => JSON.stringify([path, match === null ? line : null, match]) },
  repositories: placed,
  downloads: { key: ({ url, path }) => JSON.stringify([url, path]) },
  archives: { key: ({ path, from }) => JSON.stringify([path, from]) },
  commands: { key: () => null },
  sysctls: placed,
  kernel_arguments: { key: ({ name, value }) => JSON.stringify([name, value]) },
  secrets: { key: ({ name, used_by }) => JSON.stringify([name, used_by]) },
  tasks: { key: () => null },
  foreign_roles: named,
};

/** What tells an entry from the others of its sort; null when nothing does. */
export function keyOf<S extends Category>(category: S, entry: Entry<S>): string | null {
  const rule: CategoryRule<Items[S]> = categories[category];
  const key = rule.key(entry);
  return key === null ? null : [key, ...entry.conditions].join('\0');
}

/** Two entries that say the same, whoever says it. */
export const saidIn = (entry: object): string => JSON.stringify({ ...entry, role: null, origin: null });

/** Keys of paths are the same for all sorts. */
export const pathKey = (path: string): string => path.replace(/(?<=[^/])\/+$/, '');
