import type { Span } from '../../grammar/span.ts';

/**
 * What later resources can go by. A folder and a file are named by their path, a unit by its full name. A `path` is a file
 * or a folder, for a need of either.
 */
export interface Thing {
  readonly what: 'folder' | 'file' | 'path' | 'user' | 'group' | 'unit' | 'package';
  readonly name: string;
}

/** A thing without which a resource fails. */
export interface Need extends Thing {
  /** The value that names it; null for the label of the resource. */
  readonly span: Span | null;
  /** It has to be there when the image is built, not when the resource runs. */
  readonly atEnd?: true;
}

/** What a resource needs on the machine, and what is there once it has run. */
export interface Effects {
  readonly needs?: readonly Need[];
  /** A folder comes with those above it. */
  readonly makes?: readonly Thing[];
  /** Folders in which it may put anything. */
  readonly fills?: readonly string[];
  /** What a program is told: it may make whatever it names. */
  readonly told?: string;
  /** Nobody can say what it makes. */
  readonly anything?: true;
  /** What becomes of a path that is there, where that is known. */
  readonly takes?: (path: string, what: 'file' | 'folder') => 'removed' | 'emptied' | null;
}
