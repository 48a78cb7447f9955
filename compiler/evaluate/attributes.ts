import type { Block } from '../../grammar/syntax.ts';
import type { Span } from '../../grammar/span.ts';
import { evaluate } from './expressions.ts';
import type { EvalContext } from './context.ts';
import { fieldOf } from '../model/schema.ts';
import type { Schema } from '../model/schema.ts';
import type { Scope } from './scope.ts';
import { isOf } from './is-of.ts';
import type { Type } from '../model/types.ts';
import type { Value } from '../model/value.ts';
import { expand } from './expand.ts';

/** The evaluated attributes of a block, with the spans of their names. */
export interface Attributes {
  readonly values: ReadonlyMap<string, Value>;
  readonly names: ReadonlyMap<string, Span>;
  /** Some value could not be evaluated; it was reported. */
  readonly broken: boolean;
}

/** Evaluates the attributes of a block; each with the type that `typeOf` gives, others are left to the checker. */
export function readAttributes(
  block: Block | null,
  scope: Scope,
  context: EvalContext,
  typeOf: (name: string) => Type | undefined,
): Attributes {
  const values = new Map<string, Value>();
  const names = new Map<string, Span>();
  let broken = false;
  if (block !== null) {
    expand(block, scope, context, {
      attribute({ name, value: expr }, inner) {
        const type = typeOf(name.text);
        if (type === undefined) {
          broken = true;
          return;
        }
        const value = evaluate(expr, inner, context, type);
        // Unset is what an attribute is that nobody writes.
        if (value.type === 'unset') return;
        if (value.type === 'bad' || !isOf(type, value, `\`${name.text}\``, expr.span, context)) broken = true;
        else {
          values.set(name.text, value);
          names.set(name.text, name.span);
        }
      },
    });
  }
  return { values, names, broken };
}

export const typesOf = (schema: Schema) => (name: string) => fieldOf(schema, name)?.type;

export interface Written {
  readonly value: Value;
  readonly origin: Span;
}
