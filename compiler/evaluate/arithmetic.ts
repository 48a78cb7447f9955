import type { ArithmeticOperator, Binary } from '../../grammar/syntax.ts';
import { calculate, isQuantity, resultKind } from '../model/arithmetic.ts';
import type { Quantity } from '../model/arithmetic.ts';
import { textOf } from '../model/text.ts';
import { bad } from '../model/value.ts';
import type { Value } from '../model/value.ts';
import type { EvalContext } from './context.ts';

/** What two values come to. A result that cannot be written is reported. */
export function arithmetic(
  { operator, span, right: divisor }: Binary & { operator: ArithmeticOperator },
  left: Value,
  right: Value,
  context: EvalContext,
): Value {
  if (!isQuantity(left.type) || !isQuantity(right.type)) return bad(span);
  const kind = resultKind(operator, left.type, right.type);
  if (kind === null) return bad(span);
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

const LIMITS: Readonly<Record<Quantity, { readonly least: number; readonly most: number }>> = {
  int: { least: Number.MIN_SAFE_INTEGER, most: Number.MAX_SAFE_INTEGER },
  size: { least: 0, most: 1024 * 1024 ** 4 },
  duration: { least: 0, most: 366 * 86_400 },
};

const WORDS: Readonly<Record<Quantity, string>> = { int: 'number', size: 'size', duration: 'duration' };
