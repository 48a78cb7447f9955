import { modeOf } from '../../model/mode.ts';
import type { Data } from '../../model/data.ts';
import type { FlatTask } from '../../model/task.ts';
import { folderOf, joinPath, nameOf } from '../../read/tree.ts';
import type { Tree } from '../../read/tree.ts';
import { TREE, inTree } from '../scope.ts';

const MOST_FILES = 200;

/** Folders that every system has. */
const THERE =
  /^\/((boot|etc|home|opt|root|srv|tmp|usr|var)?|etc\/(cron\.\w+|default|modprobe\.d|profile\.d|security|ssh|sudoers\.d|sysctl\.d|systemd|systemd\/system|udev\/rules\.d)|usr\/(bin|lib|local|sbin|share)|usr\/local\/(bin|etc|lib|sbin|share|src)|var\/(cache|lib|log|spool|tmp))$/;

/** A copy of a folder of the tree as one of each file, after the folders that are not there yet. */
export function folderCopy(task: FlatTask, tree: Tree): readonly FlatTask[] {
  const { src, dest, directory_mode: ofFolders, local_follow: _follow, ...rest } = task.args;
  if (
    task.module !== 'ansible.builtin.copy' ||
    typeof src !== 'string' ||
    typeof dest !== 'string' ||
    !dest.startsWith('/') ||
    !/^\/@tree\/.+\/$/.test(src) ||
    task.keywords.register !== undefined
  )
    return [task];
  const folder = joinPath(src.slice(TREE.length));
  const files = tree.list(folder);
  if (files.length === 0 || files.length > MOST_FILES) return [task];
  const within = src.endsWith('//') ? joinPath(dest, nameOf(folder)) : joinPath(dest);
  const copies = files.map((file) => ({ file, to: `/${joinPath(within, file.slice(folder.length + 1))}` }));
  const folders = new Set<string>();
  for (const { to } of copies)
    for (
      let at = `/${folderOf(joinPath(to))}`;
      at.length >= joinPath(dest).length + 1;
      at = `/${folderOf(joinPath(at))}`
    )
      if (!THERE.test(at)) folders.add(at);
  const made = (args: Readonly<Record<string, Data>>, module: string): FlatTask => ({
    ...task,
    name: null,
    module,
    args,
  });
  return [
    ...[...folders]
      .sort()
      .map((path) =>
        made(
          { cmd: installed(path, rest.owner, rest.group, ofFolders), creates: path },
          'ansible.builtin.command',
        ),
      ),
    ...copies.map(({ file, to }) => made({ ...rest, src: `${TREE}/${file}`, dest: to }, task.module)),
  ];
}

/** A copy that keeps the mode of a file of the tree, with that mode: whether it may be run is all that the import keeps of it. */
export function preserved(task: FlatTask, tree: Tree): FlatTask {
  const file = inTree(task.args.src);
  if (task.args.mode !== 'preserve' || file === null || !tree.exists(file)) return task;
  return { ...task, args: { ...task.args, mode: tree.isExecutable(file) ? '0755' : '0644' } };
}

/** Folders in which files of a folder of the tree come to stand, but for those that every system has. */
export function missingFolders(files: readonly string[], folder: string, to: string): readonly string[] {
  const found = new Set(files.map((file) => `/${folderOf(joinPath(to, file.slice(folder.length + 1)))}`));
  return to.startsWith('/') ? [...found].filter((path) => !THERE.test(path)).sort() : [];
}

/** The command that makes a folder as the copy would. */
function installed(
  path: string,
  owner: Data | undefined,
  group: Data | undefined,
  mode: Data | undefined,
): string {
  const given = modeOf(mode) ?? mode;
  return [
    'install --directory',
    ...(typeof owner === 'string' && owner !== 'root' ? [`--owner=${owner}`] : []),
    ...(typeof group === 'string' && group !== 'root' ? [`--group=${group}`] : []),
    ...(typeof given === 'string' && given !== '0755' ? [`--mode=${given}`] : []),
    path,
  ].join(' ');
}

/** A file that is put into a folder that is there, under its name in the folder. */
export function intoFolder(
  module: string,
  args: Readonly<Record<string, Data>>,
  made: ReadonlySet<string>,
): Readonly<Record<string, Data>> {
  const { dest, src, url } = args;
  const from = module === 'ansible.builtin.get_url' ? url : src;
  if (
    !/^ansible\.builtin\.(copy|template|get_url)$/.test(module) ||
    typeof dest !== 'string' ||
    typeof from !== 'string' ||
    from.endsWith('/') ||
    !(THERE.test(dest) || made.has(dest))
  )
    return args;
  return { ...args, dest: `${dest.replace(/\/$/, '')}/${nameOf(from.replace(/[?#].*$/, ''))}` };
}
