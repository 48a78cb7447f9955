import type { Image, Target } from '../../model/ir.ts';
import type { Span } from '../../../grammar/span.ts';
import type { BlockKind } from '../block-kind.ts';
import type { ForeignIdiom } from '../foreign-idioms.ts';

/** What Packer builds an image with, as far as the language knows it. */
export interface Builder {
  /** `QEMU` */
  readonly title: string;
  /** One sentence. */
  readonly doc: string;
  /** The block within `build` that has its own settings, and has its name; null if `build` itself has them. */
  readonly block: BlockKind | null;
  /** Why an attribute or block of `build` says nothing to it, and what to write instead; undefined if it does. */
  readonly refuses: (name: string, settings: Target['build']['settings']) => ForeignIdiom | undefined;
  /** Attributes of `export` that say nothing to it. */
  readonly refusedExport: Readonly<Record<string, ForeignIdiom>>;
  /** What does not fit together in the settings of a target. */
  readonly problems: (build: Target['build'], sources: Image['sources']) => Iterable<BuildProblem>;
}

export interface BuildProblem {
  /** Null for the target. */
  readonly span: Span | null;
  /** A sentence. */
  readonly message: string;
  /** What to do. */
  readonly help: string;
}
