import type { Span } from '../../grammar/span.ts';
import type { BlockDeclaration } from '../../grammar/syntax.ts';
import type { Type } from './types.ts';

export type DeclarationKind =
  | BlockDeclaration['node']
  | 'attribute'
  | 'block'
  | 'expectation'
  | 'field'
  | 'file'
  | 'function'
  | 'let'
  | 'loop variable'
  | 'param'
  | 'resource'
  | 'rule'
  /** What the language brings: `os`, `image`, `build`, `variant`. */
  | 'value';

/** What a name stands for. */
export interface Declaration {
  readonly what: DeclarationKind;
  readonly name: string;
  /** What it is a part of: the kind or block of an attribute, the object of a field; else null. */
  readonly owner: string | null;
  /** The words that declare it; null if the language, a kind or a rule brings it. */
  readonly span: Span | null;
  /** The type of its value; null if it is no value. */
  readonly type: Type | null;
  /** Its documentation, Markdown. */
  readonly doc: string | null;
}

/** What can be written at a place. */
export interface ScopeAt {
  /** Names that expressions may use, the innermost first; what is hidden by another one is left out. */
  readonly values: readonly Declaration[];
  /** Attributes, blocks and kinds that may stand in the block; null where no members stand. */
  readonly members: readonly Declaration[] | null;
  /** Roles, systems or families that the file may name. */
  readonly blocks: (kind: 'role' | 'os' | 'family' | 'image') => readonly Declaration[];
}

/**
 * What the checker found out about names and types, for editors and other tools. Files are named as the host names them; offsets are in
 * UTF-16 code units. Only files of the project are checked; what they use of a library is known with its declaration.
 */
export interface SemanticModel {
  /** What is declared in a file, in order. */
  declarationsIn(file: string): Declaration[];
  /** What the word at an offset stands for, where it is declared as well as where it is used. */
  declarationAt(file: string, offset: number): Declaration | null;
  /** The places that use a declaration, in order of file and place; not the one that declares it. */
  usesOf(declaration: Declaration): readonly Span[];
  /** The type of the innermost expression at an offset, or of the name that stands there. */
  typeAt(file: string, offset: number): Type | null;
  /** What can be written at an offset; null if the file was not checked. */
  scopeAt(file: string, offset: number): ScopeAt | null;
}
