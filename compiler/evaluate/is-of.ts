import type { Span } from '../../grammar/span.ts';
import type { EvalContext } from './context.ts';
import { accepts, describe, typeOfValue } from '../model/types.ts';
import type { Type } from '../model/types.ts';
import type { Value } from '../model/value.ts';

/** Whether a value is of the type that is wanted; what the checker could not see is reported here. */
export function isOf(type: Type, value: Value, what: string, span: Span, context: EvalContext): boolean {
  if (accepts(type, value)) return true;
  if (value.type === 'jinja' && value.secret) context.report('VK0409', span, { where: what });
  else if (value.type === 'jinja') context.report('VK0402', span, { what: 'a template of Ansible’s' });
  else
    context.report('VK0301', span, { what, expected: describe(type), found: describe(typeOfValue(value)) });
  return false;
}
