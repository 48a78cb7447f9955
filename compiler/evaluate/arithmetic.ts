import type { ArithmeticOperator, Binary } from '../../grammar/syntax.ts';
import { calculate, isQuantity, remedyFor, resultKind } from '../model/arithmetic.ts';
import type { Quantity } from '../model/arithmetic.ts';
import { textOf } from '../model/text.ts';
import { describe, typeOfValue } from '../model/types.ts';
import { bad } from '../model/value.ts';
import type { Value } from '../model/value.ts';
import type { EvalContext } from './context.ts';

/** What two values come to. A result that cannot be written is reported. */
export function arithmetic(
  expr: Binary & { operator: ArithmeticOperator },
  left: Value,
  right: Value,
  context: EvalContext,
): Value {
  const { operator, span, right: divisor } = expr;
  if (left.type === 'bad' || right.type === 'bad') return bad(span);
  const kind =
    isQuantity(left.type) && isQuantity(right.type) ? resultKind(operator, left.type, right.type) : null;
  if (kind === null) return misfit(expr, left, right, context);
  const [a, b] = [left, right] as [Value & { type: Quantity }, Value & { type: Quantity }];
  const value = calculate(operator, a.value, b.value);
  if (value === null) {
    context.report('VK0418', divisor.span, { left: textOf(left) ?? '' });
    return bad(span);
  }
  const { least, most } = LIMITS[kind];
  if (value >= least && value <= most) return { type: kind, value, origin: span };
  context.report('VK0419', span, {
    calculation: `${textOf(left)} ${operator} ${textOf(right)}`,
    what: WORDS[kind],
    limits: value < least && kind !== 'int' ? 'less than nothing' : 'too large',
  });
  return bad(span);
}

/** The checker does not know the types of what is in a map of several types, or in data that are read. */
function misfit(
  { operator, span, left, right }: Binary & { operator: ArithmeticOperator },
  a: Value,
  b: Value,
  context: EvalContext,
): Value {
  // What the checker knows, it has said.
  if ([span, left.span, right.span].some((at) => context.hasErrorAt(at))) return bad(span);
  const types = [typeOfValue(a), typeOfValue(b)] as const;
  context.report('VK0325', span, {
    operator,
    left: describe(types[0]),
    right: describe(types[1]),
    remedy: remedyFor(operator, types, [left, right]),
  });
  return bad(span);
}

const LIMITS: Readonly<Record<Quantity, { readonly least: number; readonly most: number }>> = {
  int: { least: Number.MIN_SAFE_INTEGER, most: Number.MAX_SAFE_INTEGER },
  size: { least: 0, most: 1024 * 1024 ** 4 },
  duration: { least: 0, most: 366 * 86_400 },
};

const WORDS: Readonly<Record<Quantity, string>> = { int: 'number', size: 'size', duration: 'duration' };
