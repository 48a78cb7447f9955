import { missingFolders } from '../expand/files/folder-copy.ts';
import { TREE } from '../expand/scope.ts';
import type { Data } from '../model/data.ts';
import type { PackerProvisioner, PackerSource, Setting, Settings } from '../model/packer.ts';
import type { Note, Place } from '../model/place.ts';
import type { System } from '../model/system.ts';
import type { FlatTask, RolePart, Step } from '../model/task.ts';
import { joinPath, nameOf } from '../read/tree.ts';
import type { Tree } from '../read/tree.ts';

export interface ProvisionInput {
  readonly tree: Tree;
  /** Folder of the template. */
  readonly folder: string;
  readonly provisioners: readonly PackerProvisioner[];
  readonly source: PackerSource | null;
  readonly system: System;
}

/** Who logs in to the machine. */
export const loginOf = (settings: Settings, source: PackerSource | null, system: System): string => {
  const name = text(settings.user) ?? text(source?.settings.ssh_username ?? null);
  return name === null || name === '' || /[${}]/.test(name) || /^build\./i.test(name) ? system.user : name;
};

/** A file that a template names: from its own folder, or from where Packer is started. */
export function findPath(tree: Tree, folder: string, name: string, inside = ''): string | null {
  const clean = name.replace(/^\$\{path\.(root|cwd)\}\/?/, '').replace(/\$\{[^}]*\}/g, '*');
  if (clean.includes('*') || /^[/~]/.test(clean)) return null;
  const bases =
    folder === ''
      ? ['']
      : [
          folder,
          '',
          ...folder
            .split('/')
            .slice(0, -1)
            .map((_, i, all) => all.slice(0, all.length - i).join('/')),
        ];
  for (const base of bases)
    for (const path of [joinPath(base, clean), joinPath(base, inside, clean)])
      if (!path.startsWith('..') && tree.exists(path)) return path;
  return null;
}

/** Commands of Packer's own `shell`. */
export function shell(
  { settings, place, comment }: PackerProvisioner,
  { tree, folder, source, system }: ProvisionInput,
): { readonly steps: Step[]; readonly doubts: readonly Note[] } {
  const execute = text(settings.execute_command) ?? '';
  const login = loginOf({}, source, system);
  const user = /sudo|su -c/.test(execute) || login === 'root' ? null : login;
  const { environment, computed: left } = environmentOf(settings);
  const doubts = left.map((name) => ({
    place,
    message: `the environment variable \`${name}\` is left out: only Packer computes its value`,
  }));
  const keywords: Record<string, Data> = {
    ...(user !== null && { become_user: user }),
    ...(Object.keys(environment).length > 0 && { environment }),
    ...accepted(settings.valid_exit_codes, `packer_${place.line}`),
  };
  const part = partOf(place);
  const base = { ...PLAIN, keywords, place };
  const tasks: FlatTask[] = [];
  const inline = texts(settings.inline);
  const { inline_shebang: shebang } = settings;
  if (inline.length > 0) {
    const body = plain(inline.join('\n'));
    const stops = typeof shebang !== 'string' || /\s-\w*e/.test(shebang);
    const cmd = stops && (inline.length > 1 || body.includes('\n')) ? `set -e\n${body}` : body;
    tasks.push({ ...base, module: 'ansible.builtin.shell', args: { cmd } });
  }
  const scripts = [...texts(settings.script), ...texts(settings.scripts)];
  const odd =
    typeof shebang === 'string' && !/^(#!\s*)?(\/usr\/bin\/env\s+|\/(usr\/)?bin\/)(ba)?sh\b/.test(shebang);
  let opaque: string | null =
    inline.length > 0 && odd ? `it is run by \`${shebang}\`` : computed(settings.inline);
  for (const script of scripts) {
    const path = findPath(tree, folder, script);
    if (path === null) opaque = `the script \`${script}\` is not in the tree`;
    else {
      const copy = `/var/tmp/${nameOf(path)}`;
      tasks.push({
        ...PLAIN,
        module: 'ansible.builtin.copy',
        args: { src: `${TREE}/${path}`, dest: copy, mode: '0755' },
        place,
      });
      tasks.push({ ...base, module: 'ansible.builtin.command', args: { cmd: copy } });
    }
  }
  const key = `${part.key}>${place.line}`;
  return {
    steps: [{ key, part, place, comment, tasks: opaque === null ? tasks : [], opaque }],
    doubts: opaque === null ? doubts : [],
  };
}

/** Exit codes that are no failure. */
function accepted(codes: Setting | undefined, register: string): Record<string, Data> {
  const list = Array.isArray(codes) ? (codes as readonly Setting[]).map(Number) : [];
  return list.length === 0 || list.some((code) => !Number.isInteger(code))
    ? {}
    : { register, failed_when: `not ${register}.rc in [${list.join(', ')}]` };
}

function environmentOf(settings: Settings): {
  readonly environment: Readonly<Record<string, Data>>;
  readonly computed: readonly string[];
} {
  const pairs = texts(settings.environment_vars).flatMap((each) => {
    const at = each.indexOf('=');
    return at > 0 ? [[each.slice(0, at), each.slice(at + 1)] as const] : [];
  });
  const env = settings.env;
  const more =
    typeof env === 'object' && env !== null && !Array.isArray(env)
      ? Object.entries(env).map(([key, value]) => [key, String(value as string)] as const)
      : [];
  const all = [...pairs, ...more];
  const isOpen = ([, value]: readonly [string, string]) => computed(value) !== null;
  return {
    environment: Object.fromEntries(all.filter((each) => !isOpen(each))),
    computed: all.filter(isOpen).map(([name]) => name),
  };
}

/** Files that Packer copies to the machine. */
export function file(
  { settings, place, comment }: PackerProvisioner,
  { tree, folder }: ProvisionInput,
): Step[] {
  const part = partOf(place);
  const destination = text(settings.destination);
  const content = text(settings.content);
  const tasks: FlatTask[] = [];
  let opaque: string | null =
    destination === null || settings.direction === 'download'
      ? 'it copies nothing to the machine'
      : computed(settings.content);
  const add = (args: Readonly<Record<string, Data>>) =>
    tasks.push({ ...PLAIN, module: 'ansible.builtin.copy', args, place });
  if (destination !== null && content !== null) add({ content: plain(content), dest: destination });
  else
    for (const source of [...texts(settings.source), ...texts(settings.sources)]) {
      const path = findPath(tree, folder, source);
      if (path !== null) {
        add({
          src: `${TREE}/${path}`,
          dest: destination!.endsWith('/') ? `${destination}${nameOf(path)}` : destination,
        });
        continue;
      }
      const below = [joinPath(folder, source), joinPath(source)].find(
        (each) => !each.startsWith('..') && tree.list(each).length > 0,
      );
      if (below === undefined) opaque = `\`${source}\` is not in the tree`;
      else {
        const root = destination!.replace(/\/$/, '');
        const inner = source.endsWith('/') ? root : `${root}/${nameOf(below)}`;
        for (const path of missingFolders(tree.list(below), below, inner))
          tasks.push({
            ...PLAIN,
            module: 'ansible.builtin.command',
            args: { cmd: `install --directory ${path}`, creates: path },
            place,
          });
        for (const each of tree.list(below)) {
          const inside = source.endsWith('/')
            ? each.slice(below.length + 1)
            : `${nameOf(below)}/${each.slice(below.length + 1)}`;
          add({ src: `${TREE}/${each}`, dest: `${root}/${inside}` });
        }
      }
    }
  return [
    { key: `${part.key}>${place.line}`, part, place, comment, tasks: opaque === null ? tasks : [], opaque },
  ];
}

const PLAIN = { name: null, keywords: {}, when: [], notify: [] };

const partOf = (place: Place): RolePart => ({
  key: `${place.file}|provisioners`,
  role: null,
  folder: null,
  place,
  title: null,
  params: {},
  outside: {},
  partial: false,
});

/** What only Packer computes: an expression that is left over, or one of its own functions. */
function computed(value: Setting | undefined): string | null {
  const found = texts(value).flatMap(
    (each) =>
      /(?<!\$)\$\{[^}]*\}?|\{\{\s*(?:user|env|timestamp|isotime|uuid|build)\b[^}]*\}\}/.exec(each)?.[0] ?? [],
  );
  return found.length === 0
    ? null
    : `it holds \`${found[0]!.replace(/\s+/g, ' ').slice(0, 60)}\`, which only Packer computes`;
}

const plain = (value: string): string => value.replaceAll('$${', '${');

export const text = (value: Setting | undefined): string | null => (typeof value === 'string' ? value : null);
export const texts = (value: Setting | undefined): string[] =>
  Array.isArray(value)
    ? (value as readonly Setting[]).filter((each): each is string => typeof each === 'string')
    : typeof value === 'string'
      ? [value]
      : [];
