import { EmbeddedActionsParser, isRecognitionException } from 'chevrotain';
import type { IParserErrorMessageProvider, IRecognitionException, IToken } from 'chevrotain';
import { beginsMember, isName } from '../scan/brackets.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Docs } from './doc-comments.ts';
import { NextTokenStrategy, storedFunctions } from './lookahead.ts';
import type { StoredLookahead } from './lookahead.ts';
import { explain } from './errors.ts';
import type { Source } from './stop.ts';
import type { Span } from '../span.ts';
import type { Bad, Expr, Name } from '../syntax.ts';
import { closers, T, vocabulary } from '../scan/tokens.ts';
import type { Token } from '../scan/tokens.ts';

const none: Source = { file: '', text: '', tokens: [] };

/** What the parser generator keeps to itself. */
interface Internals {
  readonly lookAheadFuncsCache: Map<number, unknown>;
  selfAnalysisDone: boolean;
}

/** Parentheses around an expression: their number, and the span that covers all of them. */
export interface Enclosure {
  readonly depth: number;
  readonly span: Span;
}

/**
 * Shared by all grammar rules: spans, and recovery after a mistake. Every bracket has its partner before
 * parsing begins. After a mistake, parsing goes on where the next member, item or arm begins within the same
 * brackets, or else at the end of the brackets.
 */
export abstract class RecoveringParser extends EmbeddedActionsParser {
  /** True in the head of a `when`, `match` or `for`, where `{` opens the block. */
  protected inHead = false;
  protected docs: Docs | null = null;
  protected enclosed = new Map<Expr, Enclosure>();
  #source: Source = none;
  #diagnostics: Diagnostic[] = [];
  /** The place that the last recovery skipped to. A mistake at exactly that place was reported already. */
  #resumedAt = -1;

  readonly #strategy: NextTokenStrategy;

  constructor(skipValidations: boolean) {
    const strategy = new NextTokenStrategy();
    // Chevrotain's own recovery does not know brackets, and inserts tokens that nobody wrote.
    super(vocabulary, {
      maxLookahead: 1,
      lookaheadStrategy: strategy,
      recoveryEnabled: false,
      skipValidations,
      errorMessageProvider,
    });
    this.#strategy = strategy;
  }

  /** What this parser decides by, once it has analysed itself. */
  get lookahead(): StoredLookahead {
    const { lookAheadFuncsCache } = this as unknown as Internals;
    return [...lookAheadFuncsCache].map(([place, made]) => [place, this.#strategy.stored(made)]);
  }

  /** Takes over what another parser of this grammar decides by, which is most of what the analysis is for. */
  protected useLookahead(stored: StoredLookahead): void {
    const internals = this as unknown as Internals;
    for (const [place, made] of storedFunctions(stored)) internals.lookAheadFuncsCache.set(place, made);
    internals.selfAnalysisDone = true;
    // V8 keeps the properties of an object that is a prototype in their fastest form.
    Object.create(this);
  }

  protected begin(source: Source, docs: Docs): void {
    this.#source = source;
    this.docs = docs;
    this.#diagnostics = [];
    this.#resumedAt = -1;
    this.inHead = false;
    this.enclosed = new Map();
    this.input = [...source.tokens];
  }

  protected end(): Diagnostic[] {
    const found = this.#diagnostics;
    this.#source = none;
    this.docs = null;
    this.#diagnostics = [];
    this.input = [];
    return found;
  }

  protected peek(distance: number): Token {
    return this.LA(distance) as Token;
  }

  /** True if the next token has one of the types. */
  protected sees(...types: readonly IToken['tokenType'][]): boolean {
    return types.includes(this.LA(1).tokenType);
  }

  protected seesName(distance = 1): boolean {
    return isName(this.LA(distance).tokenType);
  }

  /** True at the start of a line that reads as a member. */
  protected seesMember(): boolean {
    return !this.RECORDING_PHASE && beginsMember(this.#source.tokens, this.peek(1).place);
  }

  /** The span from one token to another, or to the last token read. */
  protected spanFrom(first: IToken | Span, last: IToken = this.LA(0)): Span {
    const start = 'start' in first ? first.start : first.startOffset;
    const line = 'start' in first ? first.line : first.startLine!;
    return { file: this.#source.file, start, end: Math.max(start, last.endOffset! + 1), line };
  }

  /** The span of an expression, including the parentheses around it. */
  protected whole(node: Expr): Span {
    return this.enclosed.get(node)?.span ?? node.span;
  }

  protected nameOf(token: IToken): Name {
    return { node: 'name', span: this.spanFrom(token, token), text: token.image };
  }

  protected bad(token: IToken): Bad {
    return { node: 'bad', span: this.spanFrom(token, token) };
  }

  protected textOf(span: Span): string {
    return this.#source.text.slice(span.start, span.end);
  }

  /** Reports a mistake without leaving the rule. `found` is the token that the report points at. */
  protected report(situation: string, found: Token = this.peek(1)): void {
    if (this.RECORDING_PHASE || this.#diagnostics.length >= MOST || this.#saidAlready(found)) return;
    const previous = this.#source.tokens[found.place - 1] ?? null;
    this.#diagnostics.push(explain(situation, { found, previous, ...this.#source }));
  }

  /**
   * Runs `read`. After a mistake, returns null and goes on at the first place where `resumes` is true and
   * that lies directly within the brackets opened at `owner` (-1 for the file), or else at their end. The
   * place is always after `start`: the next token, unless something was read before.
   */
  protected attempt<R>(
    owner: number,
    resumes: (place: number) => boolean,
    read: () => R,
    start = this.peek(1).place,
  ): R | null {
    const inHead = this.inHead;
    try {
      return read();
    } catch (error) {
      if (!isRecognitionException(error as Error)) throw error;
      const { message, token } = error as IRecognitionException & Error;
      this.report(message, token as Token);
      this.inHead = inHead;
      this.skip(owner, resumes, start);
      return null;
    }
  }

  /** Skips to a place after `start` where parsing can go on. */
  protected skip(owner: number, resumes: (place: number) => boolean, start: number): void {
    const { tokens } = this.#source;
    const end = owner < 0 ? tokens.length - 1 : tokens[owner]!.partner;
    let place = this.peek(1).place;
    while (place < end) {
      const token = tokens[place]!;
      if (place > start && token.parent === owner && resumes(place)) break;
      place = closers.has(token.tokenType) ? token.partner + 1 : place + 1;
    }
    this.#resumedAt = Math.min(place, end);
    while (this.peek(1).place < this.#resumedAt) this.SKIP_TOKEN();
  }

  /** True where a member can begin: at the start of a line, or before `name =`. */
  protected readonly atMember = (place: number): boolean => {
    const { tokens } = this.#source;
    const token = tokens[place]!;
    if (isName(token.tokenType) && tokens[place + 1]?.tokenType === T.Assign) return true;
    return beginsMember(tokens, place) || (token.first && STATEMENTS.includes(token.tokenType));
  };

  /** True where an item can begin: after a comma. */
  protected readonly afterComma = (place: number): boolean =>
    this.#source.tokens[place - 1]?.tokenType === T.Comma;

  protected readonly atLine = (place: number): boolean => this.#source.tokens[place]!.first;

  protected readonly atBlock = (place: number): boolean =>
    this.#source.tokens[place]!.tokenType === T.LBrace || this.atMember(place);

  protected get tokens(): readonly Token[] {
    return this.#source.tokens;
  }

  #saidAlready({ tokenType, virtual, place, parent }: Token): boolean {
    if (virtual || tokenType === T.Bad || tokenType === T.BadOperator || place === this.#resumedAt)
      return true;
    // A mistake within brackets or quotes that do not end follows from that.
    const { tokens } = this.#source;
    for (let around = tokens[parent]; around !== undefined; around = tokens[around.parent]) {
      if (around.tokenType !== T.LBrace && tokens[around.partner]!.virtual) return true;
    }
    return false;
  }
}

/** Most mistakes of one file that are reported. */
const MOST = 2000;

/** The message of a parser error is the name of the situation; `explain` turns it into a diagnostic. */
const errorMessageProvider: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: () => 'unexpected',
  buildNotAllInputParsedMessage: () => 'unexpected',
  buildNoViableAltMessage: ({ customUserDescription }) => customUserDescription ?? 'unexpected',
  buildEarlyExitMessage: ({ customUserDescription }) => customUserDescription ?? 'unexpected',
};

const STATEMENTS: readonly IToken['tokenType'][] = [T.When, T.Match, T.For, T.Use, T.Param, T.Let];
