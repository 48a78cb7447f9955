import type { TokenType } from 'chevrotain';
import { T } from './tokens.ts';
import type { Token } from './tokens.ts';

const OPERATOR_SIGN = /[-+*/%^~&|<>=!]/;

const ENDS_OPERAND: ReadonlySet<TokenType> = new Set([
  T.Int,
  T.Size,
  T.Duration,
  T.RParen,
  T.RBracket,
  T.RBrace,
  T.StringClose,
  T.Name,
  T.Os,
  T.Image,
  T.Bad,
]);

const BEGINS_VALUE: ReadonlySet<TokenType> = new Set([
  T.Assign,
  T.Arithmetic,
  T.Binary,
  T.Question,
  T.LParen,
  T.InterpolationOpen,
]);

/**
 * True where `sign`, with `next` after it, calculates. A minus does so only after a value on its line: a line that begins with
 * one is more likely an item of YAML.
 */
export function isArithmetic(
  sign: string,
  next: string,
  before: readonly Token[],
  lineBegins: boolean,
): boolean {
  if (OPERATOR_SIGN.test(next)) return false;
  if (sign !== '-') return true;
  const last = before.at(-1);
  if (last === undefined || lineBegins || !ENDS_OPERAND.has(last.tokenType)) return false;
  return !/[A-Za-z]/.test(next) || isInValue(before);
}

/** True if a value was begun on the line. */
function isInValue(before: readonly Token[]): boolean {
  for (let at = before.length - 2; at >= 0; at--) {
    const { tokenType, first } = before[at]!;
    if (BEGINS_VALUE.has(tokenType)) return true;
    if (first) return false;
  }
  return false;
}

/** True at `-1` after an operand. Between braces it may be a pattern of `match`, so only `${x -1}` calculates. */
export function isMinus(before: readonly Token[], inInterpolation: boolean): boolean {
  return inInterpolation && ENDS_OPERAND.has(before.at(-1)!.tokenType);
}
