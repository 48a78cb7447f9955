import type { Span } from '../../grammar/span.ts';
import type { Expr } from '../../grammar/syntax.ts';
import { bad, string, unset } from '../model/value.ts';
import type { MapValue, RecordValue, Value } from '../model/value.ts';
import type { EvalContext } from './context.ts';

/** A field of a record or an entry of a map. */
export function field(
  value: Value,
  name: string,
  at: Span,
  context: EvalContext,
  owner: () => Owner | null,
): Value {
  if (value.type === 'record') {
    const found = value.fields.get(name);
    return found === undefined ? bad(at) : { ...found, origin: at };
  }
  if (value.type === 'file' && name === 'name') return string(value.name, at);
  return value.type === 'map' ? entry(value, name, at, context, owner) : bad(at);
}

/** Whose field an expression is. */
interface Owner {
  readonly record: RecordValue;
  readonly field: string;
}

/** The system or family of which an expression is a field. */
export function ownerOf(expr: Expr, evaluated: (expr: Expr) => Value): Owner | null {
  if (expr.node !== 'get') return null;
  const record = evaluated(expr.object);
  return record.type === 'record' ? { record, field: expr.name.text } : null;
}

function entry(
  { entries, unset: missing }: MapValue,
  key: string,
  at: Span,
  context: EvalContext,
  owner: () => Owner | null,
): Value {
  const found = entries.get(key);
  if (found !== undefined) return found;
  // Fields that an object does not have were reported by the checker.
  if (missing !== undefined) return missing.has(key) ? unset(at) : bad(at);
  const of = owner();
  const what = of === null ? 'The map' : `\`${of.field}\` of \`${of.record.name}\``;
  const known = [...entries.keys()].join(', ') || 'no entries';
  const others = of?.record.kind === 'os' ? systemsWith(of.field, key, context) : [];
  const help =
    others.length === 0 ? {} : { help: `It has: ${known}. Systems that have it: ${others.join(', ')}.` };
  context.report('VK0405', at, { what, key, known }, help);
  return bad(at);
}

/** The systems that have an entry which another one lacks. */
function systemsWith(field: string, key: string, context: EvalContext): string[] {
  return context.systems().flatMap(({ name, fields }) => {
    const map = fields.get(field);
    return map?.type === 'map' && map.entries.has(key) ? [name] : [];
  });
}

export function index(
  value: Value,
  position: Value,
  at: Span,
  context: EvalContext,
  owner: () => Owner | null,
): Value {
  if (value.type === 'map' && position.type === 'string')
    return entry(value, position.value, at, context, owner);
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
