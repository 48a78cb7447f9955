import type { SourceFile } from '../../grammar/syntax.ts';
import type { Span } from '../../grammar/span.ts';
import type { Type } from '../model/types.ts';
import type { MemberPlace } from './member-places.ts';
import type { TypeScope } from './scope.ts';
import type { Subject } from './subject.ts';

/** What may stand in a block: what its place says, or the params of a role; null where no members stand. */
export type RecordedMembers = MemberPlace | (() => Subject[]) | null;

/** A stretch of a source with the names that are in scope there. */
export interface RecordedScope {
  readonly span: Span;
  readonly scope: TypeScope;
  readonly members: RecordedMembers;
}

/** Names of one kind that a file can use. */
export type KnownBlocks = (kind: 'role' | 'os' | 'family' | 'image') => readonly Subject[];

/**
 * Takes note of what the checker finds out; `RecordedModel` makes answers of it. Notes are made for every word of every file and hardly
 * ever read, so they are kept in the way that costs least: in lists of one note after the other, without an object for each.
 */
export class SemanticRecorder {
  /** Of each: its place and what it stands for. */
  readonly subjects: (Span | Subject)[] = [];
  /** Of each: its place, its name, and the place whose attribute it is. */
  readonly attributes: (Span | string | MemberPlace)[] = [];
  /** Of each: its place and its type. */
  readonly types: (Span | Type)[] = [];
  readonly scopes: RecordedScope[] = [];
  readonly files = new Map<string, KnownBlocks>();
  readonly #on: boolean;

  /** `on` is false for what is looked at a second time: nothing is noted. */
  constructor(on = true) {
    this.#on = on;
  }

  /** The word at `span` stands for the subject: it declares it or uses it. */
  subject(span: Span, subject: Subject): void {
    if (this.#on) this.subjects.push(span, subject);
  }

  attribute(span: Span, name: string, place: MemberPlace): void {
    if (this.#on) this.attributes.push(span, name, place);
  }

  /** The expression at `span` has the type. */
  type(span: Span, type: Type): void {
    if (this.#on) this.types.push(span, type);
  }

  scope(span: Span, scope: TypeScope, members: RecordedMembers): void {
    if (this.#on) this.scopes.push({ span, scope, members });
  }

  file({ span }: SourceFile, blocks: KnownBlocks): void {
    this.files.set(span.file, blocks);
  }
}

export const noRecorder: SemanticRecorder = new SemanticRecorder(false);
