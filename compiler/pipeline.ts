import type { Diagnostic } from '../grammar/diagnostic.ts';
import type { Host } from './host.ts';
import type { Image } from './ir.ts';
import type { Source } from './source.ts';

export interface CompileOptions {
  readonly host: Host;
  /** Files to compile, as the host names them. */
  readonly entries: readonly string[];
  /** Values for top-level params, as written on the command line (`--set name=value`). */
  readonly set?: ReadonlyMap<string, string>;
  /** Keep only targets of these systems, of these variants (`plain` names the image without one). */
  readonly os?: readonly string[];
  readonly variants?: readonly string[];
}

export interface CompileResult {
  /** Images without errors, in order of name. Empty when an error concerns all. */
  readonly images: readonly Image[];
  /** Sorted by file, place and code. */
  readonly diagnostics: readonly Diagnostic[];
  /** Every text that was read, by name; spans of diagnostics and origins point into them. */
  readonly sources: ReadonlyMap<string, Source>;
  /** Content of every file that images refer to (`Asset.path`), by name. */
  readonly read: (path: string) => Uint8Array;
  /** Milliseconds of each step, in order. */
  readonly timings: ReadonlyMap<string, number>;
}

export type Compile = (options: CompileOptions) => CompileResult;
