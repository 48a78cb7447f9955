import type { TokenType } from 'chevrotain';
import { closers, T } from './tokens.ts';
import type { Token } from './tokens.ts';

/** Levels of brackets, interpolations, operators and `else when`, together. */
export const NESTING_LIMIT = 200;

interface Level {
  /** Levels that the operators read so far put around the expression that is being read. */
  chain: number;
  /** The deepest of what is inside it. */
  inner: number;
  /** `else`s since the last block that none followed. */
  elses: number;
  /** The deepest of all expressions before. */
  deepest: number;
}

/** What opens a level. */
export const NESTING: ReadonlySet<TokenType> = new Set([T.LBrace, T.LBracket, T.LParen, T.InterpolationOpen]);
const operators = new Set([T.Binary, T.BadOperator, T.Not, T.Question, T.Dot, T.LBracket, T.LParen, T.In]);
/** After these an expression can go on. */
const joints = new Set([...operators, T.Colon, T.Else]);
const separators = new Set([T.Assign, T.Arrow, T.Comma]);

/**
 * The first token at which the nesting passes the limit, or null. It bounds the height of the tree from above
 * without reading it, so that everything that walks the tree later can do so recursively.
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

/** Whether an expression goes on after this token: what follows another operand begins something new. */
function follows(previous: Token | undefined): boolean {
  if (previous === undefined) return true;
  const type = previous.tokenType;
  return joints.has(type) || separators.has(type) || closers.has(type) || type === T.Match;
}
