import { missingFolders } from '../../expand/files/folder-copy.ts';
import { TREE } from '../../expand/scope.ts';
import type { Data } from '../../model/data.ts';
import type { PackerProvisioner, PackerSource, Setting, Settings } from '../../model/packer.ts';
import type { Place } from '../../model/place.ts';
import type { System } from '../../model/system.ts';
import type { FlatTask, RolePart, Step } from '../../model/task.ts';
import { linesAt } from '../../read/lines-at.ts';
import { joinPath, nameOf } from '../../read/tree.ts';
import type { Tree } from '../../read/tree.ts';

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
  const clean = name
    // What only Packer computes at the beginning is the folder of the tree, if the rest is there.
    .replace(/^(\$\{[^}]*\}\/+)+/, '')
    .replace(/\$\{[^}]*\}/g, '*');
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

/** Files that Packer copies to the machine. */
export function file(
  { settings, place, comment }: PackerProvisioner,
  { tree, folder }: ProvisionInput,
): Step[] {
  const part = partOf(place);
  const destination = text(settings.destination);
  const content = text(settings.content);
  const tasks: FlatTask[] = [];
  // A download changes nothing on the machine.
  if (settings.direction === 'download') return [];
  let opaque: string | null =
    destination === null ? 'it copies nothing to the machine' : computed(settings.content);
  const add = (args: Readonly<Record<string, Data>>, from: string | null = null) => {
    // Packer takes along whether a file may be run.
    const mode = from !== null && tree.isExecutable(from) ? { mode: '0755' } : {};
    tasks.push({ ...PLAIN, module: 'ansible.builtin.copy', args: { ...args, ...mode }, place });
  };
  if (destination !== null && content !== null) add({ content: plain(content), dest: destination });
  else
    for (const source of [...texts(settings.source), ...texts(settings.sources)]) {
      const path = findPath(tree, folder, source);
      if (path !== null) {
        const dest = destination!.endsWith('/') ? `${destination}${nameOf(path)}` : destination;
        add({ src: `${TREE}/${path}`, dest }, path);
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
          add({ src: `${TREE}/${each}`, dest: `${root}/${inside}` }, each);
        }
      }
    }
  const key = `${part.key}>${place.line}`;
  const lines = linesAt(tree, place);
  return [{ key, part, place, lines, comment, tasks: opaque === null ? tasks : [], opaque }];
}

export const PLAIN = { name: null, keywords: {}, when: [], notify: [] };

export const partOf = (place: Place): RolePart => ({
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
export function computed(value: Setting | undefined): string | null {
  const found = texts(value).flatMap(
    (each) =>
      /(?<!\$)\$\{[^}]*\}?|\{\{\s*(?:user|env|timestamp|isotime|uuid|build)\b[^}]*\}\}/.exec(each)?.[0] ?? [],
  );
  return found.length === 0
    ? null
    : `it holds \`${found[0]!.replace(/\s+/g, ' ').slice(0, 60)}\`, which only Packer computes`;
}

export const plain = (value: string): string => value.replaceAll('$${', '${');

export const text = (value: Setting | undefined): string | null => (typeof value === 'string' ? value : null);
export const texts = (value: Setting | undefined): string[] =>
  Array.isArray(value)
    ? (value as readonly Setting[]).filter((each): each is string => typeof each === 'string')
    : typeof value === 'string'
      ? [value]
      : [];
