import type { Entry, PhaseContents, Category } from '../sdk/contents.ts';
import { categories } from '../sdk/categories.ts';
import { keyOf, saidIn } from './merge-rules.ts';

/** A thing that is not the same in two contents; null where one has none. */
export interface Difference<S extends Category = Category> {
  readonly category: S;
  readonly before: Entry<S> | null;
  readonly after: Entry<S> | null;
}

/** How `b` differs from `a`, by category. Who brought a thing, and where that is written, is no difference. */
export function differences(a: PhaseContents, b: PhaseContents): Difference[] {
  return (Object.keys(categories) as Category[]).flatMap((category) =>
    differencesOf(category, a[category], b[category]),
  );
}

function differencesOf<S extends Category>(
  category: S,
  a: readonly Entry<S>[],
  b: readonly Entry<S>[],
): Difference<S>[] {
  const [left, right] = [byKey(category, a), byKey(category, b)];
  const found: Difference<S>[] = [];
  for (const [key, before] of left) {
    const after = right.get(key) ?? null;
    if (after === null || saidIn(before) !== saidIn(after)) found.push({ category, before, after });
  }
  for (const [key, after] of right) if (!left.has(key)) found.push({ category, before: null, after });
  return found;
}

function byKey<S extends Category>(category: S, entries: readonly Entry<S>[]): Map<string, Entry<S>> {
  const found = new Map<string, Entry<S>>();
  for (const entry of entries) {
    const base = keyOf(category, entry) ?? saidIn(entry);
    // What stands for itself may be there several times.
    let key = base;
    for (let i = 2; found.has(key); i++) key = `${base}\0${i}`;
    found.set(key, entry);
  }
  return found;
}
