import type { TokenType } from 'chevrotain';
import { scan } from '../../grammar/scan/scanner.ts';
import { T, isClosing } from '../../grammar/scan/tokens.ts';
import type { Token } from '../../grammar/scan/tokens.ts';
import type { Comment } from '../../grammar/syntax.ts';

/** Whether a token is a word: a name or a keyword. */
export const isWord = ({ tokenType }: Token): boolean =>
  tokenType === T.Name || (tokenType.CATEGORIES?.includes(T.Name) ?? false);

const OPENING: ReadonlySet<TokenType> = new Set([
  T.LBrace,
  T.LBracket,
  T.LParen,
  T.InterpolationOpen,
  T.StringOpen,
]);

/** Where in the text the cursor is, from tokens alone: the text around it is seldom complete. */
export class Cursor {
  readonly text: string;
  readonly offset: number;
  readonly tokens: readonly Token[];
  /** The word that the cursor is in or at the end of, from its start to the cursor. */
  readonly prefix: string;
  readonly comment: Comment | null;
  /** Tokens before the word, without it. */
  readonly before: readonly Token[];
  /** The brackets that are open at the cursor, by their places in `before`; the innermost last. */
  readonly open: readonly number[];

  constructor(text: string, offset: number) {
    this.text = text;
    this.offset = offset;
    const { tokens, comments } = scan('', text);
    this.tokens = tokens.filter((token) => !token.virtual && token.image !== '');
    this.comment = comments.find(({ span }) => span.start < offset && offset <= span.end) ?? null;
    const word = this.tokens.find(
      (token) => isWord(token) && token.startOffset < offset && offset <= token.endOffset + 1,
    );
    this.prefix = word === undefined ? '' : text.slice(word.startOffset, offset);
    const end = word?.startOffset ?? offset;
    this.before = this.tokens.filter((token) => token.startOffset < end);
    const open: number[] = [];
    this.before.forEach((token, place) => {
      if (OPENING.has(token.tokenType)) open.push(place);
      else if (isClosing(token.tokenType)) open.pop();
    });
    this.open = open;
  }

  /** A token before the word: 1 is the one directly before it. */
  back(count: number): Token | undefined {
    return this.before[this.before.length - count];
  }

  /** The bracket, or the beginning of the string, that the cursor is in. */
  get bracket(): Token | undefined {
    const place = this.open.at(-1);
    return place === undefined ? undefined : this.before[place];
  }

  /** The text of the string before the cursor; null if the cursor is in none. */
  get stringText(): string | null {
    const { bracket } = this;
    if (bracket?.tokenType !== T.StringOpen) return null;
    return this.text.slice(bracket.endOffset + 1, this.offset);
  }

  /** The token before the innermost open bracket, or one further back. */
  beforeBracket(count = 1): Token | undefined {
    const place = this.open.at(-1);
    return place === undefined ? undefined : this.before[place - count];
  }

  /** Whether nothing but blanks stands on the line before the word, or only the bracket of the block. */
  get startsMember(): boolean {
    const last = this.before.at(-1);
    if (last === undefined) return true;
    if (last.tokenType === T.LBrace || last.tokenType === T.RBrace) return true;
    const start = this.offset - this.prefix.length;
    return this.text.slice(last.endOffset + 1, start).includes('\n');
  }
}

/** `\r\n` where the text has it. */
export function newlineOf(text: string): '\n' | '\r\n' {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** The blanks at the beginning of the line of an offset. */
export function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start))![0];
}
