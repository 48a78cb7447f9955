import type { TokenType } from 'chevrotain';
import { closers, T } from './tokens.ts';
import type { Token } from './tokens.ts';

/** The limit on levels of brackets, interpolations, operators and `else when` together. */
export const NESTING_LIMIT = 200;

interface Level {
  /** Levels that the operators read so far add around the current expression. */
  chain: number;
  /** The greatest height of the brackets within the current expression. */
  inner: number;
  /** Number of `else`s in the current chain of blocks. */
  elses: number;
  /** The greatest height of the expressions before the current one. */
  deepest: number;
}

/** Token types that open a level. */
export const NESTING: ReadonlySet<TokenType> = new Set([T.LBrace, T.LBracket, T.LParen, T.InterpolationOpen]);
const operators = new Set([T.Binary, T.BadOperator, T.Not, T.Question, T.Dot, T.LBracket, T.LParen, T.In]);
/** An expression can go on after one of these tokens. */
const joints = new Set([...operators, T.Colon, T.Else]);
const separators = new Set([T.Assign, T.Arrow, T.Comma]);

/**
 * Returns the first token at which the nesting exceeds the limit, or null. The check needs no tree and gives
 * an upper bound on the height of the tree, so later passes can walk the tree recursively.
 */
export function tooDeep(tokens: readonly Token[]): Token | null {
  const open: { level: Level; counts: boolean }[] = [];
  let level = newLevel();
  for (const [place, token] of tokens.entries()) {
    const type = token.tokenType;
    if (closers.has(type)) {
      const counts = NESTING.has(type);
      if (type === T.LBracket && !follows(tokens[place - 1])) level.chain++;
      open.push({ level, counts });
      level = newLevel();
      continue;
    }
    if (isClosing(token) && open.length > 0) {
      const { level: outer, counts } = open.pop()!;
      outer.inner = Math.max(outer.inner, height(level) + (counts ? 1 : 0));
      level = outer;
      const next = tokens[place + 1]?.tokenType ?? T.End;
      if (type === T.RBrace && !joints.has(next)) endExpression(level, true);
    } else if (separators.has(type)) endExpression(level, false);
    else if (type === T.Else) level.elses++;
    else if (operators.has(type)) level.chain++;
    else if (!joints.has(type) && !follows(tokens[place - 1])) endExpression(level, false);
    if (height(level) > NESTING_LIMIT) return token;
  }
  return null;
}

function newLevel(): Level {
  return { chain: 0, inner: 0, elses: 0, deepest: 0 };
}

function height({ chain, inner, elses, deepest }: Level): number {
  return Math.max(deepest, chain + inner + elses);
}

function endExpression(level: Level, endsElse: boolean): void {
  level.deepest = height(level);
  level.chain = 0;
  level.inner = 0;
  if (endsElse) level.elses = 0;
}

function isClosing({ tokenType: type }: Token): boolean {
  return (
    type === T.RBrace ||
    type === T.RBracket ||
    type === T.RParen ||
    type === T.InterpolationClose ||
    type === T.StringClose
  );
}

/**
 * True if an expression goes on after this token. An operand after another operand begins a new expression.
 */
function follows(previous: Token | undefined): boolean {
  if (previous === undefined) return true;
  const type = previous.tokenType;
  return joints.has(type) || separators.has(type) || closers.has(type) || type === T.Match;
}
