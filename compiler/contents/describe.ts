import { categories } from '../sdk/categories.ts';
import type { CategoryRule, Words } from '../sdk/categories.ts';
import type { Entry, Items, Category } from '../sdk/contents.ts';

/** What a list of the category is called. */
export function categoryTitle(category: Category): string {
  const { title }: { readonly title?: string } = categories[category];
  return title ?? category.replace(/_/g, ' ');
}

export function describe<S extends Category>(category: S, entry: Entry<S>): Words {
  const rule: CategoryRule<Items[S]> = categories[category];
  const { what, details } = rule.describe(entry);
  return { what, details: [...details, ...entry.conditions.map((condition) => `when ${condition}`)] };
}
