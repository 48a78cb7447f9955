import type { ArithmeticOperator } from '../../grammar/syntax.ts';

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
