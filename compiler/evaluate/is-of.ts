import type { Span } from '../../grammar/span.ts';
import type { EvalContext } from './context.ts';
import { didYouMean } from '../model/suggest.ts';
import { accepts, describe, isOmissible, typeOfValue, withoutUnset } from '../model/types.ts';
import type { Type } from '../model/types.ts';
import type { Value } from '../model/value.ts';

/** Whether a value is of the type that is wanted; what the checker could not see is reported here. */
export function isOf(type: Type, value: Value, what: string, span: Span, context: EvalContext): boolean {
  if (accepts(type, value)) return true;
  if (value.type === 'jinja' && value.secret) context.report('VK0409', span, { where: what });
  else if (value.type === 'jinja') context.report('VK0402', span, { what: 'a template of Ansible’s' });
  else if (isUnlike(type, value, what, span, context)) return false;
  else if (isBroken(type, value)) context.report('VK0416', span, { what });
  else
    context.report('VK0301', span, { what, expected: describe(type), found: describe(typeOfValue(value)) });
  return false;
}

/** Reports a field that an object in the value has too many, or has not; false if that is not what is wrong. */
function isUnlike(type: Type, value: Value, what: string, span: Span, context: EvalContext): boolean {
  const wanted = withoutUnset(type);
  if (wanted.kind === 'list' && value.type === 'list')
    return value.items.some((item) => isUnlike(wanted.item, item, `each item of ${what}`, span, context));
  if (wanted.kind !== 'object' || value.type !== 'map') return false;
  // The checker has seen what is written right here.
  if (context.hasErrorAt(span)) return true;
  const known = [...wanted.fields.keys()];
  for (const name of value.entries.keys()) {
    if (wanted.fields.has(name)) continue;
    const params = { object: what, name, known: known.join(', ') };
    context.report('VK0211', span, params, didYouMean(name, known));
    return true;
  }
  for (const [name, field] of wanted.fields) {
    if (isOmissible(field) || value.entries.has(name)) continue;
    context.report('VK0326', span, { what, name, type: describe(field) });
    return true;
  }
  return false;
}

/** Whether only line breaks keep a value from being what is wanted. */
function isBroken(type: Type, value: Value): boolean {
  return accepts(anyLines(type), value);
}

/** The type with texts of any number of lines. */
function anyLines(type: Type): Type {
  switch (type.kind) {
    case 'string':
    case 'text':
      return { kind: type.kind };
    case 'list':
      return { kind: 'list', item: anyLines(type.item) };
    case 'map':
      return { kind: 'map', value: anyLines(type.value) };
    case 'object':
      return {
        kind: 'object',
        fields: new Map([...type.fields].map(([name, each]) => [name, anyLines(each)])),
      };
    case 'optional':
      return { kind: 'optional', type: anyLines(type.type) };
    case 'either':
      return { kind: 'either', types: type.types.map(anyLines) };
    default:
      return type;
  }
}
