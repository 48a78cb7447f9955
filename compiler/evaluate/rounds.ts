import type { For } from '../../grammar/syntax.ts';
import { int, string } from '../model/value.ts';
import type { Value } from '../model/value.ts';
import type { ListFor } from './within-limits.ts';
import type { Scope } from './scope.ts';

/** One round of a loop: the place in the list or the key in the map, and the item. */
type Round = readonly [place: Value, item: Value];

/** The rounds that a loop goes; null for what it cannot go over. */
export function roundsOver(value: Value, { index }: For | ListFor): readonly Round[] | null {
  if (value.type === 'list') return value.items.map((item, i) => [int(i, item.origin), item]);
  if (value.type !== 'map' || index === null) return null;
  return [...value.entries].map(([key, item]) => [string(key, item.origin), item]);
}

/** The scope of a round, with the names of the loop. */
export function roundScope({ index, variable }: For | ListFor, [place, item]: Round, outer: Scope): Scope {
  const scope = outer.child();
  if (index !== null) scope.define(index.text, 'loop variable', () => place);
  scope.define(variable.text, 'loop variable', () => item);
  return scope;
}
