import type { ArithmeticOperator, Binary } from '../../grammar/syntax.ts';
import { isQuantity, remedyFor, resultKind } from '../model/arithmetic.ts';
import { ANY } from '../model/types.ts';
import type { Type } from '../model/types.ts';
import type { Checker, Names } from './context.ts';
import { withUnset } from './type-relations.ts';
import type { TypeScope } from './scope.ts';

/** The type of a sum, a difference, a product, a quotient or a remainder. */
export function arithmetic(
  expr: Binary & { operator: ArithmeticOperator },
  scope: TypeScope,
  names: Names,
  { infer }: Checker,
): Type {
  const { operator, left, right } = expr;
  const sides = [left, right].map((side) => infer(side, scope, names)) as [Type, Type];
  if (sides.some(({ kind }) => kind === 'any')) return ANY;
  const [a, b] = sides;
  const possible = alternatives(a).flatMap((one) =>
    alternatives(b).flatMap((other) => resultOf(operator, one, other) ?? []),
  );
  // Which of several types a value has is known when it is evaluated.
  if (possible.length > 0) return a.kind === 'either' || b.kind === 'either' ? ANY : possible[0]!;
  const at = [left, right].find((_, i) => !isQuantity(sides[i]!.kind)) ?? expr;
  names.report('VK0325', at.span, {
    operator,
    left: withUnset(a),
    right: withUnset(b),
    remedy: remedyFor(operator, sides, [left, right]),
  });
  return ANY;
}

const alternatives = (type: Type): readonly Type[] => (type.kind === 'either' ? type.types : [type]);

function resultOf(operator: ArithmeticOperator, a: Type, b: Type): Type | null {
  if (a.kind === 'any' || b.kind === 'any') return ANY;
  const kind = isQuantity(a.kind) && isQuantity(b.kind) ? resultKind(operator, a.kind, b.kind) : null;
  return kind === null ? null : { kind };
}
