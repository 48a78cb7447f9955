import { cover } from '../span.ts';
import type { Span } from '../span.ts';
import type { BinaryOperator, Expr } from '../syntax.ts';
import { T } from './tokens.ts';
import type { Token } from './tokens.ts';

export interface Operation {
  readonly operator: Token;
  readonly right: Expr;
}

/** Precedence of operators, as in HCL. */
export const STRENGTH: Readonly<Record<string, number>> = {
  '||': 1,
  '&&': 2,
  '==': 3,
  '!=': 3,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  in: 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '%': 6,
};

const isComparison = (strength: number) => strength === 3 || strength === 4;

/**
 * Builds the tree of `first` and the operations after it. `spanOf` returns the span of an operand with its
 * parentheses. `chained` is called when a comparison is compared again, which has no meaning.
 */
export function joinOperations(
  first: Expr,
  operations: readonly Operation[],
  spanOf: (node: Expr) => Span,
  chained: (operator: Token) => void,
): Expr {
  const values: Expr[] = [first];
  const waiting: Token[] = [];
  let readable = true;
  const reduce = () => {
    const right = values.pop()!;
    const left = values.pop()!;
    const operator = waiting.pop()!.image as BinaryOperator;
    values.push({ node: 'binary', span: cover(spanOf(left), spanOf(right)), operator, left, right });
  };
  for (const { operator, right } of operations) {
    const strength = STRENGTH[operator.image] ?? 0;
    if (operator.tokenType === T.BadOperator) readable = false;
    while (waiting.length > 0 && STRENGTH[waiting.at(-1)!.image]! >= strength) {
      if (isComparison(strength) && STRENGTH[waiting.at(-1)!.image] === strength) {
        if (readable) chained(operator);
        readable = false;
      }
      reduce();
    }
    waiting.push(operator);
    values.push(right);
  }
  while (waiting.length > 0) reduce();
  const [whole] = values;
  return readable ? whole! : { node: 'bad', span: spanOf(whole!) };
}
