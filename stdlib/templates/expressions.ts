import type { Fault, Token } from './tokens.ts';

/** Something that a template uses by its name. */
export interface Use {
  readonly name: string;
  readonly at: number;
}

/** What the expressions of a template use. */
export class Uses {
  readonly names: Use[] = [];
  readonly filters: Use[] = [];
  readonly tests: Use[] = [];
  /** Names that may be without a value: something asks for it, or stands in for them. */
  readonly optional = new Set<string>();
}

/** Stops reading: what is wrong. */
export class Wrong extends Error {
  readonly fault: Fault;
  constructor(fault: Fault) {
    super(fault.message);
    this.fault = fault;
  }
}

const DEEPEST = 150;
const COMPARISONS = new Set(['==', '!=', '<', '>', '<=', '>=']);
const WORDS = new Set(['and', 'or', 'not', 'in', 'is', 'if', 'else', 'recursive']);

/** Reads the tokens of one piece as Jinja reads them. */
export class ExpressionReader {
  readonly #tokens: readonly Token[];
  readonly #uses: Uses;
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], uses: Uses) {
    this.#tokens = tokens;
    this.#uses = uses;
  }

  get next(): Token {
    return this.#tokens[this.#at] ?? this.#tokens.at(-1)!;
  }

  take(text: string): boolean {
    const { type, text: found } = this.next;
    if (found !== text || type === 'string' || type === 'end') return false;
    this.#at++;
    return true;
  }

  expect(text: string, what: string): void {
    if (!this.take(text)) this.fail(`\`${text}\` ${what}`);
  }

  name(what: string): Use {
    const { type, text, at } = this.next;
    if (type !== 'name') this.fail(what);
    this.#at++;
    return { name: text, at };
  }

  done(): void {
    if (this.next.type !== 'end') this.fail(null);
  }

  /** A null for `what` says that nothing more was expected. */
  fail(what: string | null): never {
    const { type, text, at } = this.next;
    const found = type === 'end' ? `the end, \`${text}\`` : `\`${text}\``;
    throw new Wrong({
      at,
      message:
        what === null
          ? `${found} is not expected here.`
          : `${what} is expected here, not ${found}.`.replace(/^\p{Ll}/u, (c) => c.toUpperCase()),
    });
  }

  /** One or more, with commas. */
  list(): void {
    do {
      if (this.next.type === 'end' || /^[)\]}]$/.test(this.next.text)) return;
      this.expression();
    } while (this.take(','));
  }

  expression(): void {
    if (++this.#depth > DEEPEST) this.fail('A simpler expression');
    this.#or();
    while (this.take('if')) {
      this.#or();
      if (this.take('else')) this.expression();
    }
    this.#depth--;
  }

  /** Without an `if` behind it, which belongs to a `for`. */
  plain(): void {
    this.#or();
  }

  /** A filter without what it is for. */
  filter(): string {
    const filter = this.#qualified('The name of a filter');
    this.#uses.filters.push(filter);
    if (this.take('(')) this.#arguments();
    return filter.name;
  }

  #or(): void {
    do this.#and();
    while (this.take('or'));
  }

  #and(): void {
    do this.#not();
    while (this.take('and'));
  }

  #not(): void {
    while (this.take('not'));
    this.#compare();
  }

  #compare(): void {
    this.#sum();
    for (;;) {
      if (COMPARISONS.has(this.next.text) && this.next.type === 'sign') this.#at++;
      else if (this.take('in')) {
        // Whatever follows.
      } else if (this.next.text === 'not' && this.#tokens[this.#at + 1]?.text === 'in') this.#at += 2;
      else return;
      this.#sum();
    }
  }

  #sum(): void {
    do this.#product();
    while (this.#sign('+', '-', '~'));
  }

  #product(): void {
    do this.#unary();
    while (this.#sign('*', '/', '//', '%', '**'));
  }

  #sign(...signs: readonly string[]): boolean {
    if (this.next.type !== 'sign' || !signs.includes(this.next.text)) return false;
    this.#at++;
    return true;
  }

  #unary(): void {
    while (this.#sign('-', '+'));
    const name = this.#primary();
    this.#postfix(name);
  }

  /** The name, if it is one. */
  #primary(): string | null {
    const { type, text, at } = this.next;
    if (type === 'name') {
      if (WORDS.has(text)) this.fail('A value');
      this.#at++;
      this.#uses.names.push({ name: text, at });
      return text;
    }
    if (type === 'number' || type === 'string') {
      this.#at++;
      // Texts that stand beside each other are one.
      if (type === 'string') while (this.next.type === 'string') this.#at++;
      return null;
    }
    if (this.take('(')) {
      this.list();
      this.expect(')', 'that closes the parenthesis');
    } else if (this.take('[')) {
      this.list();
      this.expect(']', 'that closes the list');
    } else if (this.take('{')) {
      while (!this.take('}')) {
        this.expression();
        this.expect(':', 'between a key and its value');
        this.expression();
        if (!this.take(',') && this.next.text !== '}') this.fail('`,` or `}`');
      }
    } else this.fail('A value');
    return null;
  }

  #postfix(name: string | null): void {
    let path: string | null = name;
    for (;;) {
      if (this.take('.')) {
        if (this.next.type !== 'name' && this.next.type !== 'number') this.fail('The name of an attribute');
        this.#at++;
      } else if (this.take('[')) {
        this.#subscript();
      } else if (this.take('(')) {
        this.#arguments();
        path = null;
      } else if (this.take('|')) {
        const name = this.filter();
        if (path !== null && /^(?:ansible\.builtin\.)?(?:default|d|mandatory)$/.test(name))
          this.#uses.optional.add(path);
      } else if (this.next.text === 'is' && this.next.type === 'name') {
        this.#at++;
        this.take('not');
        const test = this.#qualified('The name of a test');
        this.#uses.tests.push(test);
        if (path !== null && /^(?:un)?defined$/.test(test.name)) this.#uses.optional.add(path);
        this.#operand();
      } else return;
    }
  }

  /** What a test is given, with parentheses or without. */
  #operand(): void {
    const { type, text } = this.next;
    if (this.take('(')) this.#arguments();
    else if (
      type === 'number' ||
      type === 'string' ||
      text === '[' ||
      (type === 'name' && !WORDS.has(text))
    ) {
      const name = this.#primary();
      if (this.next.text === '.' || this.next.text === '[') this.#postfix(name);
    }
  }

  /** A name, or one of a collection: `ansible.builtin.quote`. */
  #qualified(what: string): Use {
    const { name, at } = this.name(what);
    let full = name;
    while (this.take('.')) full += `.${this.name(what).name}`;
    return { name: full, at };
  }

  #subscript(): void {
    do {
      while (this.take(':'));
      if (this.next.text === ']') break;
      this.expression();
      while (this.take(':')) if (this.next.text !== ']' && this.next.text !== ':') this.expression();
    } while (this.take(','));
    this.expect(']', 'that closes the index');
  }

  #arguments(): void {
    while (!this.take(')')) {
      if (this.#sign('*', '**')) this.expression();
      else if (this.next.type === 'name' && this.#tokens[this.#at + 1]?.text === '=') {
        this.#at += 2;
        this.expression();
      } else this.expression();
      if (!this.take(',') && this.next.text !== ')') this.fail('`,` or `)`');
    }
  }
}
