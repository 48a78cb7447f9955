import type { FlatTask } from '../../model/task.ts';
import { nameOf } from '../../read/tree.ts';
import type { Tree } from '../../read/tree.ts';
import { findFile } from './find-files.ts';
import type { Around } from './find-files.ts';
import { TREE } from '../scope.ts';

/** A script of the tree as a copy of it and the command that runs the copy; a text if it cannot be found. */
export function scriptTasks(task: FlatTask, tree: Tree, around: Around): readonly FlatTask[] | string {
  if (task.module !== 'ansible.builtin.script') return [task];
  const { cmd, _raw_params: raw, executable, decrypt: _decrypt, ...rest } = task.args;
  const line = cmd ?? raw;
  if (typeof line !== 'string' || /^["']/.test(line.trim()))
    return 'which script it runs is known on the machine only';
  const [, name, args] = /^(\S+)\s*([\s\S]*)$/.exec(line.trim()) ?? [];
  const file = name === undefined ? null : findFile(tree, name, 'files', around);
  if (file === null) return `the script \`${name ?? line}\` is not in the tree`;
  const copy = `/var/tmp/${nameOf(file)}`;
  const words = [
    ...(typeof executable === 'string' ? [executable] : []),
    copy,
    ...(args === '' ? [] : [args!]),
  ];
  // A script that does not say what runs it is one of the shell.
  const module = words.length > 1 || !(tree.text(file) ?? '').startsWith('#!') ? 'shell' : 'command';
  return [
    {
      ...task,
      name: null,
      module: 'ansible.builtin.copy',
      args: { src: `${TREE}/${file}`, dest: copy, mode: '0755' },
      keywords: {},
      notify: [],
    },
    { ...task, module: `ansible.builtin.${module}`, args: { ...rest, cmd: words.join(' ') } },
  ];
}
