import * as z from 'zod/mini';

/**
 * What an image can contain, by category: each says what one thing of it is, when two statements are about the same
 * thing, and how it reads. `null` stands for what nobody said. A kind of resources or expectations gives items.
 */

/** A thing in words: what it is called, and details. */
export interface Words {
  readonly what: string;
  readonly details: readonly string[];
}

/** What holds for the things of one category. */
export interface CategoryRule<T> {
  /** What a list of it is called, if its name with spaces does not say it. */
  readonly title?: string;
  /** What a later statement must share to be about the same thing; null when each stands for itself. */
  key(item: T): string | null;
  /** Only one thing of all placed categories can stand at a path. */
  readonly placed?: true;
  /** A later statement on the same thing over an earlier one; without it the later one alone counts. */
  over?(later: T, earlier: T): T;
  describe(item: T): Words;
}

interface CategoryOf<S extends z.ZodMiniObject> extends CategoryRule<Readonly<z.infer<S>>> {
  /** One thing of it. */
  readonly item: () => S;
}

const category = <S extends z.ZodMiniObject>(of: CategoryOf<S>): CategoryOf<S> => of;

const text = z.string();
const maybe = z.nullable(text);

/** Where the content of a file comes from. `name` is the project's file, or the URL; `sha256` that of a text in the source. */
const from = z.object({ type: z.enum(['text', 'file', 'template', 'url']), name: maybe, sha256: maybe });

const owned = { owner: text, group: text, mode: text };

type Maybe = string | null | false;

const words = (what: string, ...details: readonly Maybe[]): Words => ({
  what,
  details: details.filter((each): each is string => each !== null && each !== false && each !== ''),
});

/** `text` after a word, or nothing where there is none. */
const after = (word: string, text: string | null): Maybe => text !== null && `${word} ${text}`;

const origin = ({ type, name }: z.infer<typeof from>): Maybe =>
  type === 'text' ? null : `from ${type === 'template' ? 'the template ' : ''}${name}`;

const ownedBy = ({ owner, group, mode }: Readonly<Record<keyof typeof owned, string>>): string =>
  owner === group ? `${mode} ${owner}` : `${mode} ${owner}:${group}`;

const named = { key: ({ name }: { readonly name: string }) => name };
/** Keys of paths are the same for all categories. */
export const pathKey = (path: string): string =>
  path.endsWith('/') ? path.replace(/(?<=[^/])\/+$/, '') : path;
/** Whatever stands at a path takes the place of what stood there. */
const placed = { placed: true, key: ({ path }: { readonly path: string }) => pathKey(path) } as const;

const all = {
  /** `state: absent` for a package that is taken away. `url` where it is no repository's. */
  packages: category({
    item: () => z.object({ name: text, version: maybe, state: z.enum(['present', 'absent']), url: maybe }),
    ...named,
    // Whoever only wants it there is content with the version that is.
    over: (later, { version, url, state }) =>
      later.state === 'absent' || state === 'absent'
        ? later
        : { ...later, version: later.version ?? version, url: later.url ?? url },
    describe: ({ name, version, state, url }) =>
      words(
        name,
        version,
        state === 'absent' && 'removed',
        url !== null && `from ${url.replace(/^.*\//, '')}`,
      ),
  }),
  /** `name` without `.service`. `if_exists`: nothing is said where the unit is not installed. */
  services: category({
    item: () =>
      z.object({
        name: text,
        enabled: z.nullable(z.boolean()),
        state: z.nullable(z.enum(['started', 'stopped'])),
        masked: z.nullable(z.boolean()),
        if_exists: z.boolean(),
      }),
    ...named,
    over: (later, earlier) => ({
      name: later.name,
      enabled: later.enabled ?? earlier.enabled,
      state: later.state ?? earlier.state,
      masked: later.masked ?? earlier.masked,
      if_exists: later.if_exists && earlier.if_exists,
    }),
    describe: ({ name, enabled, state, masked, if_exists: optional }) =>
      words(
        name,
        enabled !== null && (enabled ? 'enabled' : 'not enabled'),
        state,
        masked !== null && (masked ? 'masked' : 'not masked'),
        optional && 'where it is installed',
      ),
  }),
  /** Ports on which something is expected to listen, or nothing: `expect` says so, and the booted image is asked. */
  ports: category({
    item: () =>
      z.object({
        number: z.int(),
        protocol: z.enum(['tcp', 'udp']),
        address: maybe,
        open: z.boolean(),
      }),
    key: ({ number, protocol }) => `${number}/${protocol}`,
    describe: ({ number, protocol, address, open }) =>
      words(`${number}/${protocol}`, open ? 'open' : 'closed', address !== null && `on ${address} only`),
  }),
  /** Unit files of the image's own, those of timers too. */
  units: category({
    item: () => z.object({ name: text, path: text, from }),
    ...placed,
    describe: (unit) => words(unit.name, origin(unit.from)),
  }),
  timers: category({
    item: () => z.object({ name: text, schedule: text, command: text, user: text }),
    ...named,
    describe: ({ name, schedule, command, user }) =>
      words(name, schedule, command, user !== 'root' && `as ${user}`),
  }),
  users: category({
    item: () =>
      z.object({
        name: text,
        uid: z.nullable(z.int()),
        home: maybe,
        shell: maybe,
        groups: z.array(text),
        system: z.boolean(),
        locked: z.boolean(),
      }),
    ...named,
    over: (later, earlier) => ({
      ...later,
      uid: later.uid ?? earlier.uid,
      home: later.home ?? earlier.home,
      shell: later.shell ?? earlier.shell,
      groups: [...new Set([...earlier.groups, ...later.groups])],
      system: later.system || earlier.system,
    }),
    describe: ({ name, uid, home, shell, groups, system, locked }) =>
      words(
        name,
        system && 'system user',
        uid !== null && `number ${uid}`,
        after('home', home),
        after('shell', shell),
        groups.length > 0 && `in ${groups.join(', ')}`,
        !locked && 'password not locked',
      ),
  }),
  groups: category({
    item: () => z.object({ name: text, gid: z.nullable(z.int()), system: z.boolean() }),
    ...named,
    over: (later, earlier) => ({ ...later, gid: later.gid ?? earlier.gid }),
    describe: ({ name, gid, system }) =>
      words(name, system && 'system group', gid !== null && `number ${gid}`),
  }),
  files: category({
    item: () => z.object({ path: text, ...owned, from }),
    ...placed,
    describe: (file) => words(file.path, ownedBy(file), origin(file.from)),
  }),
  directories: category({
    item: () => z.object({ path: text, ...owned }),
    ...placed,
    describe: (directory) => words(directory.path, ownedBy(directory)),
  }),
  links: category({
    item: () => z.object({ path: text, target: text }),
    ...placed,
    describe: ({ path, target }) => words(path, `to ${target}`),
  }),
  /** Paths that are taken away. */
  removed: category({
    item: () => z.object({ path: text }),
    ...placed,
    describe: ({ path }) => words(path),
  }),
  lines: category({
    item: () => z.object({ path: text, line: maybe, match: maybe, state: z.enum(['present', 'absent']) }),
    key: ({ path, line, match }) => JSON.stringify([path, match === null ? line : null, match]),
    describe: ({ path, line, match, state }) =>
      words(path, state === 'absent' && 'removed', line ?? after('like', match)),
  }),
  /** `path` is the file that names it to the package manager. */
  repositories: category({
    item: () =>
      z.object({
        name: text,
        path: text,
        url: text,
        suite: maybe,
        components: z.array(text),
        key: maybe,
        enabled: z.boolean(),
      }),
    ...placed,
    describe: ({ name, url, suite, components, key, enabled }) =>
      words(
        name,
        [url, suite, ...components].join(' ').trim(),
        key === null && 'no key',
        !enabled && 'not enabled',
      ),
  }),
  /** What is fetched by its address while the image is built, and what for. */
  downloads: category({
    item: () =>
      z.object({
        url: text,
        checksum: maybe,
        path: text,
        what: z.enum(['file', 'package', 'archive', 'key']),
      }),
    key: ({ url, path }) => JSON.stringify([url, path]),
    describe: ({ url, checksum, what }) =>
      words(url, what !== 'file' && `${what === 'archive' ? 'an' : 'a'} ${what}`, checksum ?? 'no checksum'),
  }),
  archives: category({
    item: () => z.object({ path: text, from, checksum: maybe }),
    key: ({ path, from }) => JSON.stringify([path, from]),
    describe: (archive) => words(archive.path, origin(archive.from), archive.checksum),
  }),
  commands: category({
    item: () =>
      z.object({
        line: text,
        shell: z.boolean(),
        user: text,
        changes: z.union([z.boolean(), z.literal('on_output')]),
        creates: maybe,
        removes: maybe,
        unless: maybe,
        only_if: maybe,
      }),
    key: () => null,
    describe: ({ line, user, creates, removes, unless, only_if: onlyIf }) =>
      words(
        line,
        user !== 'root' && `as ${user}`,
        after('creates', creates),
        after('if there is', removes),
        after('unless', unless),
        after('only if', onlyIf),
      ),
  }),
  sysctls: category({
    title: 'kernel parameters',
    item: () => z.object({ name: text, value: text, path: text }),
    ...placed,
    describe: ({ name, value }) => words(name, `= ${value}`),
  }),
  kernel_arguments: category({
    item: () => z.object({ name: text, value: maybe }),
    key: ({ name, value }) => JSON.stringify([name, value]),
    describe: ({ name, value }) => words(value === null ? name : `${name}=${value}`),
  }),
  /** Environment variables of the build machine that `env()` reads, and the resource that gets the value. */
  secrets: category({
    item: () => z.object({ name: text, used_by: text }),
    key: ({ name, used_by }) => JSON.stringify([name, used_by]),
    describe: ({ name, used_by: user }) => words(name, `for ${user}`),
  }),
  /** Modules of Ansible, of which only their author knows what they bring. */
  tasks: category({
    item: () => z.object({ title: text, module: text }),
    key: () => null,
    describe: ({ title, module }) => words(title, module),
  }),
  /** Roles from outside, the same; the version is that in Ansible Galaxy. */
  foreign_roles: category({
    title: 'roles from outside',
    item: () => z.object({ name: text, version: maybe }),
    ...named,
    describe: ({ name, version }) => words(name, version ?? 'of the project'),
  }),
};

export type Category = keyof typeof all;
export type Items = { readonly [S in Category]: Readonly<z.infer<ReturnType<(typeof all)[S]['item']>>> };

/** In the order in which they are shown. */
export const categories: {
  readonly [S in Category]: CategoryRule<Items[S]> & { readonly item: (typeof all)[S]['item'] };
} = all;
