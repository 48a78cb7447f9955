import type { Block } from '../grammar/syntax.ts';
import type { Span } from '../grammar/span.ts';
import { evaluate } from './evaluate.ts';
import type { Surroundings } from './surroundings.ts';
import { fieldOf } from './schema.ts';
import type { Schema } from './schema.ts';
import type { Scope } from './scope.ts';
import { accepts } from './types.ts';
import type { Type } from './types.ts';
import type { Value } from './value.ts';
import { walk } from './walk.ts';

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
  around: Surroundings,
  typeOf: (name: string) => Type | undefined,
): Attributes {
  const values = new Map<string, Value>();
  const names = new Map<string, Span>();
  let broken = false;
  if (block !== null) {
    walk(block, scope, around, {
      attribute({ name, value: expr }, inner) {
        const type = typeOf(name.text);
        if (type === undefined) {
          broken = true;
          return;
        }
        const value = evaluate(expr, inner, around, type);
        if (value.type === 'jinja' && !accepts(type, value)) reportLate(value, name.text, around);
        if (value.type === 'bad' || !accepts(type, value)) broken = true;
        else {
          values.set(name.text, value);
          names.set(name.text, name.span);
        }
      },
    });
  }
  return { values, names, broken };
}

/** A template or a secret where the value has to be known when compiling. */
function reportLate(value: Value & { type: 'jinja' }, name: string, around: Surroundings): void {
  const span = value.origin!;
  if (value.secret) around.report('VK0409', span, { where: `\`${name}\`` });
  else around.report('VK0402', span, { what: 'a template of Ansible’s' });
}

export const typesOf = (schema: Schema) => (name: string) => fieldOf(schema, name)?.type;
