import { differences } from '../compiler/contents-diff.ts';
import type { Contents, Entry, Sort } from '../compiler/contents-schema.ts';
import { sorts } from '../compiler/contents-sorts.ts';
import { describe, sortTitle } from '../compiler/contents-words.ts';
import type { Target } from '../compiler/ir.ts';
import { conditionFor, conditionWords } from '../emit/conditions.ts';
import { table } from './table.ts';
import { placeOf } from './target-names.ts';
import type { CompiledTarget } from './target-names.ts';

const SORTS = Object.keys(sorts) as Sort[];
const PHASES: readonly (readonly [phase: keyof Contents, words: string])[] = [
  ['provision', ''],
  ['start', ' when deployed'],
];
/** A long command is known by how it begins. */
const LONGEST = 72;

interface Cells {
  readonly what: string;
  readonly details: string;
  /** Where it is when it is not on all targets. */
  readonly where?: string;
  readonly role: string;
  readonly line: string;
}

/** What some targets of an image contain, a table for each sort of thing. */
export function contentsTable(all: readonly CompiledTarget[], cwd: string): string {
  const targets = all.map(({ target }) => target);
  const tables = PHASES.flatMap(([phase, words]) =>
    SORTS.map((sort) => {
      const rows = mergedRows(all, phase, sort, cwd).map(({ cells, on, lines }) => ({
        ...cells,
        line: lines.size > 1 ? `${cells.line}, …` : cells.line,
        where: conditionWords(conditionFor(on, targets), targets),
      }));
      return sortTable(`${sortTitle(sort)}${words}`, rows);
    }),
  );
  return joined(tables);
}

interface MergedRow {
  readonly cells: Cells;
  readonly on: Target[];
  /** Where it is written, which need not be the same for all targets. */
  readonly lines: Set<string>;
}

function mergedRows(
  all: readonly CompiledTarget[],
  phase: keyof Contents,
  sort: Sort,
  cwd: string,
): MergedRow[] {
  const rows = new Map<string, MergedRow>();
  for (const compiled of all) {
    for (const entry of compiled.result.contents(compiled.target)[phase][sort]) {
      const cells = cellsOf(sort, entry, compiled, cwd);
      const key = [cells.what, cells.details, cells.role].join('\0');
      const row = rows.get(key) ?? { cells, on: [], lines: new Set() };
      rows.set(key, row);
      row.lines.add(cells.line);
      if (!row.on.includes(compiled.target)) row.on.push(compiled.target);
    }
  }
  return [...rows.values()];
}

/** How `b` differs from `a`, as lines of `-` and `+`; empty when it does not. */
export function differenceTable(a: CompiledTarget, b: CompiledTarget, cwd: string): string {
  const [before, after] = [a.result.contents(a.target), b.result.contents(b.target)];
  const tables = PHASES.flatMap(([phase, words]) => {
    const found = differences(before[phase], after[phase]);
    return SORTS.map((sort) => {
      const signed = (sign: string, entry: Entry<Sort> | null, of: CompiledTarget): Cells[] => {
        if (entry === null) return [];
        const cells = cellsOf(sort, entry, of, cwd);
        return [{ ...cells, what: `${sign} ${cells.what}` }];
      };
      const rows = found
        .filter((each) => each.sort === sort)
        .flatMap((each) => {
          const [left, right] = [signed('-', each.before, a), signed('+', each.after, b)];
          // What is written into a file is not shown.
          const alike =
            left[0]?.details === right[0]?.details && left[0]?.what.slice(1) === right[0]?.what.slice(1);
          return [...left, ...right].map((row) =>
            alike ? { ...row, details: `${row.details}, not the same text` } : row,
          );
        });
      return sortTable(`${sortTitle(sort)}${words}`, rows);
    });
  });
  return joined(tables);
}

const joined = (tables: readonly string[]): string => tables.filter((text) => text !== '').join('\n');

/** Columns in which nothing stands are left out. */
function sortTable(title: string, rows: readonly Cells[]): string {
  if (rows.length === 0) return '';
  const columns = [
    { head: title.toUpperCase(), cell: ({ what }: Cells) => what },
    { head: '', cell: ({ details }: Cells) => details },
    { head: 'WHERE', cell: ({ where = '' }: Cells) => where },
    { head: 'ROLE', cell: ({ role }: Cells) => role },
    { head: 'LINE', cell: ({ line }: Cells) => line },
  ].filter(({ cell }) => rows.some((row) => cell(row) !== ''));
  return table(
    columns.map(({ head }) => head),
    rows.map((row) => columns.map(({ cell }) => cell(row))),
  );
}

function cellsOf<S extends Sort>(sort: S, entry: Entry<S>, compiled: CompiledTarget, cwd: string): Cells {
  const { what, details } = describe(sort, entry);
  const { file, line } = placeOf(compiled, entry.origin, cwd);
  return { what: short(what), details: short(details.join(', ')), role: entry.role, line: `${file}:${line}` };
}

function short(text: string): string {
  const line = text.trim().replace(/\s*\n\s*/g, ' ');
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1).trimEnd()}…` : line;
}
