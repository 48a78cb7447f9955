import { literal } from './ast.ts';
import type { Args, Expr } from './ast.ts';
import { newMap } from '../model/data.ts';

/** A text in pieces: as it stands, `{{ … }}`, or something else of Jinja's (`{% … %}`, a comment). */
export type Piece =
  | { readonly piece: 'text'; readonly text: string }
  | { readonly piece: 'expression'; readonly text: string }
  | { readonly piece: 'other'; readonly text: string };

/** Splits a template. What is not closed stands for itself. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  const opening = /\{\{|\{%|\{#/g;
  let done = 0;
  for (let match = opening.exec(text); match !== null; match = opening.exec(text)) {
    const end = closing(text, match.index + 2, match[0]);
    if (end < 0) break;
    if (match.index > done) found.push({ piece: 'text', text: text.slice(done, match.index) });
    const whole = text.slice(match.index, end);
    if (match[0] === '{{') {
      const inner = whole.slice(2, -2).replace(/^[-+]|-$/g, '');
      found.push({ piece: /^\{\{-|-\}\}$/.test(whole) ? 'other' : 'expression', text: inner.trim() });
      if (found.at(-1)!.piece === 'other') found[found.length - 1] = { piece: 'other', text: whole };
    } else found.push({ piece: 'other', text: whole });
    done = end;
    opening.lastIndex = end;
  }
  if (done < text.length) found.push({ piece: 'text', text: text.slice(done) });
  return found;
}

/** Where what is opened ends, quotes passed over; -1 if nowhere. */
function closing(text: string, from: number, open: string): number {
  const close = { '{{': '}}', '{%': '%}', '{#': '#}' }[open]!;
  let quote = '';
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    const letter = text[i]!;
    if (quote !== '') {
      if (letter === '\\') i++;
      else if (letter === quote) quote = '';
    } else if (open !== '{#' && (letter === '"' || letter === "'")) quote = letter;
    else if (depth === 0 && text.startsWith(close, i)) return i + 2;
    else if (letter === '{' && open === '{{') depth++;
    else if (letter === '}' && open === '{{' && depth > 0) depth--;
  }
  return -1;
}

const TOKEN =
  /\s+|(?<number>\d+\.\d+|\d+)|(?<name>[A-Za-z_]\w*)|(?<string>'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")|(?<operator>\/\/|\*\*|==|!=|<=|>=|[-+*/%~|.,:()[\]{}<>=])/gsy;

interface Token {
  readonly type: 'number' | 'name' | 'string' | 'operator';
  readonly text: string;
}

class Unreadable extends Error {}

/** An expression, or null when it is none that is understood. */
export function parseExpression(text: string): Expr | null {
  if (text.length > 20_000) return null;
  try {
    const parser = new Parser(tokens(text));
    const expression = parser.expression();
    return parser.done() ? expression : null;
  } catch (failure) {
    if (failure instanceof Unreadable || failure instanceof RangeError) return null;
    throw failure;
  }
}

function tokens(text: string): Token[] {
  const found: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (match === null) throw new Unreadable();
    for (const type of ['number', 'name', 'string', 'operator'] as const)
      if (match.groups?.[type] !== undefined) found.push({ type, text: match[0] });
  }
  return found;
}

const COMPARISONS = new Set(['==', '!=', '<', '>', '<=', '>=']);
const CONSTANTS: Readonly<Record<string, null | boolean>> = {
  true: true,
  True: true,
  false: false,
  False: false,
  none: null,
  None: null,
  null: null,
};

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(found: readonly Token[]) {
    this.#tokens = found;
  }

  done(): boolean {
    return this.#at === this.#tokens.length;
  }

  #is(...texts: readonly string[]): boolean {
    const token = this.#tokens[this.#at];
    return token !== undefined && token.type !== 'string' && texts.includes(token.text);
  }

  #take(...texts: readonly string[]): boolean {
    if (!this.#is(...texts)) return false;
    this.#at++;
    return true;
  }

  #need(text: string): void {
    if (!this.#take(text)) throw new Unreadable();
  }

  #name(): string {
    const token = this.#tokens[this.#at++];
    if (token?.type !== 'name') throw new Unreadable();
    return token.text;
  }

  expression(): Expr {
    const yes = this.#or();
    if (!this.#take('if')) return yes;
    const test = this.#or();
    return { node: 'cond', yes, test, no: this.#take('else') ? this.expression() : null };
  }

  #or(): Expr {
    let left = this.#and();
    while (this.#take('or')) left = { node: 'binary', operator: 'or', left, right: this.#and() };
    return left;
  }

  #and(): Expr {
    let left = this.#not();
    while (this.#take('and')) left = { node: 'binary', operator: 'and', left, right: this.#not() };
    return left;
  }

  #not(): Expr {
    return this.#take('not') ? { node: 'not', of: this.#not() } : this.#comparison();
  }

  #comparison(): Expr {
    let left = this.#sum();
    for (;;) {
      const { text = '', type } = this.#tokens[this.#at] ?? {};
      const next = this.#tokens[this.#at + 1];
      if (type === 'operator' && COMPARISONS.has(text)) {
        this.#at++;
        left = { node: 'binary', operator: text, left, right: this.#sum() };
      } else if (this.#take('in')) left = { node: 'binary', operator: 'in', left, right: this.#sum() };
      else if (this.#is('not') && next?.text === 'in') {
        this.#at += 2;
        left = { node: 'not', of: { node: 'binary', operator: 'in', left, right: this.#sum() } };
      } else return left;
    }
  }

  #sum(): Expr {
    let left = this.#product();
    while (this.#is('+', '-', '~')) {
      const operator = this.#tokens[this.#at++]!.text;
      left = { node: 'binary', operator, left, right: this.#product() };
    }
    return left;
  }

  #product(): Expr {
    let left = this.#unary();
    while (this.#is('*', '/', '//', '%', '**')) {
      const operator = this.#tokens[this.#at++]!.text;
      left = { node: 'binary', operator, left, right: this.#unary() };
    }
    return left;
  }

  #unary(): Expr {
    if (this.#take('-')) return { node: 'minus', of: this.#unary() };
    this.#take('+');
    return this.#postfix(this.#primary());
  }

  #postfix(start: Expr): Expr {
    let of = start;
    for (;;) {
      if (this.#take('.')) {
        const token = this.#tokens[this.#at++];
        if (token?.type === 'number') of = { node: 'item', of, index: literal(Number(token.text)) };
        else if (token?.type === 'name') of = { node: 'attribute', of, name: token.text };
        else throw new Unreadable();
      } else if (this.#take('[')) of = this.#subscript(of);
      else if (this.#take('(')) of = { node: 'call', of, args: this.#args() };
      else if (this.#take('|')) {
        const name = this.#dotted();
        of = { node: 'filter', of, name, args: this.#take('(') ? this.#args() : null };
      } else if (this.#take('is')) {
        const not = this.#take('not');
        const name = this.#dotted();
        of = { node: 'test', of, name, args: this.#testArgs(), not };
      } else return of;
    }
  }

  #dotted(): string {
    let name = this.#name();
    while (this.#take('.')) name += `.${this.#name()}`;
    return name;
  }

  #testArgs(): Args | null {
    if (this.#take('(')) return this.#args();
    const token = this.#tokens[this.#at];
    if (token === undefined || this.#is('and', 'or', 'not', 'if', 'else', 'is', 'in')) return null;
    if (token.type === 'operator' && !['[', '{'].includes(token.text)) return null;
    return { positional: [this.#postfix(this.#primary())], named: newMap() };
  }

  #subscript(of: Expr): Expr {
    const parts: (Expr | null)[] = [];
    let slice = false;
    let part: Expr | null = null;
    while (!this.#take(']')) {
      if (this.#take(':')) {
        slice = true;
        parts.push(part);
        part = null;
      } else if (part === null) part = this.expression();
      else throw new Unreadable();
    }
    if (slice) return { node: 'slice', of, parts: [...parts, part] };
    if (part === null) throw new Unreadable();
    return { node: 'item', of, index: part };
  }

  #args(): Args {
    const positional: Expr[] = [];
    const named = newMap<Expr>();
    while (!this.#take(')')) {
      const [token, next] = this.#tokens.slice(this.#at, this.#at + 2);
      if (token?.type === 'name' && next?.text === '=' && next.type === 'operator') {
        this.#at += 2;
        named[token.text] = this.expression();
      } else positional.push(this.expression());
      if (!this.#take(',') && !this.#is(')')) throw new Unreadable();
    }
    return { positional, named };
  }

  #primary(): Expr {
    const token = this.#tokens[this.#at++];
    if (token === undefined) throw new Unreadable();
    if (token.type === 'number') return literal(Number(token.text));
    if (token.type === 'string') {
      let text = unquoted(token.text);
      // Texts beside each other are one, as in Python.
      while (this.#tokens[this.#at]?.type === 'string') text += unquoted(this.#tokens[this.#at++]!.text);
      return literal(text);
    }
    if (token.type === 'name') {
      return token.text in CONSTANTS && Object.hasOwn(CONSTANTS, token.text)
        ? literal(CONSTANTS[token.text]!)
        : { node: 'name', name: token.text };
    }
    if (token.text === '(') return this.#group();
    if (token.text === '[') return { node: 'list', items: this.#items(']') };
    if (token.text === '{') return this.#dict();
    throw new Unreadable();
  }

  #group(): Expr {
    const first = this.expression();
    if (this.#take(')')) return first;
    this.#need(',');
    return { node: 'list', items: [first, ...this.#items(')')] };
  }

  #items(close: string): Expr[] {
    const items: Expr[] = [];
    while (!this.#take(close)) {
      items.push(this.expression());
      if (!this.#take(',') && !this.#is(close)) throw new Unreadable();
    }
    return items;
  }

  #dict(): Expr {
    const entries: [Expr, Expr][] = [];
    while (!this.#take('}')) {
      const key = this.expression();
      this.#need(':');
      entries.push([key, this.expression()]);
      if (!this.#take(',') && !this.#is('}')) throw new Unreadable();
    }
    return { node: 'dict', entries };
  }
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

function unquoted(text: string): string {
  return text.slice(1, -1).replace(/\\(.)/gs, (whole, letter: string) => {
    if (Object.hasOwn(ESCAPES, letter)) return ESCAPES[letter]!;
    return letter === '\\' || letter === "'" || letter === '"' ? letter : whole;
  });
}
