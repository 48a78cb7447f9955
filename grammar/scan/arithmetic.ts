import type { TokenType } from 'chevrotain';
import type { Mode } from './mode.ts';
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

/** True at a digit, or at the sign of a number. In `${x -1}` it takes away; between braces `-1` may be a pattern of `match`. */
export function beginsNumber(
  c: string,
  next: string | undefined,
  before: readonly Token[],
  mode: Mode['kind'] | undefined,
): boolean {
  if (c >= '0' && c <= '9') return true;
  if (c !== '-' || next === undefined || next < '0' || next > '9') return false;
  return mode !== 'interpolation' || !ENDS_OPERAND.has(before.at(-1)!.tokenType);
}
