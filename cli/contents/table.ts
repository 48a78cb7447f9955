import { differences } from '../../compiler/contents/diff.ts';
import type { Contents, Entry } from '../../compiler/sdk/contents.ts';
import { categoryTitle } from '../../compiler/contents/describe.ts';
import { CATEGORIES, mergedRows, rowOf } from './rows.ts';
import type { MergedRow, Row } from './rows.ts';
import { table } from '../shell/table.ts';
import type { CompiledTarget } from '../project/targets.ts';

const PHASES: readonly (readonly [phase: keyof Contents, words: string])[] = [
  ['provision', ''],
  ['start', ' when deployed'],
];
/** Longer commands are cut after this many characters. */
const LONGEST = 72;

/** Prints the contents of several targets of an image, one table per category. */
export function contentsTable(all: readonly CompiledTarget[], cwd: string): string {
  const tables = PHASES.flatMap(([phase, words]) =>
    CATEGORIES.map((category) =>
      sortTable(`${categoryTitle(category)}${words}`, mergedRows(all, phase, category, cwd)),
    ),
  );
  return joined(tables);
}

/** Prints the changes from `a` to `b` as lines with `-` and `+`; empty if there are none. */
export function differenceTable(a: CompiledTarget, b: CompiledTarget, cwd: string): string {
  const [before, after] = [a.result.contents(a.target), b.result.contents(b.target)];
  const tables = PHASES.flatMap(([phase, words]) => {
    const found = differences(before[phase], after[phase]);
    return CATEGORIES.map((category) => {
      const rows = found
        .filter((each) => each.category === category)
        .flatMap(({ before: left, after: right }) =>
          changed(
            left && rowOf(category, left as Entry<typeof category>, a, cwd),
            right && rowOf(category, right as Entry<typeof category>, b, cwd),
          ),
        );
      return sortTable(`${categoryTitle(category)}${words}`, rows);
    });
  });
  return joined(tables);
}

function changed(left: Row | null, right: Row | null): MergedRow[] {
  const said = (row: Row | null) => row && JSON.stringify([row.what, row.details]);
  // The tables do not show the contents of files, so a change in them is named in words.
  const more = said(left) === said(right) ? ['not the same text'] : [];
  const signed = (sign: string, row: Row): MergedRow => ({
    ...row,
    what: `${sign} ${row.what}`,
    details: [...row.details, ...more],
    where: '',
  });
  return [...(left === null ? [] : [signed('-', left)]), ...(right === null ? [] : [signed('+', right)])];
}

const joined = (tables: readonly string[]): string => tables.filter((text) => text !== '').join('\n');

/** Columns without any content are left out. */
function sortTable(title: string, rows: readonly MergedRow[]): string {
  if (rows.length === 0) return '';
  const columns = [
    { head: title.toUpperCase(), cell: ({ what }: MergedRow) => short(what) },
    { head: '', cell: ({ details }: MergedRow) => short(details.join(', ')) },
    { head: 'WHERE', cell: ({ where }: MergedRow) => where },
    { head: 'ROLE', cell: ({ role }: MergedRow) => role },
    { head: 'LINE', cell: ({ line }: MergedRow) => line },
  ].filter(({ cell }) => rows.some((row) => cell(row) !== ''));
  return table(
    columns.map(({ head }) => head),
    rows.map((row) => columns.map(({ cell }) => cell(row))),
  );
}

function short(text: string): string {
  const line = text.trim().replace(/\s*\n\s*/g, ' ');
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1).trimEnd()}…` : line;
}
