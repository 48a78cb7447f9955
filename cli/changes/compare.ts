import { categoryOrder } from './items.ts';
import type { Item } from './items.ts';

/** A state that is compared: the targets by name, each with what is so on it. */
export interface Side {
  /** What the reader called it: `git:v1.2.0`. */
  readonly label: string;
  readonly targets: ReadonlyMap<string, readonly Item[]>;
}

export interface Change {
  readonly category: string;
  readonly change: 'added' | 'removed' | 'changed';
  readonly what: string;
  /** In words; null where there is none. */
  readonly before: string | null;
  readonly after: string | null;
  /** The targets on which it is so. */
  readonly targets: readonly string[];
}

export interface Changes {
  readonly before: string;
  readonly after: string;
  /** Names of the targets that only one of the two has, and of those that both have. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly compared: readonly string[];
  readonly changes: readonly Change[];
}

/** Compares the targets that both sides have. The same change on several targets is one change. */
export function compareSides(before: Side, after: Side): Changes {
  const compared = [...after.targets.keys()].filter((name) => before.targets.has(name));
  const found = new Map<string, { readonly change: Omit<Change, 'targets'>; readonly targets: string[] }>();
  for (const name of compared) {
    for (const change of changesOf(before.targets.get(name)!, after.targets.get(name)!)) {
      const key = JSON.stringify(change);
      const known = found.get(key);
      if (known === undefined) found.set(key, { change, targets: [name] });
      else if (known.targets.at(-1) !== name) known.targets.push(name);
    }
  }
  const changes = [...found.values()].map(({ change, targets }) => ({ ...change, targets }));
  const order = categoryOrder(changes.map(({ category }) => category));
  const place = new Map(order.map((category, i) => [category, i]));
  return {
    before: before.label,
    after: after.label,
    added: [...after.targets.keys()].filter((name) => !before.targets.has(name)),
    removed: [...before.targets.keys()].filter((name) => !after.targets.has(name)),
    compared,
    changes: changes.sort((a, b) => place.get(a.category)! - place.get(b.category)!),
  };
}

function changesOf(before: readonly Item[], after: readonly Item[]): Omit<Change, 'targets'>[] {
  const idOf = ({ category, key }: Item) => `${category}\0${key}`;
  const left = new Map(before.map((each) => [idOf(each), each]));
  const right = new Map(after.map((each) => [idOf(each), each]));
  const found: Omit<Change, 'targets'>[] = [];
  for (const [id, { category, what, words, state }] of left) {
    const other = right.get(id);
    if (other === undefined) found.push({ category, change: 'removed', what, before: words, after: null });
    else if (other.state !== state) {
      found.push({ category, change: 'changed', what: other.what, before: words, after: other.words });
    }
  }
  for (const [id, { category, what, words }] of right) {
    if (!left.has(id)) found.push({ category, change: 'added', what, before: null, after: words });
  }
  return found;
}

/** Where a change is, in words: empty if it is on all compared targets. */
export function whereOf({ targets }: Change, { compared }: Pick<Changes, 'compared'>): string {
  if (targets.length === compared.length) return '';
  return targets.length <= 3 ? targets.join(', ') : `${targets.length} of ${compared.length} targets`;
}

/** How a thing changed, in words: `1.24 -> 1.26`. */
export function howOf({ category, before, after }: Change, arrow = '->'): string {
  if (before === null) return after ?? '';
  if (after === null) return before;
  if (before !== after) return `${before || 'nothing'} ${arrow} ${after || 'nothing'}`;
  const detail = category === 'tasks' ? 'details differ' : 'content differs';
  return after === '' ? detail : `${after}, ${detail}`;
}

export const isEmpty = ({ added, removed, changes }: Changes): boolean =>
  added.length + removed.length + changes.length === 0;
