import type { Setting } from '../model/packer.ts';
import { callFunction } from './hcl-functions.ts';
import { binary, isTrue, member } from './hcl-operators.ts';
import { endOfString, templateParts } from './hcl-text.ts';

/** What a name with its attributes stands for; undefined where only Packer knows it. */
export type Lookup = (path: readonly string[]) => Setting | undefined;

type Node = (names: Lookup) => Setting | undefined;

/** Deeper than any template that a person writes. */
const DEEPEST = 60;

class NoExpression extends Error {}

/** The value of an expression of HCL; undefined where only Packer can compute it. */
export function evaluateHcl(text: string, names: Lookup): Setting | undefined {
  try {
    const parser = new Parser(text);
    const node = parser.expression();
    return parser.isDone() ? node(names) : undefined;
  } catch (error) {
    if (error instanceof NoExpression) return undefined;
    throw error;
  }
}

/**
 * A text with its `${…}`; those that only Packer can compute stay as they are. `parts` gives also what is known only in part, for a
 * name that stands alone.
 */
export function fillTemplate(text: string, names: Lookup, parts: Lookup): Setting {
  const found = templateParts(text);
  if (found.some(({ code, raw }) => code === null && raw.includes('%{'))) return text;
  const valueOf = (code: string) =>
    evaluateHcl(code, names) ??
    (/^\s*[A-Za-z_][\w.-]*\s*$/.test(code) ? parts(code.trim().split('.')) : undefined);
  // A template that is one expression has the value of that, whatever its type.
  if (found.length === 1 && found[0]!.code !== null) return valueOf(found[0]!.code) ?? text;
  return found
    .map(({ raw, code }) => {
      const value = code === null ? undefined : valueOf(code);
      return value === undefined || value === null || typeof value === 'object' ? raw : String(value);
    })
    .join('');
}

const BINARY: Readonly<Record<string, number>> = {
  '||': 1,
  '&&': 2,
  '==': 3,
  '!=': 3,
  '<': 4,
  '>': 4,
  '<=': 4,
  '>=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '%': 6,
};

class Parser {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  isDone(): boolean {
    this.#space();
    return this.#at >= this.#text.length;
  }

  expression(): Node {
    if (++this.#depth > DEEPEST) throw new NoExpression();
    const condition = this.#binary(0);
    let node = condition;
    if (this.#take('?')) {
      const then = this.expression();
      this.#need(':');
      const otherwise = this.expression();
      node = (names) => {
        const value = condition(names);
        return value === undefined ? undefined : isTrue(value) ? then(names) : otherwise(names);
      };
    }
    this.#depth--;
    return node;
  }

  #binary(least: number): Node {
    let left = this.#unary();
    for (;;) {
      this.#space();
      const [operator] = /^(\|\||&&|[=!<>]=|[<>+\-*/%])/.exec(this.#text.slice(this.#at, this.#at + 2)) ?? [];
      const rank = operator === undefined ? 0 : BINARY[operator]!;
      if (operator === undefined || rank <= least) return left;
      this.#at += operator.length;
      const [a, b] = [left, this.#binary(rank)];
      left = (names) => binary(operator, a(names), () => b(names));
    }
  }

  #unary(): Node {
    const sign = this.#take('!') ? '!' : this.#take('-') ? '-' : null;
    if (sign === null) return this.#postfix(this.#primary());
    const node = this.#unary();
    return (names) => {
      const value = node(names);
      if (value === undefined) return undefined;
      return sign === '!' ? !isTrue(value) : -Number(value);
    };
  }

  #postfix(first: Node): Node {
    let node = first;
    for (;;) {
      const inner = node;
      if (/^\.[A-Za-z_]/.test(this.#text.slice(this.#at, this.#at + 2))) {
        this.#at++;
        const key = this.#word();
        node = (names) => member(inner(names), key);
      } else if (this.#text[this.#at] === '[' && this.#text[this.#at + 1] !== '*') {
        this.#at++;
        const key = this.expression();
        this.#need(']');
        node = (names) => {
          const at = key(names);
          return at === undefined ? undefined : member(inner(names), at);
        };
      } else return node;
    }
  }

  #primary(): Node {
    this.#space();
    const rest = this.#text.slice(this.#at);
    if (this.#take('(')) {
      const node = this.expression();
      this.#need(')');
      return node;
    }
    if (rest.startsWith('"')) return this.#string();
    if (rest.startsWith('[')) return this.#tuple();
    if (rest.startsWith('{')) return this.#object();
    const [number] = /^\d+(\.\d+)?/.exec(rest) ?? [];
    if (number !== undefined) {
      this.#at += number.length;
      return () => Number(number);
    }
    return this.#named();
  }

  /** A literal, a call, or a name with what is known of it. */
  #named(): Node {
    const word = this.#word();
    if (word === 'true' || word === 'false') return () => word === 'true';
    if (word === 'null') return () => null;
    if (this.#take('(')) {
      const args: Node[] = [];
      let spread = false;
      while (!this.#take(')')) {
        args.push(this.expression());
        spread = this.#take('...');
        if (!this.#take(',')) {
          this.#need(')');
          break;
        }
      }
      return (names) => {
        const values = args.map((each) => each(names));
        const last = values.at(-1);
        const all = spread && Array.isArray(last) ? [...values.slice(0, -1), ...(last as Setting[])] : values;
        return callFunction(word, all);
      };
    }
    const path = [word];
    while (/^\.[A-Za-z_]/.test(this.#text.slice(this.#at, this.#at + 2))) {
      this.#at++;
      path.push(this.#word());
    }
    return (names) => names(path);
  }

  #string(): Node {
    const end = endOfString(this.#text, this.#at);
    if (end === null) throw new NoExpression();
    const raw = this.#text.slice(this.#at + 1, end);
    this.#at = end + 1;
    if (raw.includes('%{')) return () => undefined;
    const parts = templateParts(raw).map(({ raw: each, code }) =>
      code === null ? unescape(each) : new Parser(code).expression(),
    );
    return (names) => {
      let text = '';
      for (const part of parts) {
        const value = typeof part === 'string' ? part : part(names);
        if (value === undefined || value === null || typeof value === 'object') return undefined;
        text += String(value);
      }
      return text;
    };
  }

  #tuple(): Node {
    this.#need('[');
    if (this.#takeWord('for')) return this.#for(']');
    const items: Node[] = [];
    while (!this.#take(']')) {
      items.push(this.expression());
      if (!this.#take(',')) {
        this.#need(']');
        break;
      }
    }
    return (names) => whole(items.map((each) => each(names)));
  }

  #object(): Node {
    this.#need('{');
    if (this.#takeWord('for')) return this.#for('}');
    const items: { readonly key: Node; readonly value: Node }[] = [];
    while (!this.#take('}')) {
      this.#space();
      const [word] = /^[A-Za-z_][\w-]*(?=\s*[=:])/.exec(this.#text.slice(this.#at)) ?? [];
      let key: Node;
      if (word === undefined) key = this.#take('(') ? this.#closed() : this.#primary();
      else {
        this.#at += word.length;
        key = () => word;
      }
      if (!this.#take('=')) this.#need(':');
      items.push({ key, value: this.expression() });
      this.#take(',');
    }
    return (names) => {
      const entries = items.map(({ key, value }) => [key(names), value(names)] as const);
      return entries.some(([key, value]) => key === undefined || value === undefined)
        ? undefined
        : (Object.fromEntries(entries.map(([key, value]) => [String(key as string), value])) as Setting);
    };
  }

  #closed(): Node {
    const node = this.expression();
    this.#need(')');
    return node;
  }

  #for(end: ']' | '}'): Node {
    const words = [this.#word()];
    if (this.#take(',')) words.push(this.#word());
    if (!this.#takeWord('in')) throw new NoExpression();
    const of = this.expression();
    this.#need(':');
    const first = this.expression();
    const second = this.#take('=>') ? this.expression() : null;
    const isGrouped = this.#take('...');
    const test = this.#takeWord('if') ? this.expression() : null;
    this.#need(end);
    return (names) => {
      const collection = of(names);
      if (collection === undefined || typeof collection !== 'object' || collection === null || isGrouped)
        return undefined;
      const entries: (readonly [Setting, Setting])[] = Array.isArray(collection)
        ? (collection as Setting[]).map((value, i) => [i, value])
        : Object.entries(collection).sort(([a], [b]) => (a < b ? -1 : 1));
      const made: (readonly [Setting, Setting])[] = [];
      for (const [key, value] of entries) {
        const own = new Map<string, Setting>(
          words.length === 2
            ? [[words[0]!, key] as const, [words[1]!, value] as const]
            : [[words[0]!, value]],
        );
        const inner: Lookup = (path) =>
          own.has(path[0]!)
            ? path.slice(1).reduce<Setting | undefined>(member, own.get(path[0]!))
            : names(path);
        const chosen = test === null ? true : test(inner);
        if (chosen === undefined) return undefined;
        if (!isTrue(chosen)) continue;
        const [a, b] = [first(inner), second?.(inner)];
        if (a === undefined || (second !== null && b === undefined)) return undefined;
        made.push([a, b ?? null]);
      }
      return second === null
        ? made.map(([value]) => value)
        : Object.fromEntries(made.map(([key, value]) => [String(key as string), value]));
    };
  }

  #space(): void {
    this.#at += /^(\s|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/.exec(this.#text.slice(this.#at))![0].length;
  }

  #take(token: string): boolean {
    this.#space();
    if (!this.#text.startsWith(token, this.#at)) return false;
    if (token === '!' && this.#text[this.#at + 1] === '=') return false;
    if (token === '=' && this.#text[this.#at + 1] === '>') return false;
    this.#at += token.length;
    return true;
  }

  #takeWord(word: string): boolean {
    this.#space();
    if (!new RegExp(`^${word}\\b`).test(this.#text.slice(this.#at))) return false;
    this.#at += word.length;
    return true;
  }

  #need(token: string): void {
    if (!this.#take(token)) throw new NoExpression();
  }

  #word(): string {
    this.#space();
    const [word] = /^[A-Za-z_][\w-]*/.exec(this.#text.slice(this.#at)) ?? [];
    if (word === undefined) throw new NoExpression();
    this.#at += word.length;
    return word;
  }
}

const whole = (items: readonly (Setting | undefined)[]): Setting | undefined =>
  items.some((each) => each === undefined) ? undefined : (items as readonly Setting[]);

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

const unescape = (text: string): string =>
  text.replace(/\\(u[0-9a-fA-F]{4}|.)/g, (_, code: string) =>
    code.length === 5 ? String.fromCharCode(Number.parseInt(code.slice(1), 16)) : (ESCAPES[code] ?? code),
  );
