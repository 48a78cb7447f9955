import type { Place } from '../model/place.ts';
import type { Tree } from './tree.ts';

const rowsOf = new WeakMap<Tree, Map<string, readonly string[]>>();

/** How many lines what begins at a place takes, by its indentation: a task, or a block in braces. At least 1. */
export function linesAt(tree: Tree, { file, line }: Place): number {
  const rows = rowsIn(tree, file);
  const first = rows[line - 1];
  if (first === undefined) return 1;
  const own = indentation(first);
  let last = line;
  for (let i = line; i < rows.length; i++) {
    const row = rows[i]!;
    if (row.trim() === '') continue;
    const isDeeper = indentation(row) > own;
    const closes = indentation(row) === own && /^\s*[}\])]/.test(row);
    if (!isDeeper && !closes) break;
    if (!/^\s*(#|\/\/)/.test(row)) last = i + 1;
    if (closes) break;
  }
  return last - line + 1;
}

function rowsIn(tree: Tree, file: string): readonly string[] {
  let files = rowsOf.get(tree);
  if (files === undefined) rowsOf.set(tree, (files = new Map()));
  let rows = files.get(file);
  if (rows === undefined) files.set(file, (rows = (tree.text(file) ?? '').split('\n')));
  return rows;
}

const indentation = (row: string): number => /^\s*/.exec(row)![0].length;
