import type { Span } from '../../grammar/span.ts';
import type { Expr } from '../../grammar/syntax.ts';
import { bad, string } from '../model/value.ts';
import type { Value } from '../model/value.ts';
import type { EvalContext } from './context.ts';

/** A field of a record or an entry of a map. */
export function field(value: Value, name: string, at: Span, context: EvalContext, what: () => string): Value {
  if (value.type === 'record') {
    const found = value.fields.get(name);
    return found === undefined ? bad(at) : { ...found, origin: at };
  }
  if (value.type === 'file' && name === 'name') return string(value.name, at);
  return value.type === 'map' ? entry(value.entries, name, at, context, what) : bad(at);
}

/** What an expression is, to begin a sentence: a map that a system or a family has is that of its declaration. */
export function named(expr: Expr, evaluated: (expr: Expr) => Value): string {
  const of = expr.node === 'get' ? evaluated(expr.object) : null;
  return expr.node === 'get' && of?.type === 'record' ? `\`${expr.name.text}\` of \`${of.name}\`` : 'The map';
}

function entry(
  entries: ReadonlyMap<string, Value>,
  key: string,
  at: Span,
  context: EvalContext,
  what: () => string,
): Value {
  const found = entries.get(key);
  if (found !== undefined) return found;
  context.report('VK0405', at, { what: what(), key, known: [...entries.keys()].join(', ') || 'no entries' });
  return bad(at);
}

export function index(
  value: Value,
  position: Value,
  at: Span,
  context: EvalContext,
  what: () => string,
): Value {
  if (value.type === 'map' && position.type === 'string')
    return entry(value.entries, position.value, at, context, what);
  if (value.type !== 'list' || position.type !== 'int') return bad(at);
  const item = value.items[position.value];
  if (item !== undefined) return item;
  const { length } = value.items;
  context.report('VK0404', at, {
    length: length === 1 ? 'one item' : `${length} items`,
    index: String(position.value),
  });
  return bad(at);
}
