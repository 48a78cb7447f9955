import type { Expr, GetAttr } from '../../grammar/syntax.ts';
import type { Span } from '../../grammar/span.ts';
import type { Type } from '../model/types.ts';
import type { Usage } from './usage.ts';

/** What the checker knows of a name. */
export interface Known {
  readonly name: string;
  /** In words: `value` for what the language brings. */
  readonly what: 'param' | 'let' | 'loop variable' | 'value';
  readonly type: () => Type;
  /** Where it is declared; null for what the language brings. */
  readonly span: Span | null;
  readonly doc?: string | null;
  /** It is known in the whole file, and not only from where it is declared. */
  readonly whole?: true;
}

/** The names of `a.b.c`; null for what is not made of names only. */
function pathOf(expr: Expr): string[] | null {
  if (expr.node === 'ref') return [expr.name];
  if (expr.node !== 'get') return null;
  const path = pathOf(expr.object);
  return path === null ? null : [...path, expr.name.text];
}

/** Names in scope with their types, innermost first. */
export class TypeScope {
  readonly #names = new Map<string, Known>();
  readonly #narrowed = new Set<string>();
  readonly #parent: TypeScope | null;
  readonly #usage: Usage | null;

  /** `usage` takes note of every name that is looked up; a scope within another has that of the outer one. */
  constructor(parent: TypeScope | null, usage: Usage | null = null) {
    this.#parent = parent;
    this.#usage = parent === null ? usage : parent.#usage;
  }

  /** Takes note that a field is not unset here. */
  narrow(field: GetAttr): void {
    const path = pathOf(field);
    if (path !== null) this.#narrowed.add(path.join('.'));
  }

  /** Whether a test around this place says that the field is not unset. */
  isNarrowed(field: GetAttr): boolean {
    const path = pathOf(field);
    return path !== null && this.#isNarrowed(path[0]!, path.join('.'));
  }

  #isNarrowed(root: string, path: string): boolean {
    if (this.#narrowed.has(path)) return true;
    return !this.#names.has(root) && this.#parent !== null && this.#parent.#isNarrowed(root, path);
  }

  define(known: Known): void {
    this.#names.set(known.name, known);
  }

  lookup(name: string): Known | null {
    const known = this.#find(name);
    if (known?.span) this.#usage?.use(known.span);
    return known;
  }

  /** As `lookup`, but nothing takes note of it. */
  find(name: string): Known | null {
    return this.#find(name);
  }

  /** The same name in this very scope, not in those around it. */
  own(name: string): Known | null {
    return this.#names.get(name) ?? null;
  }

  /** What a name of this scope hides. */
  hidden(name: string): Known | null {
    return this.#parent === null ? null : this.#parent.#find(name);
  }

  *names(): Iterable<string> {
    yield* this.#names.keys();
    if (this.#parent !== null) yield* this.#parent.names();
  }

  /** Everything that is in scope, the innermost first, with what is hidden. */
  *all(): Iterable<Known> {
    yield* this.#names.values();
    if (this.#parent !== null) yield* this.#parent.all();
  }

  get usage(): Usage | null {
    return this.#usage;
  }

  #find(name: string): Known | null {
    return this.#names.get(name) ?? this.hidden(name);
  }
}
