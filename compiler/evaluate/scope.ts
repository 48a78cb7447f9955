import type { ReadLog } from '../load/read-log.ts';
import type { Type } from '../model/types.ts';
import type { Value } from '../model/value.ts';

/** What a name is bound to; lets and defaults are evaluated when they are first asked for. */
export interface Binding {
  /** In words: `param`, `let`, `loop variable`. */
  readonly what: string;
  readonly value: () => Value;
  /** The type of a value that is given at deployment, and is a template until then. */
  readonly runtime?: Type;
}

/** Names in scope, innermost first. */
export class Scope {
  readonly #names = new Map<string, Binding>();
  readonly #parent: Scope | null;
  /** Name of the file in which the code of this scope stands: paths in it are relative to that. */
  readonly file: string;

  readonly #asked: ((name: string) => void) | undefined;

  /** @param asked is told each name that is looked up here, whether it is bound or not */
  constructor(parent: Scope | null, file: string, asked?: (name: string) => void) {
    this.#parent = parent;
    this.file = file;
    this.#asked = asked;
  }

  /** A scope within this one, in the same file. */
  child(): Scope {
    return new Scope(this, this.file);
  }

  /** @param log is told what finding the value asks for, and again whenever the value is taken */
  define(name: string, what: string, value: () => Value, runtime?: Type, log?: ReadLog): void {
    const reads = log && new Map<string, string>();
    let known: Value | 'busy' | null = null;
    this.#names.set(name, {
      what,
      value: () => {
        // A circle is reported by the checker; here it only must not run without end.
        if (known === 'busy') return { type: 'bad', origin: null };
        if (known === null) {
          known = 'busy';
          known = reads === undefined ? value() : log!.during(reads, value);
        } else if (reads !== undefined) log!.again(reads);
        return known;
      },
      ...(runtime === undefined ? {} : { runtime }),
    });
  }

  lookup(name: string): Binding | null {
    this.#asked?.(name);
    return this.#names.get(name) ?? this.#parent?.lookup(name) ?? null;
  }
}
