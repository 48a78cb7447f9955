import type { Contents, Entry, Category } from '../../compiler/sdk/contents.ts';
import { categories } from '../../compiler/sdk/categories.ts';
import { describe } from '../../compiler/contents/describe.ts';
import type { Target } from '../../compiler/model/ir.ts';
import { conditionFor, conditionWords } from '../../emit/merge/conditions.ts';
import { placeOf } from '../project/targets.ts';
import type { CompiledTarget } from '../project/targets.ts';

export const CATEGORIES = Object.keys(categories) as Category[];

/** One item of an image's contents in words, with the role that declares it. */
export interface Row {
  readonly what: string;
  readonly details: readonly string[];
  readonly role: string;
  /** The source line, such as `image.vkimage:12`. */
  readonly line: string;
}

/** An item that several targets may have. */
export interface MergedRow extends Row {
  /** Names the targets that have it; empty if all have it. */
  readonly where: string;
}

export function rowOf<S extends Category>(
  category: S,
  entry: Entry<S>,
  compiled: CompiledTarget,
  cwd: string,
): Row {
  const { file, line } = placeOf(compiled, entry.origin, cwd);
  return { ...describe(category, entry), role: entry.role, line: `${file}:${line}` };
}

/** Returns the items of one category for several targets of an image. Equal items become one row. */
export function mergedRows(
  all: readonly CompiledTarget[],
  phase: keyof Contents,
  category: Category,
  cwd: string,
): MergedRow[] {
  const targets = all.map(({ target }) => target);
  const found = new Map<string, { readonly row: Row; readonly on: Target[]; readonly lines: Set<string> }>();
  for (const compiled of all) {
    for (const entry of compiled.result.contents(compiled.target)[phase][category]) {
      const row = rowOf(category, entry, compiled, cwd);
      const key = JSON.stringify([row.what, row.details, row.role]);
      const known = found.get(key) ?? { row, on: [], lines: new Set() };
      found.set(key, known);
      known.lines.add(row.line);
      if (!known.on.includes(compiled.target)) known.on.push(compiled.target);
    }
  }
  return [...found.values()].map(({ row, on, lines }) => ({
    ...row,
    line: lines.size > 1 ? `${row.line}, …` : row.line,
    where: conditionWords(conditionFor(on, targets), targets),
  }));
}
