import type { TokenType } from 'chevrotain';
import type { Extra } from '../diagnostic.ts';
import type { Span } from '../span.ts';
import { T } from '../scan/tokens.ts';
import type { Token } from '../scan/tokens.ts';

export interface Source {
  readonly file: string;
  readonly text: string;
  readonly tokens: readonly Token[];
}

/** The place where parsing stopped: the token that does not fit, and the one before it. */
export interface Stop extends Source {
  readonly found: Token;
  readonly previous: Token | null;
}

/** The span of a token. For a string it reaches to the closing quotes. */
export function spanOf(stop: Stop, found: Token = stop.found): Span {
  const last = found.tokenType === T.StringOpen ? (stop.tokens[found.partner] ?? found) : found;
  return { file: stop.file, start: found.startOffset, end: last.endOffset + 1, line: found.startLine };
}

export function textOf(stop: Stop): string {
  const { start, end } = spanOf(stop);
  const text = stop.text.slice(start, end);
  const line = text.split(/\r?\n/, 1)[0]!;
  return line.length > 60 ? `${Array.from(line.slice(0, 120)).slice(0, 59).join('')}…` : line;
}

/** The token that does not fit, as it is named in a message. */
export function describe(stop: Stop): string {
  if (stop.found.tokenType === T.End) return 'the end of the file';
  return `\`${textOf(stop)}\``;
}

/** The last name before the token that does not fit. */
export function before({ tokens, found }: Stop): string {
  const previous = tokens[found.place - 1];
  return previous === undefined ? '' : opening({ tokens }, previous).image.replace(/^"$/, 'this key');
}

export function opening({ tokens }: Pick<Source, 'tokens'>, token: Token): Token {
  return token.tokenType === T.StringClose || token.tokenType === T.RBracket
    ? (tokens[token.partner] ?? token)
    : token;
}

export function after({ tokens, found }: Stop, type: TokenType): boolean {
  return tokens[(found.partner < 0 ? found.place : found.partner) + 1]?.tokenType === type;
}

export function isEnd({ found }: Stop): boolean {
  return found.tokenType === T.End || found.tokenType === T.RBrace || found.first;
}

/** The text on the line before the token that does not fit: the head that lacks a block. */
export function lineBefore({ text, found, previous }: Stop): string {
  if (previous === null) return 'this';
  const end = previous.endOffset + 1;
  const line = text.slice(text.lastIndexOf('\n', Math.min(end, found.startOffset) - 1) + 1, end).trim();
  return line.length > 0 && line.length <= 60 ? `\`${line}\`` : 'this';
}

export function replacing(stop: Stop, text: string): Extra {
  const title = text === '' ? 'Remove it' : `Write \`${text.trim()}\``;
  return { fix: { title, safe: true, edits: [{ span: spanOf(stop), text }] } };
}
