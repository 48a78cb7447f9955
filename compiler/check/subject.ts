import type { BlockDeclaration } from '../../grammar/syntax.ts';
import type { Span } from '../../grammar/span.ts';
import type { DeclarationKind } from '../model/semantics.ts';
import type { Type } from '../model/types.ts';

/** What a word in a source stands for, as the checker comes across it. A name in scope is one. */
export interface Subject {
  readonly what: DeclarationKind;
  readonly name: string;
  /** What it is a part of: the kind or block of an attribute, the object of a field. */
  readonly owner?: string;
  /** Where it is declared; null or absent if the language, a kind or a rule brings it. */
  readonly span?: Span | null;
  readonly type?: () => Type;
  readonly doc?: string | null;
  /** The declaration, for what is looked for only if somebody asks. */
  readonly declaration?: () => BlockDeclaration | null;
}
