import { categories } from '../sdk/categories.ts';
import type { CategoryRule } from '../sdk/categories.ts';
import type { Entry, Items, Category } from '../sdk/contents.ts';

/** What tells an entry from the others of its category; null when nothing does. */
export function keyOf<S extends Category>(category: S, entry: Entry<S>): string | null {
  const rule: CategoryRule<Items[S]> = categories[category];
  const key = rule.key(entry);
  return key === null ? null : [key, ...entry.conditions].join('\0');
}

/** Two entries that say the same, whoever says it. */
export const saidIn = (entry: object): string => JSON.stringify({ ...entry, role: null, origin: null });
