import { joinPath } from '../../read/tree.ts';
import type { Tree } from '../../read/tree.ts';
import { TREE } from '../scope.ts';

/** Where tasks look for files: the role they are in, the file they stand in, and the playbook. */
export interface Around {
  /** Folder of the role; null for tasks of a play. */
  readonly role: string | null;
  /** Folder of the file in which the task stands. */
  readonly here: string;
  readonly playbook: string;
}

/** The file of the tree that a task means by a name, or null. */
export function findFile(tree: Tree, name: string, folder: string, around: Around): string | null {
  if (name.startsWith(`${TREE}/`)) return tree.first(joinPath(name.slice(TREE.length)));
  if (name.startsWith('/')) return null;
  return tree.first(...candidates(name, folder, around));
}

/** The files that match a pattern of `with_fileglob`, sorted. */
export function globFiles(tree: Tree, pattern: string, around: Around): readonly string[] {
  const patterns = pattern.startsWith(`${TREE}/`)
    ? [joinPath(pattern.slice(TREE.length))]
    : pattern.startsWith('/')
      ? []
      : candidates(pattern, 'files', around);
  for (const each of patterns) {
    if (each.startsWith('..')) continue;
    const found = tree.glob(each);
    if (found.length > 0) return found;
  }
  return [];
}

/** Files below a folder that a task means by a name, or null. */
export function findFolder(tree: Tree, name: string, folder: string, around: Around): string | null {
  const places = name.startsWith(`${TREE}/`)
    ? [joinPath(name.slice(TREE.length))]
    : candidates(name, folder, around);
  return places.find((each) => each !== '' && !each.startsWith('..') && tree.list(each).length > 0) ?? null;
}

function candidates(name: string, folder: string, { role, here, playbook }: Around): string[] {
  const bases = role === null ? [] : [joinPath(role, folder), role];
  return [...bases, joinPath(here, folder), here, joinPath(playbook, folder), playbook].map((base) =>
    joinPath(base, name),
  );
}

/** The first of a file's usual names below a folder. */
export function mainFile(tree: Tree, folder: string, name = 'main'): string | null {
  return tree.first(
    ...(/\.(ya?ml|json)$/.test(name) ? [joinPath(folder, name)] : []),
    ...['yml', 'yaml', 'json'].map((ending) => joinPath(folder, `${name}.${ending}`)),
    joinPath(folder, name),
  );
}

/** All files of variables by a name: `defaults/main.yml`, or those in `defaults/main/`. */
export function variableFiles(tree: Tree, folder: string, name = 'main'): readonly string[] {
  const one = mainFile(tree, folder, name);
  if (one !== null) return [one];
  return tree.list(joinPath(folder, name)).filter((path) => /\.(ya?ml|json)$/.test(path));
}
