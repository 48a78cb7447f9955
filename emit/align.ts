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
  /** How much is won by putting these in one column; 0 when they cannot be. */
  readonly score: (cells: Column<T>) => number;
}

/**
 * One order for several rows, in which each keeps its own: columns, each with an item of at least one row. Chosen so
 * that as much as possible falls together; what only one side has stays in one stretch.
 */
export function align<T>({ rows, nearness, score }: Alignment<T>): Column<T>[] {
  const all = rows.map((_, row) => row);
  const single = (row: number): Column<T>[] => rows[row]!.map((item) => new Map([[row, item]]));

  const join = (members: readonly number[], level: number): Column<T>[] => {
    if (members.length === 1) return single(members[0]!);
    const near = nearness[level - 1];
    const groups = near === undefined ? members.map((row) => [row]) : groupBy(members, near);
    return groups
      .map((group) => join(group, level - 1))
      .reduce((columns, other) => mergeColumns(columns, other, score));
  };
  return join(all, nearness.length);
}

function groupBy(members: readonly number[], near: (row: number) => string): number[][] {
  const groups = new Map<string, number[]>();
  for (const row of members) {
    const group = groups.get(near(row));
    if (group === undefined) groups.set(near(row), [row]);
    else group.push(row);
  }
  return [...groups.values()];
}

/** Best common order of two lists of columns. */
function mergeColumns<T>(
  left: readonly Column<T>[],
  right: readonly Column<T>[],
  score: (cells: Column<T>) => number,
): Column<T>[] {
  const gain = left.map((a) => right.map((b) => score(new Map([...a, ...b]))));
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
      out.push(new Map([...left[i++]!, ...right[j++]!]));
    } else if (most === best[i + 1]![j]!) out.push(left[i++]!);
    else out.push(right[j++]!);
  }
  return [...out, ...left.slice(i), ...right.slice(j)];
}
