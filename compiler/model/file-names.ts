/** Starts the names of the library's files; no project's file name can begin so. */
export const LIBRARY_PREFIX = 'vkc:';

/** Starts the names of files of the libraries that a project takes in: `lib:acme/roles.vkimage`. */
const PROJECT_LIBRARY_PREFIX = /^lib:(?:@[^/]+\/)?[^/]+\//;

/** Whether a file is of a library, so that the author who compiles is not the one to change it. */
export function isLibraryFile(file: string): boolean {
  return file.startsWith(LIBRARY_PREFIX) || PROJECT_LIBRARY_PREFIX.test(file);
}

/** What no path in a file leads out of: the standard library, the library that it is of, or the project (nothing). */
export function boundaryOf(file: string): string {
  if (file.startsWith(LIBRARY_PREFIX)) return LIBRARY_PREFIX;
  return PROJECT_LIBRARY_PREFIX.exec(file)?.[0] ?? '';
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
