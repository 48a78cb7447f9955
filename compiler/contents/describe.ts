import type { Entry, Items, Category } from '../sdk/contents.ts';

/** A thing in words: what it is called, and what is said of it. */
export interface Words {
  readonly what: string;
  readonly details: readonly string[];
}

type Maybe = string | null | false;

const words = (what: string, ...details: readonly Maybe[]): Words => ({
  what,
  details: details.filter((each): each is string => each !== null && each !== false && each !== ''),
});

/** `text` after a word, or nothing where there is none. */
const after = (word: string, text: string | null): Maybe => text !== null && `${word} ${text}`;

const from = ({ type, name }: Items['files']['from']): Maybe =>
  type === 'text' ? null : `from ${type === 'template' ? 'the template ' : ''}${name}`;

const owned = ({ owner, group, mode }: Items['directories']): string =>
  owner === group ? `${mode} ${owner}` : `${mode} ${owner}:${group}`;

const describers: { readonly [S in Category]: (item: Items[S]) => Words } = {
  packages: ({ name, version, state, url }) =>
    words(name, version, state === 'absent' && 'removed', url !== null && `from ${url.replace(/^.*\//, '')}`),
  services: ({ name, enabled, state, masked, if_exists: optional }) =>
    words(
      name,
      enabled !== null && (enabled ? 'enabled' : 'not enabled'),
      state,
      masked !== null && (masked ? 'masked' : 'not masked'),
      optional && 'where it is installed',
    ),
  ports: ({ number, protocol, address, open }) =>
    words(`${number}/${protocol}`, open ? 'open' : 'closed', address !== null && `on ${address} only`),
  units: (unit) => words(unit.name, from(unit.from)),
  timers: ({ name, schedule, command, user }) =>
    words(name, schedule, command, user !== 'root' && `as ${user}`),
  users: ({ name, uid, home, shell, groups, system, locked }) =>
    words(
      name,
      system && 'system user',
      uid !== null && `number ${uid}`,
      after('home', home),
      after('shell', shell),
      groups.length > 0 && `in ${groups.join(', ')}`,
      !locked && 'password not locked',
    ),
  groups: ({ name, gid, system }) => words(name, system && 'system group', gid !== null && `number ${gid}`),
  files: (file) => words(file.path, owned(file), from(file.from)),
  directories: (directory) => words(directory.path, owned(directory)),
  links: ({ path, target }) => words(path, `to ${target}`),
  removed: ({ path }) => words(path),
  lines: ({ path, line, match, state }) =>
    words(path, state === 'absent' && 'removed', line ?? after('like', match)),
  repositories: ({ name, url, suite, components, key, enabled }) =>
    words(
      name,
      [url, suite, ...components].join(' ').trim(),
      key === null && 'no key',
      !enabled && 'not enabled',
    ),
  downloads: ({ url, checksum, what }) =>
    words(url, what !== 'file' && `${what === 'archive' ? 'an' : 'a'} ${what}`, checksum ?? 'no checksum'),
  archives: (archive) => words(archive.path, from(archive.from), archive.checksum),
  commands: ({ line, user, creates, removes, unless, only_if: onlyIf }) =>
    words(
      line,
      user !== 'root' && `as ${user}`,
      after('creates', creates),
      after('if there is', removes),
      after('unless', unless),
      after('only if', onlyIf),
    ),
  sysctls: ({ name, value }) => words(name, `= ${value}`),
  kernel_arguments: ({ name, value }) => words(value === null ? name : `${name}=${value}`),
  secrets: ({ name, used_by: user }) => words(name, `for ${user}`),
  tasks: ({ title, module }) => words(title, module),
  foreign_roles: ({ name, version }) => words(name, version ?? 'of the project'),
};

/** What a list of the sort is called. */
export const categoryTitle = (category: Category): string => TITLES[category] ?? category.replace(/_/g, ' ');

const TITLES: { readonly [S in Category]?: string } = {
  sysctls: 'kernel parameters',
  foreign_roles: 'roles from outside',
};

export function describe<S extends Category>(category: S, entry: Entry<S>): Words {
  const { what, details } = describers[category](entry);
  return { what, details: [...details, ...entry.conditions.map((condition) => `when ${condition}`)] };
}
