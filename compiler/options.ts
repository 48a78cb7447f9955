import type { ParseResult } from '../grammar/parse/parser.ts';
import type { Compilation, CompileOptions as CommonOptions } from './compilation.ts';
import type { ImageRecord, Recall } from './model/image-record.ts';
import type { Image, Target } from './model/ir.ts';
import type { RuleResult } from './sdk/rule.ts';

/** `text` is what spans of the tree point into, if it is another than the one that is parsed. */
export type Parse = (file: string, text: string) => ParseResult & { readonly text?: string };

export interface CompileOptions extends CommonOptions {
  /** Parses a source, if not as usual: an editor keeps the trees of texts that have not changed. */
  readonly parse?: Parse;
  /** Is told of each image that is compiled, and not taken over from `recall`. */
  readonly compiles?: (image: string) => void;
  /** Only checks names and types, for `semanticModel`: no image is compiled. */
  readonly checkOnly?: true;
  /** What an earlier compilation with the same options is known of: images whose record is still true are not compiled. */
  readonly recall?: Recall;
  /** Compilations with the same object and the same options keep for each other what they work out; needs `recall.byDeclaration`. */
  readonly memory?: object;
  /**
   * Is given each image as soon as it is compiled, in place of `images` and `judged` of the result, so that it need not stay in memory. That ends
   * with the first error, and may happen more than once for an image: the last time counts.
   */
  readonly take?: (image: Image, work: Pick<Compilation, 'read' | 'contents'>) => void;
}

/** What compiling comes to, with what reports need to know of how it came about. */
export interface CompileResult extends Compilation {
  /** What is known of each image from now on, in order of name; empty when there is any error. */
  readonly records: readonly ImageRecord[];
  /** The images that rules were asked about: those that no other error is about. */
  readonly judged: readonly Image[];
  /** What every rule comes to on a target of `judged`; computed when it is asked for. */
  readonly results: (image: Image, target: Target) => readonly RuleResult[];
  /** A file has to be read as YAML, and no reader was given: compile again with one. */
  readonly wantsYaml: boolean;
  /** Milliseconds of each step, in order; empty when there was no clock. */
  readonly timings: ReadonlyMap<string, number>;
}

export type Compile = (options: CompileOptions) => CompileResult;
