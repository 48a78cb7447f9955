import type { parse } from '../grammar/parse/parser.ts';
import type { Compilation, CompileOptions as CommonOptions } from './compilation.ts';
import type { Image, Target } from './model/ir.ts';
import type { RuleResult } from './sdk/rule.ts';

export interface CompileOptions extends CommonOptions {
  /** Parses a source, if not as usual: an editor keeps the trees of texts that have not changed. */
  readonly parse?: typeof parse;
}

/** What compiling comes to, with what reports need to know of how it came about. */
export interface CompileResult extends Compilation {
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
