import { joinPath } from '../read/tree.ts';
import type { Tree } from '../read/tree.ts';
import { mainFile } from './files/find-files.ts';

/** The comment above the tasks of a role, apart from them. */
export function headerOf(tree: Tree, folder: string): string | null {
  const file = mainFile(tree, joinPath(folder, 'tasks'));
  const [, comment] =
    /^(?:---[^\n]*\n)?((?:#[^\n]*\n)+)\n/.exec(file === null ? '' : (tree.text(file) ?? '')) ?? [];
  return comment === undefined ? null : comment.replace(/^# ?/gm, '').trimEnd();
}
