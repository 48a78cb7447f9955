import type { Image, Os, Target } from '../../compiler/model/ir.ts';
import type { Span } from '../../grammar/span.ts';
import type { Setting } from './settings.ts';

/** How the sources of one of Packer's builders are written. Its file is in `emit/packer/builders`. */
export interface Builder {
  /** Versions of its plugin that `packer init` may fetch. */
  readonly plugin: string;
  /** Whether a build leaves a disk as a file, of which there are checksums and archives. */
  readonly leavesDisk: boolean;
  /** What a build of the target leaves, below the output folder. */
  readonly artifact: (image: Image, target: Target) => string;
  /** What whoever builds can set with `-var`. `image` has only the targets that are built with it. */
  readonly variables: (image: Image) => readonly Variable[];
  /** The source blocks. `image` has only the targets that are built with it. */
  readonly sources: (image: Image) => Sources;
}

/** Settings of Packer's sources: what all targets of a source share, and what each has of its own. */
export interface Sources {
  /** Locals that the settings refer to. */
  readonly locals: readonly Setting[];
  /** For the source of a system. Not asked for where the sources come from elsewhere. */
  readonly ofSource: (os: Os) => readonly Setting[];
  /** For a target, after its name: what its source leaves open. */
  readonly ofTarget: (target: Target) => readonly Setting[];
}

export interface Variable {
  readonly name: string;
  readonly type: 'string' | 'number' | 'bool';
  readonly default: string;
  readonly description: string;
  readonly origin: Span;
}

/** The folder of what is built, which every builder has. */
export const outputDirectory = ({ origin }: Image): Variable => ({
  name: 'output_directory',
  type: 'string',
  default: '"output"',
  description: 'Folder below which each target has its own for what is built.',
  origin,
});

/** What a value that someone gives to a build takes the place of. */
export const instead = ({ targets }: Image): string =>
  targets.length > 1 ? "in place of each target's own" : "in place of the image's own";
