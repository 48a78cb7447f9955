import type { Diagnostic } from '../../grammar/diagnostic.ts';
import type { Span } from '../../grammar/span.ts';
import type { Allow } from './ir.ts';

/** A diagnostic of an image, and the label of the target that it was found on; null when it is about the image as a whole. */
export interface Said {
  readonly diagnostic: Diagnostic;
  readonly target: string | null;
}

/** What a `when` or a `match` came to on the targets of an image. */
export interface Branch {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  /** The truth of a test, or the number of an arm. */
  readonly outcomes: readonly (boolean | number | 'else')[];
  /** How many targets it was decided on. */
  readonly targets: number;
  /** What the subject of a match was, in words. */
  readonly subjects: readonly string[];
}

/** What a target is called, which no other target may be. */
export interface TargetNames {
  readonly name: string;
  readonly os: string;
  readonly variant: string | null;
  readonly origin: Span;
  readonly cloud: { readonly value: string; readonly origin: Span };
}

/**
 * All that an image adds to what is said and decided over several images, and all that it depends on, as plain data: for an image whose record
 * is still true, the record stands in place of compiling it.
 */
export interface ImageRecord {
  readonly name: string;
  readonly origin: Span;
  /** A hash of its file and of all that those import; empty when nothing is hashed. */
  readonly sources: string;
  /** What was asked of the project's files, and what that came to. */
  readonly reads: readonly (readonly [question: string, answer: string])[];
  /** The systems and families that were asked for. */
  readonly systems: readonly string[];
  /** The labels of all its targets, whether they are compiled or left out. */
  readonly labels: readonly string[];
  readonly targets: readonly TargetNames[];
  /** What was said while it was evaluated. */
  readonly said: readonly Said[];
  readonly branches: readonly Branch[];
  /** What rules found. */
  readonly found: readonly Said[];
  /** Every `allow`, and the places of those that were needed. */
  readonly allows: readonly Pick<Allow, 'rule' | 'origin'>[];
  readonly needed: readonly string[];
}

/** What was known before, by which images need not be compiled again. */
export interface Recall {
  /** The record of an image that was compiled with the same options; undefined to compile it. */
  readonly known: (image: string, file: string) => ImageRecord | undefined;
  readonly hash: (content: string | Uint8Array) => string;
  /**
   * An image depends on the declarations that it is made of, not on whole files. Declarations are told apart by the objects that they are in
   * the tree, so this only serves within one process.
   */
  readonly byDeclaration?: true;
}
