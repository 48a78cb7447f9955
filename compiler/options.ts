import type { Limits } from './model/limits.ts';
import type { RuleSettings, RuleResult } from './sdk/rule.ts';
import type { ReadYaml, Host } from './sdk/host.ts';
import type { SemanticModel } from './model/semantics.ts';
import type { Source } from './model/source.ts';
import type { Target, Image } from './model/ir.ts';
import type { Contents } from './sdk/contents.ts';
import type { Diagnostic } from '../grammar/diagnostic.ts';
export interface CompileOptions {
  readonly host: Host;
  /** Files to compile, as the host names them. */
  readonly entries: readonly string[];
  /** Values for top-level params, as written on the command line (`--set name=value`). */
  readonly set?: ReadonlyMap<string, string>;
  /** Keep only targets of these systems, of these variants (`plain` names the image without one). */
  readonly os?: readonly string[];
  readonly variants?: readonly string[];
  /** Severities of rules in this project, by id. */
  readonly rules?: RuleSettings;
  /** The day for rules that depend on it, `2026-11-24`; without one they are not looked at. */
  readonly date?: string;
  /** Reads YAML; see `wantsYaml`. */
  readonly yaml?: ReadYaml;
  /** Limits that differ from the usual ones. */
  readonly limits?: Partial<Limits>;
  /** A clock in milliseconds, when the steps are to be timed. */
  readonly now?: () => number;
}

export interface CompileResult {
  /** All images, in order of name; empty when there is any error. */
  readonly images: readonly Image[];
  /** The images that rules were asked about, with what they found being an error or not; empty when the rest is wrong. */
  readonly judged: readonly Image[];
  /** What every rule comes to on a target of `judged`; computed when it is asked for. */
  readonly results: (image: Image, target: Target) => readonly RuleResult[];
  /** Sorted by file, place and code. */
  readonly diagnostics: readonly Diagnostic[];
  /** A file has to be read as YAML, and no reader was given: compile again with one. */
  readonly wantsYaml: boolean;
  /** What is wrong with `set`, `os` and `variants`, in words: the call, not the source. */
  readonly callErrors: readonly string[];
  /** Every text that was read, by name; spans of diagnostics and origins point into them. */
  readonly sources: ReadonlyMap<string, Source>;
  /** Content of every file that images refer to (`Asset.path`), by name. */
  readonly read: (path: string) => Uint8Array;
  /** What a target contains; computed when it is asked for. */
  readonly contents: (target: Target) => Contents;
  /** What names stand for, their uses and types; put together when it is asked for. */
  readonly semanticModel: () => SemanticModel;
  /** Milliseconds of each step, in order; empty when there was no clock. */
  readonly timings: ReadonlyMap<string, number>;
}

export type Compile = (options: CompileOptions) => CompileResult;
