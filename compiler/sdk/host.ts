import { own } from '../model/own.ts';
import { globMatcher } from './glob.ts';

/**
 * The files of one project, as the compiler sees them. Names are POSIX paths from the project's root, without `.`
 * or `..`; nothing outside the root can be named. Implemented on disk (`cli/disk-host.ts`) and in memory (tests,
 * browser, editor).
 */
export interface Host {
  read(path: string): ReadResult;
  /** Names of the regular files that match a glob, sorted by code unit. */
  glob(pattern: string): readonly string[];
  /** Names of all regular files below a folder, sorted; null when it is no folder. */
  list(folder: string): readonly string[] | null;
  /** The files of a library that the project takes in; null when there is none of that name. */
  library?(name: string): Host | null;
}

export type ReadResult =
  | {
      readonly kind: 'file';
      readonly bytes: Uint8Array;
      /** Whether it may be run, where that is known. */
      readonly isExecutable?: boolean;
    }
  | { readonly kind: 'missing' }
  | { readonly kind: 'folder' }
  /** A symbolic link on the way leads out of the project. */
  | { readonly kind: 'outside' }
  /** A device, a socket, or a file that the user may not read; `reason` in words. */
  | { readonly kind: 'unreadable'; readonly reason: string };

type Contents = Readonly<Record<string, string | Uint8Array>>;

/** A host over a map from names to contents, and such maps for libraries. */
export function memoryHost(files: Contents, libraries: Readonly<Record<string, Contents>> = {}): Host {
  const names = Object.keys(files).sort();
  return {
    read(path) {
      const content = own(files, path);
      if (content !== undefined) {
        return {
          kind: 'file',
          bytes: typeof content === 'string' ? new TextEncoder().encode(content) : content,
        };
      }
      return { kind: names.some((name) => name.startsWith(`${path}/`)) ? 'folder' : 'missing' };
    },
    glob(pattern) {
      return names.filter(globMatcher(pattern));
    },
    list(folder) {
      const below = names.filter((name) => name.startsWith(`${folder}/`));
      return below.length === 0 ? null : below;
    },
    library: (name) => (Object.hasOwn(libraries, name) ? memoryHost(libraries[name]!) : null),
  };
}

/** A YAML document as plain values, or in words why it is none. */
export type YamlResult =
  { readonly kind: 'read'; readonly value: unknown } | { readonly kind: 'bad'; readonly reason: string };

/** Reads YAML. Most projects need none, so the reader is not part of the compiler. */
export type ReadYaml = (text: string) => YamlResult;
