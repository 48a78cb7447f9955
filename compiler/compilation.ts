import type { Diagnostic, Severity } from '../grammar/diagnostic.ts';
import type { Span } from '../grammar/span.ts';
import type { Image, Target } from './model/ir.ts';
import type { Limits } from './model/limits.ts';
import type { SemanticModel } from './model/semantics.ts';
import type { Source } from './model/source.ts';
import type { Contents } from './sdk/contents.ts';
import type { Host, ReadYaml } from './sdk/host.ts';
import type { Value } from './model/value.ts';

/** What to compile, and how. */
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
  readonly rules?: ReadonlyMap<string, Severity | 'off'>;
  /** How systems are written in the metadata of images that do not say it with `os_names`. `short` unless given. */
  readonly osNames?: 'short' | 'libosinfo';
  /** The day for rules that depend on it, `2026-11-24`; without one they are not looked at. */
  readonly date?: string;
  /** Reads YAML, which only hand-written roles are asked for. */
  readonly yaml?: ReadYaml;
  /** Is told what each expression comes to on each target, `nginx/debian12 large`; null stands for the whole image. */
  readonly observe?: (expression: Span, value: Value, target: string | null) => void;
  /** Limits that differ from the usual ones. */
  readonly limits?: Partial<Limits>;
  /** A clock in milliseconds, when the steps are to be timed. */
  readonly now?: () => number;
}

/** What compiling comes to, for whoever calls the compiler. */
export interface Compilation {
  /** All images, in order of name; empty when there is any error. */
  readonly images: readonly Image[];
  /** Sorted by file, place and code. */
  readonly diagnostics: readonly Diagnostic[];
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
}
