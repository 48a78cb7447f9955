import type { Os } from './ir.ts';
import type { SourceFile } from '../grammar/syntax.ts';
import type { ExpectationKind } from './expectations.ts';
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
  readonly expectations: ReadonlyMap<string, ExpectationKind>;
  readonly packages: PackageNames;
}

/** What is known of the names of packages. */
export interface PackageNames {
  /** What is meant by a name that is wrong on a system; null when it is no known mistake. */
  right(name: string, os: Os): RightName | null;
  /** A name that the system seems not to have, with one that is nearly the same; null when there is nothing to say. */
  doubtful(name: string, os: Os): { readonly near: string | null } | null;
}

export interface RightName {
  /** Empty when no package of the system's repositories takes its place. */
  readonly names: readonly string[];
  /** A sentence on what to do. */
  readonly note: string | null;
  /** Whether a repository of the image's own may have the name. */
  readonly vendor: boolean;
}

/** Starts the names of the library's files; no project's file name can begin so. */
export const LIBRARY_PREFIX = 'vkc:';

/** Starts the names of files of the libraries that a project takes in: `lib:acme/roles.vkimage`. */
const PROJECT_LIBRARY = /^lib:(?:@[^/]+\/)?[^/]+\//;

/** Whether a file is of a library, so that the author who compiles is not the one to change it. */
export function isLibraryFile(file: string): boolean {
  return file.startsWith(LIBRARY_PREFIX) || PROJECT_LIBRARY.test(file);
}

/** What no path in a file leads out of: the standard library, the library that it is of, or the project (nothing). */
export function rootOf(file: string): string {
  if (file.startsWith(LIBRARY_PREFIX)) return LIBRARY_PREFIX;
  return PROJECT_LIBRARY.exec(file)?.[0] ?? '';
}

/** The name of the library in what `rootOf` gives for its files. */
export function libraryOf(root: string): string {
  return root.slice('lib:'.length, -1);
}

/** `lib:NAME/FILE` as the name of a file; null when it is no such thing. FILE needs no ending, and is `index` when missing. */
export function libraryImport(path: string): { readonly library: string; readonly file: string } | null {
  const match = /^lib:((?:@[\w.-]+\/)?[\w-][\w.-]*)(?:\/([\w.-]+(?:\/[\w.-]+)*))?$/.exec(path);
  if (match === null) return null;
  const [, library, rest = 'index'] = match;
  if (rest.split('/').some((part) => /^\.+$/.test(part))) return null;
  return { library: library!, file: `lib:${library}/${rest.replace(/\.vkimage$/, '')}.vkimage` };
}
