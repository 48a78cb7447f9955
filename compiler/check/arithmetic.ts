import type { ArithmeticOperator, Binary, Expr } from '../../grammar/syntax.ts';
import { isQuantity, resultKind } from '../model/arithmetic.ts';
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
  const kind = isQuantity(a.kind) && isQuantity(b.kind) ? resultKind(operator, a.kind, b.kind) : null;
  if (kind !== null) return { kind };
  const at = [left, right].find((_, i) => !isQuantity(sides[i]!.kind)) ?? expr;
  names.report('VK0325', at.span, {
    operator,
    left: withUnset(a),
    right: withUnset(b),
    remedy: remedy(operator, sides, [left, right]),
  });
  return ANY;
}

function remedy(
  operator: ArithmeticOperator,
  types: readonly [Type, Type],
  sides: readonly [Expr, Expr],
): string {
  const kinds = types.map(({ kind }) => kind);
  if (kinds.includes('optional')) return 'Say what it is if it is unset: `(x == unset ? 0 : x) + 1`.';
  if (operator === '+' && kinds.some((kind) => ['string', 'text', 'version', 'enum'].includes(kind)))
    return 'Texts are put together in a string: `"${a}${b}"`.';
  if (operator === '+' && kinds.includes('list')) return 'Lists are put together with `concat(a, b)`.';
  if (operator === '+' && kinds.some((kind) => kind === 'map' || kind === 'object'))
    return 'Maps are put together with `merge(a, b)`.';
  const number = sides.find(({ node }) => node === 'int');
  const unit = kinds.includes('size') ? 'G' : kinds.includes('duration') ? 's' : null;
  if (number?.node === 'int' && unit !== null)
    return `Write the number with its unit: \`${number.value}${unit}\`.`;
  return 'Numbers can be calculated with numbers, sizes with sizes, durations with durations; a size or a duration can be multiplied and divided by a number.';
}
