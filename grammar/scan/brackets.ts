import type { TokenType } from 'chevrotain';
import { NESTING, NESTING_LIMIT } from './nesting.ts';
import { closers, isClosing, missingToken, T } from './tokens.ts';
import type { Token } from './tokens.ts';

/**
 * An opening token without its closing token. `before` is the token before which it was found to be missing.
 */
export interface Unclosed {
  readonly kind: 'unclosed';
  readonly open: Token;
  readonly before: Token;
  /** The token that was inserted for the missing one. */
  readonly close: Token;
}

export interface Unopened {
  readonly kind: 'unopened';
  readonly close: Token;
}

export type BracketProblem = Unclosed | Unopened;

export interface Balanced {
  /** The tokens, with missing brackets inserted: every bracket has its partner. */
  readonly tokens: readonly Token[];
  readonly problems: readonly BracketProblem[];
  /** The bracket that exceeds the limit on nesting, or null. If it is set, no brackets are paired. */
  readonly tooDeep: Token | null;
}

/**
 * Pairs brackets. If the braces do not match, indentation tells which block was left open or closed twice, so
 * that the other declarations of the file are read as the author meant them.
 */
export function balance(tokens: readonly Token[], text: string): Balanced {
  const plain = new Pairing(tokens, null).run();
  if (plain.tooDeep !== null) return plain;
  let best = plain;
  if (plain.problems.some(isBrace)) {
    const guided = new Pairing(tokens, indentations(tokens, text)).run();
    if (
      guided.tooDeep === null &&
      guided.problems.length > 0 &&
      guided.problems.length <= plain.problems.length
    )
      best = guided;
  }
  link(best.tokens);
  return best;
}

function isBrace(problem: BracketProblem): boolean {
  return problem.kind === 'unclosed'
    ? problem.open.tokenType === T.LBrace
    : problem.close.tokenType === T.RBrace;
}

class Pairing {
  readonly #input: readonly Token[];
  /** The indentation of each token's line, by place in the input; null when indentation is ignored. */
  readonly #indentations: readonly number[] | null;
  readonly #output: Token[] = [];
  readonly #open: { token: Token; at: number; indentation: number }[] = [];
  readonly #problems: BracketProblem[] = [];
  #depth = 0;

  constructor(input: readonly Token[], indentations: readonly number[] | null) {
    this.#input = input;
    this.#indentations = indentations;
  }

  run(): Balanced {
    for (const [place, token] of this.#input.entries()) {
      const indentation = this.#indentations?.[place] ?? 0;
      if (token.tokenType === T.End || this.#declares(place)) this.#closeDownTo(0, token);
      else this.#closeDownTo(this.#leaves(place, indentation), token);
      if (closers.has(token.tokenType)) {
        this.#open.push({ token, at: this.#output.length, indentation });
        if (NESTING.has(token.tokenType)) this.#depth++;
        if (this.#depth > NESTING_LIMIT) return { tokens: [], problems: [], tooDeep: token };
      } else if (isClosing(token.tokenType)) {
        const index = this.#opening(token, indentation);
        if (index < 0) {
          this.#problems.push({ kind: 'unopened', close: token });
          continue;
        }
        this.#closeDownTo(index + 1, token);
        this.#pop();
      }
      this.#output.push(token);
    }
    return { tokens: this.#output, problems: this.#problems, tooDeep: null };
  }

  /** Index of the bracket that a closing token closes, or -1. */
  #opening(close: Token, indentation: number): number {
    const matches = (index: number) => closers.get(this.#open[index]!.token.tokenType) === close.tokenType;
    let nearest = -1;
    for (let index = this.#open.length - 1; index >= 0; index--) {
      const { token } = this.#open[index]!;
      if (matches(index)) {
        if (this.#indentations === null || !close.first) return index;
        if (nearest < 0) nearest = index;
        if (this.#open[index]!.indentation === indentation) return index;
      }
      if (token.tokenType === T.InterpolationOpen) break;
    }
    // This `}` is indented farther than the block around it, so it closes a block that is already closed.
    if (nearest >= 0 && this.#open[nearest]!.indentation < indentation) return -1;
    return nearest;
  }

  #pop() {
    const last = this.#open.pop()!;
    if (NESTING.has(last.token.tokenType)) this.#depth--;
    return last;
  }

  #closeDownTo(index: number, before: Token): void {
    while (this.#open.length > index) {
      const { token: open, at } = this.#pop();
      const place = open.tokenType === T.LBrace ? this.#output.length : this.#endOfItems(at);
      const close = missingToken(closers.get(open.tokenType)!, this.#output[place] ?? before);
      this.#output.splice(place, 0, close);
      if (!before.virtual) this.#problems.push({ kind: 'unclosed', open, before, close });
    }
  }

  /**
   * The place where a list or parentheses that open at `at` must have ended: before a line that reads as a
   * member.
   */
  #endOfItems(at: number): number {
    let depth = 0;
    for (let place = at + 1; place < this.#output.length; place++) {
      const token = this.#output[place]!;
      if (depth === 0 && beginsMember(this.#output, place)) return place;
      if (closers.has(token.tokenType)) depth++;
      else if (isClosing(token.tokenType)) depth--;
    }
    return this.#output.length;
  }

  /**
   * The number of brackets that stay open at `place`. A member that is indented no farther than the line that
   * opened a block ends that block.
   */
  #leaves(place: number, indentation: number): number {
    const token = this.#input[place]!;
    let count = this.#open.length;
    if (this.#indentations === null || !token.first || !isName(token.tokenType)) return count;
    while (count > 0) {
      const open = this.#open[count - 1]!;
      if (open.token.startLine === token.startLine || indentation > open.indentation) break;
      if (open.token.tokenType !== T.LBrace && !beginsMember(this.#input, place)) break;
      count--;
    }
    return count;
  }

  /**
   * True if a declaration begins at `place` in column 0. All open brackets should have been closed before it.
   */
  #declares(place: number): boolean {
    if (this.#indentations === null || this.#open.length === 0) return false;
    if (this.#indentations[place] !== 0 || !this.#input[place]!.first) return false;
    return this.#open[0]!.token.tokenType === T.LBrace && beginsDeclaration(this.#input, place);
  }
}

/** True at `image a {`, `import "…"`, `let a =`, `param a:` and the like. */
export function beginsDeclaration(tokens: readonly Token[], place: number): boolean {
  const [first, second, third] = [0, 1, 2].map((n) => tokens[place + n]?.tokenType ?? T.End);
  const named = isName(second!);
  if (first === T.Import) return second === T.StringOpen;
  if (first === T.Let || first === T.Param) return named && (third === T.Assign || third === T.Colon);
  return [T.Image, T.Role, T.Os, T.Family].includes(first!) && named && third === T.LBrace;
}

/** True at the start of a line that reads as `name =`, `name: `, `name label` or `name {`. */
export function beginsMember(tokens: readonly Token[], place: number): boolean {
  const token = tokens[place]!;
  const next = tokens[place + 1];
  if (!token.first || !isName(token.tokenType) || next === undefined) return false;
  if (next.tokenType === T.Assign || next.tokenType === T.LBrace) return true;
  if (next.first) return false;
  return isName(next.tokenType) || LABELS.has(next.tokenType);
}

const LABELS = new Set<TokenType>([T.StringOpen, T.Int, T.LBracket, T.Colon, T.Bad]);

export function isName(type: TokenType): boolean {
  return type === T.Name || (type.CATEGORIES ?? []).includes(T.Name);
}

/** For each token, the column (from 0) of the first token on its line. */
function indentations(tokens: readonly Token[], text: string): number[] {
  let current = 0;
  return tokens.map((token) => {
    if (token.first) current = token.startOffset - text.lastIndexOf('\n', token.startOffset - 1) - 1;
    return current;
  });
}

/** Stores in each token its own place, that of its partner, and that of its parent. */
function link(tokens: readonly Token[]): void {
  const open: number[] = [];
  for (const [place, token] of tokens.entries()) {
    token.place = place;
    if (isClosing(token.tokenType)) {
      token.partner = open.pop() ?? -1;
      tokens[token.partner]!.partner = place;
    }
    token.parent = open.at(-1) ?? -1;
    if (closers.has(token.tokenType)) open.push(place);
  }
}
