import { addTo } from '../../compiler/model/multimap.ts';
/** What stands at one place of the common order: the item of each row that has it, by row. */
export type Column<T> = ReadonlyMap<number, T>;

export interface Alignment<T> {
  /** Rows by number; row n is `rows[n]`. */
  readonly rows: readonly (readonly T[])[];
  /**
   * What the rows have in common, from near to far: rows with the same answer of the first function are aligned with
   * each other before others, and so on.
   */
  readonly nearness: readonly ((row: number) => string)[];
  /** How much is won by putting the cells of two columns in one; 0 when they cannot be. */
  readonly score: (a: Column<T>, b: Column<T>) => number;
  /**
   * Columns with the same answer fit together better than any others; null for a column that fits none so well. It
   * saves looking at most pairs.
   */
  readonly identity: (cells: Column<T>) => string | null;
  /** The least that is won by columns which only ones of their own identity could fit better. */
  readonly good: number;
}

/**
 * One order for several rows, in which each keeps its own: columns, each with an item of at least one row. Chosen so
 * that as much as possible falls together; what only one side has stays in one stretch.
 */
export function align<T>(alignment: Alignment<T>): Column<T>[] {
  const { rows, nearness } = alignment;
  const all = rows.map((_, row) => row);
  const single = (row: number): Column<T>[] => rows[row]!.map((item) => new Map([[row, item]]));

  const alignRows = (members: readonly number[], level: number): Column<T>[] => {
    if (members.length === 1) return single(members[0]!);
    const near = nearness[level - 1];
    const groups = near === undefined ? members.map((row) => [row]) : groupBy(members, near);
    return groups
      .map((group) => alignRows(group, level - 1))
      .reduce((columns, other) => mergeColumns(columns, other, alignment));
  };
  return alignRows(all, nearness.length);
}

function groupBy(members: readonly number[], near: (row: number) => string): number[][] {
  const groups = new Map<string, number[]>();
  for (const row of members) addTo(groups, near(row), row);
  return [...groups.values()];
}

/**
 * Best common order of two lists of columns. Where both begin or end with what could not fit anything better, that is
 * taken at once: what is left in between is little, as targets are much alike.
 */
function mergeColumns<T>(
  left: readonly Column<T>[],
  right: readonly Column<T>[],
  alignment: Alignment<T>,
): Column<T>[] {
  const { score, identity, good } = alignment;
  const identities = new Map([...left, ...right].map((cells) => [cells, identity(cells)]));
  const [lefts, rights] = [left, right].map(
    (columns) => new Set(columns.map((cells) => identities.get(cells))),
  );
  const sure = (a: Column<T>, b: Column<T>): boolean => {
    const mine = identities.get(a) ?? null;
    const other = identities.get(b) ?? null;
    if (mine !== null && mine === other) return true;
    if (mine !== null && rights!.has(mine)) return false;
    if (other !== null && lefts!.has(other)) return false;
    return score(a, b) >= good;
  };
  const least = Math.min(left.length, right.length);
  let head = 0;
  while (head < least && sure(left[head]!, right[head]!)) head++;
  let tail = 0;
  while (tail < least - head && sure(left.at(-1 - tail)!, right.at(-1 - tail)!)) tail++;
  const both = (a: readonly Column<T>[], b: readonly Column<T>[]): Column<T>[] =>
    a.map((one, i) => join(one, b[i]!));
  return [
    ...both(left.slice(0, head), right),
    ...bestOrder(left.slice(head, left.length - tail), right.slice(head, right.length - tail), score),
    ...both(left.slice(left.length - tail), right.slice(right.length - tail)),
  ];
}

function bestOrder<T>(
  left: readonly Column<T>[],
  right: readonly Column<T>[],
  score: (a: Column<T>, b: Column<T>) => number,
): Column<T>[] {
  if (left.length === 0 || right.length === 0) return [...left, ...right];
  const gain = left.map((a) => right.map((b) => score(a, b)));
  // best[i][j]: the most that left from i and right from j can give.
  const best = Array.from({ length: left.length + 1 }, () => Array.from(right, () => 0).concat(0));
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      const together = gain[i]![j]! > 0 ? gain[i]![j]! + best[i + 1]![j + 1]! : 0;
      best[i]![j] = Math.max(together, best[i + 1]![j]!, best[i]![j + 1]!);
    }
  }
  const out: Column<T>[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length && j < right.length) {
    const most = best[i]![j]!;
    if (gain[i]![j]! > 0 && most === gain[i]![j]! + best[i + 1]![j + 1]!) {
      out.push(join(left[i++]!, right[j++]!));
    } else if (most === best[i + 1]![j]!) out.push(left[i++]!);
    else out.push(right[j++]!);
  }
  return [...out, ...left.slice(i), ...right.slice(j)];
}

function join<T>(a: Column<T>, b: Column<T>): Column<T> {
  return new Map([...a, ...b]);
}
