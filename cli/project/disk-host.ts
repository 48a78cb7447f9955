import { lstatSync, readFileSync, readdirSync, realpathSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { globMatcher } from '../../compiler/sdk/glob.ts';
import type { Host, ReadResult } from '../../compiler/sdk/host.ts';

/** The files of a project on disk. Each file is read once, so a compilation sees a single state of it. */
export class DiskHost implements Host {
  readonly #root: string;
  readonly #realRoot: string;
  readonly #texts: ReadonlyMap<string, string>;
  readonly #results = new Map<string, ReadResult>();
  readonly #folders = new Set<string>();
  readonly #places: ReadonlyMap<string, string>;
  readonly #libraries = new Map<string, DiskHost | null>();

  /**
   * @param root absolute path of an existing folder
   * @param texts texts by absolute path that replace the files on disk
   * @param libraries folders of libraries, relative to the root, by the name of the library
   */
  constructor(
    root: string,
    texts: ReadonlyMap<string, string> = new Map(),
    libraries: ReadonlyMap<string, string> = new Map(),
  ) {
    this.#root = root;
    this.#texts = texts;
    this.#places = libraries;
    this.#realRoot = realpathSync(root);
  }

  /** Absolute paths of the folders that were searched, for `--watch`. */
  get folders(): ReadonlySet<string> {
    const libraries = [...this.#libraries.values()].flatMap((host) => [...(host?.folders ?? [])]);
    return new Set([...this.#folders, ...libraries]);
  }

  /** Whether a library was asked for, which may be in any of the folders above. */
  get usesLibraries(): boolean {
    return this.#libraries.size > 0;
  }

  /** The absolute path of a file, which may be missing. */
  absolute(path: string): string {
    return join(this.#root, path);
  }

  read(path: string): ReadResult {
    let result = this.#results.get(path);
    if (result === undefined) {
      this.#folders.add(join(this.#root, path, '..'));
      result = this.#read(path);
      this.#results.set(path, result);
    }
    return result;
  }

  glob(pattern: string): readonly string[] {
    const parts = pattern.split('/');
    const magic = parts.findIndex((part) => /[*?[{]/.test(part));
    const prefix = parts.slice(0, magic < 0 ? -1 : magic).join('/');
    const rest = parts.slice(magic < 0 ? -1 : magic);
    const found: string[] = [];
    this.#walk(prefix, {
      // Alternatives in a group may contain slashes, so the number of parts does not tell the depth.
      depth: pattern.includes('**') || pattern.includes('{') ? Infinity : rest.length,
      hidden: /(^|[/{,])\\?\.|\[/.test(rest.join('/')),
      found,
    });
    return found.filter(globMatcher(pattern)).sort();
  }

  list(folder: string): readonly string[] | null {
    if (this.#resolve(folder).kind !== 'folder') return null;
    const found: string[] = [];
    this.#walk(folder, { depth: Infinity, hidden: true, found });
    return found.sort();
  }

  /** The host of a library. Paths in it cannot leave its folder. */
  library(name: string): DiskHost | null {
    let host = this.#libraries.get(name);
    if (host === undefined) {
      const folder = this.#libraryFolder(name);
      host = folder === null ? null : new DiskHost(folder, this.#texts);
      this.#libraries.set(name, host);
    }
    return host;
  }

  /** The folder that the project names, or else the nearest npm package with that name. */
  #libraryFolder(name: string): string | null {
    const named = this.#places.get(name);
    if (named !== undefined) return folderAt(resolve(this.#root, named));
    for (let above = this.#root; ; above = dirname(above)) {
      const found = folderAt(join(above, 'node_modules', name));
      if (found !== null || dirname(above) === above) return found;
    }
  }

  #read(path: string): ReadResult {
    const text = this.#texts.get(join(this.#root, path));
    if (text !== undefined) return { kind: 'file', bytes: new TextEncoder().encode(text) };
    const place = this.#resolve(path);
    if (place.kind !== 'file') return place;
    try {
      return { kind: 'file', bytes: readFileSync(place.real), isExecutable: place.isExecutable };
    } catch (error) {
      return unreadable(error);
    }
  }

  #resolve(
    path: string,
  ): { kind: 'file'; real: string; isExecutable: boolean } | Exclude<ReadResult, { kind: 'file' }> {
    if (path.startsWith('/') || path.split('/').includes('..')) return { kind: 'outside' };
    try {
      // Most files that are asked for are missing, and an exception takes long.
      if (lstatSync(join(this.#root, path), { throwIfNoEntry: false }) === undefined)
        return { kind: 'missing' };
      const real = realpathSync(join(this.#root, path));
      if (!below(this.#realRoot, real)) return { kind: 'outside' };
      const stats = statSync(real);
      if (stats.isDirectory()) return { kind: 'folder' };
      return stats.isFile()
        ? { kind: 'file', real, isExecutable: (stats.mode & 0o100) !== 0 }
        : { kind: 'unreadable', reason: kindOf(stats) };
    } catch (error) {
      return unreadable(error);
    }
  }

  /** `above` holds the real paths of the parent folders, to detect circular links. */
  #walk(folder: string, options: Walk, above: readonly string[] = []): void {
    if (this.#resolve(folder).kind !== 'folder') return;
    const absolute = join(this.#root, folder);
    const real = realpathSync(absolute);
    if (above.includes(real)) return;
    this.#folders.add(absolute);
    let entries;
    try {
      entries = readdirSync(absolute, { withFileTypes: true });
    } catch {
      return;
    }
    for (const entry of entries) {
      if (entry.name.startsWith('.') && !options.hidden) continue;
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      const kind = entry.isSymbolicLink()
        ? this.#resolve(name).kind
        : entry.isDirectory()
          ? 'folder'
          : 'file';
      if (kind === 'folder') {
        const next = { ...options, depth: options.depth - 1 };
        if (next.depth > 0) this.#walk(name, next, [...above, real]);
        // A link out of the project is listed, so that reading it reports the problem.
      } else if (kind === 'outside' || (kind === 'file' && (entry.isFile() || entry.isSymbolicLink()))) {
        options.found.push(name);
      }
    }
  }
}

interface Walk {
  readonly depth: number;
  readonly hidden: boolean;
  readonly found: string[];
}

function folderAt(path: string): string | null {
  try {
    return statSync(path).isDirectory() ? path : null;
  } catch {
    return null;
  }
}

function below(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '..' && !way.startsWith(`..${sep}`);
}

function kindOf(stats: Stats): string {
  if (stats.isFIFO()) return 'it is a named pipe';
  if (stats.isSocket()) return 'it is a socket';
  return 'it is a device';
}

function unreadable(error: unknown): Exclude<ReadResult, { kind: 'file' }> {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ERR_INVALID_ARG_VALUE':
      return { kind: 'missing' };
    case 'EISDIR':
      return { kind: 'folder' };
    case 'EACCES':
    case 'EPERM':
      return { kind: 'unreadable', reason: 'no permission' };
    case 'ELOOP':
      return { kind: 'unreadable', reason: 'symbolic links lead in a circle' };
    case 'ENAMETOOLONG':
      return { kind: 'unreadable', reason: 'the name is too long' };
    default:
      return { kind: 'unreadable', reason: message };
  }
}
