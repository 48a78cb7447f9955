import type { TokenType } from 'chevrotain';
import type { Diagnostic } from '../diagnostic.ts';
import { diagnoser, writing } from '../diagnostic.ts';
import { beginsNumber, isArithmetic } from './arithmetic.ts';
import { readForeign, readPath, unquoted } from './foreign-syntax.ts';
import type { Foreign } from './foreign-syntax.ts';
import { BROKEN, endOfBrokenString, endsBlockString } from './line-breaks.ts';
import { NUMBER, readNumber } from './literals.ts';
import { syntax } from '../messages/index.ts';
import type { Mode } from './mode.ts';
import { slicer } from './narrow.ts';
import { NESTING_LIMIT } from './nesting.ts';
import { readExpansion, readTemplate } from './templates.ts';
import type { Span } from '../span.ts';
import { readEscape, unknownEscape } from './strings.ts';
import type { Comment } from '../syntax.ts';
import { makeToken, operators, T, typeOfName } from './tokens.ts';
import type { Token } from './tokens.ts';

export interface Scan {
  readonly tokens: Token[];
  readonly comments: Comment[];
  readonly diagnostics: Diagnostic[];
  /**
   * Start of a string or comment that never ends; Infinity when there is none. The text after it was misread,
   * so nothing in it is reported.
   */
  readonly quietFrom: number;
}

const diagnose = diagnoser(syntax);

/**
 * The scanner stops at this depth: one level of nesting takes at most two modes, so the limit on nesting is
 * exceeded.
 */
const DEEPEST = 2 * NESTING_LIMIT + 2;

const NAME = /[\p{L}_][\p{L}\p{M}\p{N}_-]*/uy;
const ASCII_NAME = /^[A-Za-z_][A-Za-z0-9_-]*$/;
const ADDRESS = /:\/\/[^\s,;(){}[\]"'#]*/y;
const PLAIN_TEXT = /[^"\\$\r\n]+/y;

/** Splits a source text into tokens. Text that cannot be read is reported and becomes a `Bad` token. */
export function scan(file: string, text: string): Scan {
  return new Scanner(file, text).run();
}

class Scanner {
  readonly #file: string;
  readonly #text: string;
  readonly #slice: (start: number, end: number) => string;
  readonly #tokens: Token[] = [];
  readonly #comments: Comment[] = [];
  readonly #diagnostics: Diagnostic[] = [];
  readonly #modes: Mode[] = [];
  #quietFrom = Infinity;
  #at = 0;
  #line = 1;
  #lineHasToken = false;

  constructor(file: string, text: string) {
    this.#file = file;
    this.#text = text;
    this.#slice = slicer(text);
    if (text.startsWith('\ufeff')) this.#at = 1;
  }

  run(): Scan {
    while (this.#at < this.#text.length && this.#modes.length <= DEEPEST) {
      const mode = this.#modes.at(-1);
      if (mode?.kind === 'string') this.#readText(mode);
      else this.#readCode();
    }
    this.#finish();
    return {
      tokens: this.#tokens,
      comments: this.#comments,
      diagnostics: this.#diagnostics,
      quietFrom: this.#quietFrom,
    };
  }

  #readCode(): void {
    const c = this.#text[this.#at]!;
    const next = this.#text[this.#at + 1];
    if (c === '\n') this.#newline();
    else if (c === ' ' || c === '\t' || c === '\r') this.#at++;
    else if (c === '#' || (c === '/' && next === '/')) this.#lineComment();
    else if (c === '/' && next === '*') this.#blockComment();
    else if (c === '"') this.#openString(0);
    else if (beginsNumber(c, next, this.#tokens, this.#modes.at(-1)?.kind)) this.#number();
    else if (!this.#name() && !this.#operator(c, next ?? ' '))
      this.#foreign(readForeign(this.#text, this.#at, this.#here));
  }

  #newline(): void {
    const index = this.#modes.findIndex(({ kind, block }) => kind === 'string' && !block);
    if (index >= 0) {
      const end = endOfBrokenString(this.#text, this.#at, this.#modes.slice(index));
      this.#cutString(end === null ? {} : { help: BROKEN });
      // What stands on the other lines belongs to the string.
      if (end !== null) {
        this.#line += this.#text.slice(this.#at, end).split('\n').length - 1;
        this.#at = end;
        return;
      }
    }
    this.#at++;
    this.#line++;
    this.#lineHasToken = false;
  }

  #lineComment(): void {
    let end = this.#text.indexOf('\n', this.#at);
    if (end < 0) end = this.#text.length;
    if (this.#text[end - 1] === '\r') end--;
    this.#comment(end);
  }

  #blockComment(): void {
    const end = this.#text.indexOf('*/', this.#at + 2);
    const inString = this.#modes.some(({ kind, block }) => kind === 'string' && !block);
    const body = this.#text.slice(this.#at, end < 0 ? this.#text.length : end + 2);
    if (inString && body.includes('\n')) return this.#cutString();
    if (end < 0) {
      this.#report(diagnose('VK0107', this.#span(this.#at, 2), {}));
      this.#quietFrom = Math.min(this.#quietFrom, this.#at);
    }
    this.#comment(this.#at + body.length);
    this.#line += body.split('\n').length - 1;
  }

  #comment(end: number): void {
    this.#comments.push({
      span: this.#span(this.#at, end - this.#at),
      text: this.#slice(this.#at, end),
      trailing: this.#lineHasToken,
    });
    this.#at = end;
  }

  #number(): void {
    NUMBER.lastIndex = this.#at;
    const [text] = NUMBER.exec(this.#text)!;
    const literal = readNumber(text);
    const span = this.#span(this.#at, text.length);
    if ('type' in literal) {
      this.#emit(literal.type, text.length).value = literal.value;
      return;
    }
    if (literal.problem === 'VK0111') {
      this.#report(diagnose('VK0111', span, { text, kind: literal.kind, limit: literal.limit }));
    } else {
      const { problem, remedy } = literal;
      // A remedy that is a sentence with several choices is left to the author.
      const plain = problem !== 'VK0110' && (!remedy.startsWith('"') || /^"v?\d+(\.\d+)+"$/.test(remedy));
      this.#report(diagnose(problem, span, { text, remedy }, plain ? { fix: writing(span, remedy) } : {}));
    }
    this.#emit(T.Bad, text.length);
  }

  #name(): boolean {
    NAME.lastIndex = this.#at;
    const name = NAME.exec(this.#text)?.[0];
    if (name === undefined) return false;
    const end = this.#at + name.length;
    if (name === 'jinja' && this.#text[end] === '"') {
      this.#openString(name.length);
      return true;
    }
    ADDRESS.lastIndex = end;
    const rest = ADDRESS.exec(this.#text)?.[0] ?? readPath(this.#text, end);
    if (rest !== null) {
      this.#foreign(unquoted(name + rest, this.#here));
      return true;
    }
    if (!ASCII_NAME.test(name)) {
      this.#report(diagnose('VK0154', this.#span(this.#at, name.length), { name }));
    }
    this.#emit(typeOfName(name), name.length);
    return true;
  }

  #operator(c: string, next: string): boolean {
    const pair = operators.get(c + next);
    const type = pair ?? operators.get(c);
    const third = this.#text[this.#at + 2];
    if (type === undefined || ((c === '.' || c === '/') && readPath(this.#text, this.#at) !== null))
      return false;
    if (type === T.Arithmetic && !isArithmetic(c, next, this.#tokens, !this.#lineHasToken)) return false;
    if ((c === '<' && next === '<') || (pair === T.Binary && third === '=')) return false;
    if (c === '?' && next === '?') return false;
    const template = readTemplate(this.#text, this.#at, this.#tokens.at(-1)?.tokenType, this.#here);
    if (template !== null) {
      this.#foreign(template);
      return true;
    }
    if (c === '}') this.#closeBrace();
    else {
      const token = this.#emit(type, pair === undefined ? 1 : 2);
      if (c === '{') this.#modes.push({ kind: 'braces', open: token, block: false });
    }
    return true;
  }

  #closeBrace(): void {
    const mode = this.#modes.pop();
    this.#emit(mode?.kind === 'interpolation' ? T.InterpolationClose : T.RBrace, 1);
  }

  #foreign(found: Foreign): void {
    this.#report(found.diagnostic);
    if (found.type === null) this.#at += found.length;
    else {
      const token = this.#emit(found.type, found.length);
      this.#line += token.image.split('\n').length - 1;
    }
  }

  /** `prefix` is the number of characters before the quotes. */
  #openString(prefix: number): void {
    if (prefix === 0 && !this.#lineHasToken && endsBlockString(this.#text, this.#at, this.#modes))
      return this.#cutInterpolation();
    const block = this.#text.startsWith('"""', this.#at + prefix);
    const open = this.#emit(T.StringOpen, prefix + (block ? 3 : 1));
    this.#modes.push({ kind: 'string', open, block });
  }

  #readText(mode: Mode): void {
    const start = this.#at;
    const line = this.#line;
    const emitText = () => {
      if (this.#at > start) this.#push(T.Text, start, line);
    };
    while (this.#at < this.#text.length) {
      const c = this.#text[this.#at]!;
      if (c === '"' && (!mode.block || this.#text.startsWith('"""', this.#at))) {
        // Of more than three quotes the last three close the string, so that a text can end with a quote.
        while (mode.block && this.#text[this.#at + 3] === '"') this.#at++;
        emitText();
        this.#modes.pop();
        this.#emit(T.StringClose, mode.block ? 3 : 1);
        return;
      }
      if (c === '$' && this.#text[this.#at + 1] === '{') {
        const expansion = readExpansion(this.#text, this.#at, this.#here);
        if (expansion !== null) {
          this.#report(expansion.diagnostic);
          this.#at += expansion.length;
          continue;
        }
        emitText();
        const open = this.#emit(T.InterpolationOpen, 2);
        this.#modes.push({ kind: 'interpolation', open, block: false });
        return;
      }
      if (c === '\n' || (c === '\r' && this.#text[this.#at + 1] === '\n')) {
        if (this.#modes.some(({ kind, block }) => kind === 'string' && !block)) {
          emitText();
          this.#cutString();
          return;
        }
        this.#at += c === '\n' ? 1 : 2;
        this.#line++;
      } else if (c === '\\') this.#escape();
      else this.#plainText();
    }
    emitText();
  }

  #plainText(): void {
    PLAIN_TEXT.lastIndex = this.#at;
    this.#at += PLAIN_TEXT.exec(this.#text)?.[0].length ?? 1;
  }

  #escape(): void {
    const escape = readEscape(this.#text, this.#at);
    if ('problem' in escape)
      this.#report(unknownEscape(escape, this.#text, this.#span(this.#at, escape.length)));
    this.#at += escape.length;
  }

  /** Ends an ordinary string, and everything open inside it, at the end of its line. */
  #cutString(extra: { readonly help?: string } = {}): void {
    const index = this.#modes.findIndex(({ kind, block }) => kind === 'string' && !block);
    const { open } = this.#modes[index]!;
    const inner = this.#modes.slice(index).find(({ kind }) => kind === 'interpolation');
    if (inner !== undefined) {
      // What was read as code behind it is most likely text.
      const from = inner.open.startOffset;
      while ((this.#diagnostics.at(-1)?.span.start ?? -1) >= from) this.#diagnostics.pop();
      this.#report(diagnose('VK0104', this.#span(from, 2, inner.open), {}, extra));
    } else
      this.#report(diagnose('VK0102', this.#span(open.startOffset, this.#at - open.startOffset, open), {}));
    this.#closeModes(index);
  }

  #cutInterpolation(): void {
    const index = this.#modes.findLastIndex(({ kind }) => kind === 'string') + 1;
    const { open } = this.#modes[index]!;
    this.#report(diagnose('VK0104', this.#span(open.startOffset, 2, open), {}));
    this.#closeModes(index);
  }

  #finish(): void {
    if (this.#modes.some(({ kind, block }) => kind === 'string' && !block)) this.#cutString();
    const index = this.#modes.findIndex(({ kind }) => kind === 'string');
    if (index >= 0) {
      const { open } = this.#modes[index + 1] ?? this.#modes[index]!;
      const code = open.tokenType === T.InterpolationOpen ? 'VK0104' : 'VK0103';
      this.#report(diagnose(code, this.#span(open.startOffset, open.image.length, open), {}));
      this.#quietFrom = Math.min(this.#quietFrom, open.startOffset);
      this.#closeModes(index);
    }
    this.#push(T.End, this.#at, this.#line);
  }

  /** Closes the modes from `index` on, and inserts the tokens that they lack. */
  #closeModes(index: number): void {
    for (const { kind } of this.#modes.splice(index).reverse()) {
      if (kind === 'braces') continue;
      this.#emit(kind === 'string' ? T.StringClose : T.InterpolationClose, 0).virtual = true;
    }
  }

  #emit(type: TokenType, length: number): Token {
    const start = this.#at;
    this.#at += length;
    return this.#push(type, start, this.#line);
  }

  #push(type: TokenType, start: number, line: number): Token {
    const token = makeToken(type, this.#slice(start, this.#at), start, line, !this.#lineHasToken);
    this.#lineHasToken = true;
    this.#tokens.push(token);
    return token;
  }

  #report(diagnostic: Diagnostic): void {
    this.#diagnostics.push(diagnostic);
  }

  readonly #here = (length: number): Span => this.#span(this.#at, length);

  #span(start: number, length: number, from?: Token): Span {
    return { file: this.#file, start, end: start + length, line: from?.startLine ?? this.#line };
  }
}
