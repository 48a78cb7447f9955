import type { Image, Target } from '../compiler/model/ir.ts';
import type { Contents } from '../compiler/sdk/contents.ts';
import type { Span } from '../grammar/span.ts';

/** A generated file, in memory. */
export interface OutputFile {
  /** POSIX path below `OUT/<image>/`. */
  readonly path: string;
  readonly content: string | Uint8Array;
  readonly executable: boolean;
  /**
   * For text made by vkc: the origin of each line, by 0-based line. Empty for files that are carried over as they
   * are; `origin` is then what brought them.
   */
  readonly lines: readonly (Span | null)[];
  readonly origin: Span;
}

/** What outputs may ask for beside the IR. What `compile` returns is one. */
export interface RenderContext {
  /** Reads a file that the source refers to (`Asset.path`). It was checked to exist. */
  readonly read: (path: string) => Uint8Array;
  /** Exact versions of Packer's plugins by address, where they are pinned. */
  readonly plugins?: ReadonlyMap<string, string>;
  /** Whether the project keeps built images in a cache, so that pipelines ask it before they build. */
  readonly cached?: boolean;
  /** What a target contains: packages, services, files, users, … */
  readonly contents: (target: Target) => Contents;
}

/** One kind of generated file. Adding an output is adding a file in `emit/outputs` that exports one as default. */
export interface Output {
  readonly name: string;
  /** One or two sentences for docs/reference/outputs.md. */
  readonly doc: string;
  readonly render: (image: Image, context: RenderContext) => readonly OutputFile[];
}

/** What trees are made for: a named set of outputs. */
export interface Emitter {
  readonly name: string;
  /** One sentence on what the tree is for. */
  readonly doc: string;
  readonly outputs: readonly Output[];
}
