import type { Expr, For } from '../../grammar/syntax.ts';
import type { Span } from '../../grammar/span.ts';
import type { EvalContext } from './context.ts';
import { bad } from '../model/value.ts';
import type { ListValue, MapValue, Value } from '../model/value.ts';

/** Whether evaluating can go one level deeper, which is left again; if not, that was reported. */
export function canEnter(expr: Expr, { budget, report }: EvalContext): boolean {
  if (budget.enter()) return true;
  if (budget.once('depth')) report('VK1102', expr.span, { limit: String(budget.limits.depth) });
  return false;
}

export type ListFor = Expr & { node: 'listfor' };

/** Whether a loop can go on; one that cannot was reported. */
export function nextRound(loop: For | ListFor, { budget, report }: EvalContext): boolean {
  if (budget.round()) return true;
  const head = { ...loop.span, end: loop.list.span.end };
  if (budget.once('rounds')) report('VK1104', head, { limit: String(budget.limits.rounds) });
  return false;
}

/** Whether so many characters can be put together; if not, that was reported. */
export function hasRoom(characters: number, at: Span, { budget, report }: EvalContext): boolean {
  const problem = budget.text(characters);
  if (problem === null) return true;
  const { what, limit } = problem;
  if (budget.once(what)) report('VK1105', at, { what, limit: String(limit) });
  return false;
}

/** Whether a list or a map of so many items, those within them counted too, can be made; if not, that was reported. */
export function canHold(count: number, at: Span, { budget, report }: EvalContext): boolean {
  const { items: limit } = budget.limits;
  if (count <= limit) return true;
  if (budget.once('items')) report('VK1108', at, { limit: String(limit) });
  return false;
}

/** A list or a map; `bad` where it holds too much, which was reported. */
export function bounded(value: ListValue | MapValue, context: EvalContext): Value {
  const size = sizeOf(value, context.budget.limits.items);
  return canHold(size, value.origin!, context) ? value : bad(value.origin);
}

const sizes = new WeakMap<Value, number>();

/** Items and entries of a value, those within them counted too, up to just beyond `most`. */
function sizeOf(value: Value, most: number): number {
  if (value.type !== 'list' && value.type !== 'map') return 0;
  const known = sizes.get(value);
  if (known !== undefined) return known;
  let size = 0;
  for (const each of value.type === 'list' ? value.items : value.entries.values()) {
    size += 1 + sizeOf(each, most);
    if (size > most) break;
  }
  sizes.set(value, size);
  return size;
}
