import type { Host } from '../../compiler/sdk/host.ts';

/** A host that remembers what was asked of it, so that changes of other files can be passed over. */
export class WatchedHost implements Host {
  readonly #host: Host;
  readonly #files = new Set<string>();
  readonly #folders = new Set<string>();

  constructor(host: Host) {
    this.#host = host;
  }

  read(path: string): ReturnType<Host['read']> {
    this.#files.add(path);
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
    return this.#host.library?.(name) ?? null;
  }

  /** Whether what was answered may depend on a file, given by its path below the root. */
  asked(path: string): boolean {
    if (this.#files.has(path)) return true;
    return [...this.#folders].some((folder) => folder === '' || path.startsWith(`${folder}/`));
  }
}
