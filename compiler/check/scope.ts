import type { Span } from '../../grammar/span.ts';
import type { Type } from '../types.ts';

/** What the checker knows of a name. */
export interface Known {
  /** In words: `param`, `let`, `loop variable`, `value` for what the language brings. */
  readonly what: string;
  readonly type: () => Type;
  /** Where it is declared; null for what the language brings. */
  readonly span: Span | null;
}

/** Names in scope with their types, innermost first. */
export class TypeScope {
  readonly #names = new Map<string, Known>();
  readonly #parent: TypeScope | null;

  constructor(parent: TypeScope | null) {
    this.#parent = parent;
  }

  define(name: string, known: Known): void {
    this.#names.set(name, known);
  }

  lookup(name: string): Known | null {
    return this.#names.get(name) ?? this.#parent?.lookup(name) ?? null;
  }

  /** The same name in this very scope, not in those around it. */
  own(name: string): Known | null {
    return this.#names.get(name) ?? null;
  }

  names(): string[] {
    return [...this.#names.keys(), ...(this.#parent?.names() ?? [])];
  }
}
