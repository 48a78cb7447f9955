import type { ArithmeticOperator, Expr } from '../../grammar/syntax.ts';
import type { Type } from './types.ts';

/** What can be calculated with. */
export type Quantity = 'int' | 'size' | 'duration';

const OPERATORS: ReadonlySet<string> = new Set<ArithmeticOperator>(['+', '-', '*', '/', '%']);

export function isArithmetic(operator: string): operator is ArithmeticOperator {
  return OPERATORS.has(operator);
}

export function isQuantity(kind: string): kind is Quantity {
  return kind === 'int' || kind === 'size' || kind === 'duration';
}

/** What comes of two kinds of quantities: `size / int` is a size, `size / size` a number; null if nothing does. */
export function resultKind(operator: ArithmeticOperator, left: Quantity, right: Quantity): Quantity | null {
  switch (operator) {
    case '+':
    case '-':
    case '%':
      return left === right ? left : null;
    case '*':
      return right === 'int' ? left : left === 'int' ? right : null;
    case '/':
      return right === 'int' ? left : left === right ? 'int' : null;
  }
}

/** The result, a quotient rounded down; null if it is divided by zero. */
export function calculate(operator: ArithmeticOperator, left: number, right: number): number | null {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0 ? null : Math.floor(left / right) + 0;
    case '%':
      return right === 0 ? null : left - right * Math.floor(left / right) + 0;
  }
}

/** What to write where two kinds of values cannot be calculated with. */
export function remedyFor(
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
