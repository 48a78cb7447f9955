import type { Span } from '../../grammar/span.ts';
import { addTo } from '../model/multimap.ts';
import type { Type } from '../model/types.ts';
import type { Declaration, ScopeAt, SemanticModel } from '../model/semantics.ts';
import { attributeSubject, membersOf } from './member-places.ts';
import type { MemberPlace } from './member-places.ts';
import type { KnownBlocks, RecordedMembers, RecordedScope, SemanticRecorder } from './semantic-recorder.ts';
import type { Subject } from './subject.ts';

interface Located<T> {
  readonly span: Span;
  readonly found: T;
}

/** Answers from what the checker took note of. What an answer needs is put in order when it is first asked for. */
export class RecordedModel implements SemanticModel {
  readonly #recorder: SemanticRecorder;
  readonly #declarations = new Map<Subject, Declaration>();
  #subjects: ReadonlyMap<string, readonly Located<Subject>[]> | null = null;
  #types: ReadonlyMap<string, readonly Located<Type>[]> | null = null;
  #uses: ReadonlyMap<string, readonly Span[]> | null = null;

  constructor(recorder: SemanticRecorder) {
    this.#recorder = recorder;
  }

  declarationsIn(file: string): Declaration[] {
    return this.#subjectsIn(file)
      .map(({ span, found }) => [span, this.#declarationOf(found)] as const)
      .filter(([span, declaration]) => isSame(declaration.span, span))
      .map(([, declaration]) => declaration);
  }

  declarationAt(file: string, offset: number): Declaration | null {
    const at = innermost(this.#subjectsIn(file), offset);
    return at === null ? null : this.#declarationOf(at.found);
  }

  usesOf(declaration: Declaration): readonly Span[] {
    this.#uses ??= this.#makeUses();
    const all = this.#uses.get(keyOf(declaration)) ?? [];
    return all.filter((span) => !isSame(declaration.span, span));
  }

  typeAt(file: string, offset: number): Type | null {
    this.#types ??= byFile(pairs<Type>(this.#recorder.types));
    const name = innermost(this.#subjectsIn(file), offset);
    const expression = innermost(this.#types.get(file) ?? [], offset);
    if (name !== null && (expression === null || length(name) <= length(expression)))
      return this.#declarationOf(name.found).type ?? expression?.found ?? null;
    return expression?.found ?? null;
  }

  scopeAt(file: string, offset: number): ScopeAt | null {
    const known = this.#recorder.files.get(file);
    if (known === undefined) return null;
    const around = this.#recorder.scopes
      .filter(({ span }) => span.file === file)
      .map((found) => ({ span: found.span, found }));
    const at = innermost(around, offset)?.found ?? null;
    return {
      values: at === null ? [] : this.#valuesAt(at, offset),
      members: subjectsOf(at?.members ?? null)?.map((each) => this.#declarationOf(each)) ?? null,
      blocks: (kind: Parameters<KnownBlocks>[0]) => known(kind).map((each) => this.#declarationOf(each)),
    };
  }

  #valuesAt({ scope, span }: RecordedScope, offset: number): Declaration[] {
    const found = new Map<string, Declaration>();
    for (const known of scope.all()) {
      // Names of a block are known from where they are declared, those of a file everywhere.
      const later = !known.whole && known.span?.file === span.file && known.span.start >= offset;
      if (!later && !found.has(known.name)) found.set(known.name, this.#declarationOf(known));
    }
    return [...found.values()];
  }

  #subjectsIn(file: string): readonly Located<Subject>[] {
    const { subjects, attributes } = this.#recorder;
    this.#subjects ??= byFile([...pairs<Subject>(subjects), ...attributesOf(attributes)]);
    return this.#subjects.get(file) ?? [];
  }

  #makeUses(): Map<string, Span[]> {
    const uses = new Map<string, Span[]>();
    const files = new Set(this.#recorder.files.keys());
    for (const file of [...files].sort()) {
      for (const { span, found } of this.#subjectsIn(file))
        addTo(uses, keyOf(this.#declarationOf(found)), span);
    }
    return uses;
  }

  #declarationOf(subject: Subject): Declaration {
    let declaration = this.#declarations.get(subject);
    if (declaration === undefined) {
      const { what, name, owner, span, type, doc } = subject;
      const block = subject.declaration?.() ?? null;
      declaration = {
        what,
        name,
        owner: owner ?? null,
        span: span ?? block?.name.span ?? null,
        type: type?.() ?? null,
        doc: doc ?? block?.doc ?? null,
      };
      this.#declarations.set(subject, declaration);
    }
    return declaration;
  }
}

/** The notes of a list of places, each with what is there. */
function pairs<T>(notes: readonly (Span | T)[]): Located<T>[] {
  const all: Located<T>[] = [];
  for (let i = 0; i < notes.length; i += 2) all.push({ span: notes[i] as Span, found: notes[i + 1] as T });
  return all;
}

function attributesOf(notes: SemanticRecorder['attributes']): Located<Subject>[] {
  const all: Located<Subject>[] = [];
  for (let i = 0; i < notes.length; i += 3) {
    const found = attributeSubject(notes[i + 2] as MemberPlace, notes[i + 1] as string);
    all.push({ span: notes[i] as Span, found });
  }
  return all;
}

const subjectsOf = (members: RecordedMembers): Subject[] | null =>
  typeof members === 'function' ? members() : members && membersOf(members);

/** Sorted by place, each place once. */
function byFile<T>(all: readonly Located<T>[]): Map<string, Located<T>[]> {
  const files = new Map<string, Map<string, Located<T>>>();
  for (const each of all) {
    const { file, start, end } = each.span;
    const places = files.get(file) ?? new Map<string, Located<T>>();
    files.set(file, places.set(`${start}-${end}`, each));
  }
  const order = (a: Located<T>, b: Located<T>) => a.span.start - b.span.start || b.span.end - a.span.end;
  return new Map([...files].map(([file, places]) => [file, [...places.values()].sort(order)]));
}

/** The shortest stretch that an offset is in. One that only ends there counts if no other does. */
function innermost<T>(all: readonly Located<T>[], offset: number): Located<T> | null {
  let best: Located<T> | null = null;
  for (const each of all) {
    const { start, end } = each.span;
    if (start > offset || end < offset) continue;
    const ends = (one: Located<T>) => one.span.end === offset;
    if (best === null || (ends(best) && !ends(each))) best = each;
    else if (ends(best) === ends(each) && length(each) <= length(best)) best = each;
  }
  return best;
}

const length = ({ span }: Located<unknown>): number => span.end - span.start;

const isSame = (a: Span | null, b: Span): boolean =>
  a !== null && a.file === b.file && a.start === b.start && a.end === b.end;

/** Equal for what is the same, wherever it is used. */
const keyOf = ({ what, name, owner, span }: Declaration): string =>
  span === null ? JSON.stringify([what, owner, name]) : `${span.file}:${span.start}`;
