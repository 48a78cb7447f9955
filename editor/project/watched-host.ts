import type { Host } from '../../compiler/sdk/host.ts';

/** A host that remembers what was asked of it, so that changes of other files can be passed over. */
export class WatchedHost implements Host {
  readonly #host: Host;
  readonly #files = new Set<string>();
  /** Folders above those files, which a client may speak of in their place. */
  readonly #above = new Set<string>();
  readonly #folders = new Set<string>();
  readonly #libraries = new Map<string, WatchedHost>();

  constructor(host: Host) {
    this.#host = host;
  }

  read(path: string): ReturnType<Host['read']> {
    if (!this.#files.has(path)) {
      this.#files.add(path);
      const parts = path.split('/');
      while (parts.pop() !== undefined) this.#above.add(parts.join('/'));
    }
    return this.#host.read(path);
  }

  glob(pattern: string): readonly string[] {
    const parts = pattern.split('/');
    const magic = parts.findIndex((part) => /[*?[{]/.test(part));
    this.#folders.add(parts.slice(0, magic < 0 ? -1 : magic).join('/'));
    return this.#host.glob(pattern);
  }

  list(folder: string): readonly string[] | null {
    this.#folders.add(folder);
    return this.#host.list(folder);
  }

  library(name: string): Host | null {
    let library = this.#libraries.get(name);
    if (library === undefined) {
      const found = this.#host.library?.(name) ?? null;
      if (found === null) return null;
      this.#libraries.set(name, (library = new WatchedHost(found)));
    }
    return library;
  }

  /** The libraries that were asked for and are there, by their names. */
  get libraries(): ReadonlyMap<string, WatchedHost> {
    return this.#libraries;
  }

  /** Whether what was answered may depend on a file or a folder, given by its path below the root. */
  asked(path: string): boolean {
    if (this.#files.has(path) || this.#above.has(path)) return true;
    return [...this.#folders].some(
      (folder) => folder === '' || `${path}/`.startsWith(`${folder}/`) || folder.startsWith(`${path}/`),
    );
  }
}
