import type { SourceFile } from '../grammar/syntax.ts';
import type { ResourceKind } from './kinds.ts';

/** What the language comes with; handed to the compiler, which knows no system and no resource kind by itself. */
export interface Library {
  /** Texts of families, systems and roles by name, such as `vkc:roles/docker.vkimage`; one declaration each. */
  readonly sources: Readonly<Record<string, string>>;
  /** Syntax tree of one of the sources, which is without mistakes. */
  readonly tree: (name: string) => SourceFile;
  /** Other files of the library by name, such as `vkc:files/telegraf.conf`. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  readonly kinds: ReadonlyMap<string, ResourceKind>;
}

/** Starts the names of the library's files; no project's file name can begin so. */
export const LIBRARY_PREFIX = 'vkc:';
