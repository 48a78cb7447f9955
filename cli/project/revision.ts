import { posix, resolve } from 'node:path';
import { addTo } from '../../compiler/model/multimap.ts';
import { globMatcher } from '../../compiler/sdk/glob.ts';
import type { Host } from '../../compiler/sdk/host.ts';
import { manifestPath } from '../../emit/tree/places.ts';
import { CommitHost } from '../git/tree.ts';
import type { CommitTree } from '../git/tree.ts';
import type { Repository } from '../git/repository.ts';
import { DiskHost } from './disk-host.ts';
import { EXTENSION } from './find.ts';
import type { Project } from './find.ts';
import { PROJECT_FILE } from './settings.ts';

/** Where projects are read from, if it is not the disk. */
export interface SourceTree {
  /** The projects of the files, folders and globs of a command line; none if there are no such files. */
  projects(args: readonly string[], cwd: string): Project[];
  /** The text of a file of a project; null if there is none. */
  text(root: string, name: string): string | null;
  host(root: string, libraries: ReadonlyMap<string, string>): Host;
}

/** The projects of a commit, at the paths that they would have on the disk. */
export class Revision implements SourceTree {
  readonly #repository: Repository;
  readonly #tree: CommitTree;

  constructor(repository: Repository, tree: CommitTree) {
    this.#repository = repository;
    this.#tree = tree;
  }

  projects(args: readonly string[], cwd: string): Project[] {
    const sources = this.#tree.paths.filter(
      (path) => path.endsWith(EXTENSION) && !/(^|\/)(\.|node_modules\/)/.test(path) && !this.#isInTree(path),
    );
    const found = new Set(
      (args.length === 0 ? ['.'] : args).flatMap((arg) => {
        const path = this.#repository.inside(resolve(cwd, arg)).replace(/\/$/, '');
        if (path.startsWith('..')) return [];
        if (this.#tree.has(path)) return path.endsWith(EXTENSION) ? [path] : [];
        if (this.#tree.isFolder(path))
          return sources.filter((source) => path === '' || source.startsWith(`${path}/`));
        return /[*?[{]/.test(arg) ? sources.filter(globMatcher(path)) : [];
      }),
    );
    this.#tree.prefetch(sources);
    const byRoot = new Map<string, string[]>();
    for (const path of found) {
      const root = this.#rootOf(path);
      addTo(byRoot, root, root === '' ? path : path.slice(root.length + 1));
    }
    return [...byRoot]
      .map(([root, entries]) => ({ root: this.#repository.absolute(root), entries: entries.sort() }))
      .sort((a, b) => (a.root < b.root ? -1 : 1));
  }

  text(root: string, name: string): string | null {
    const folder = this.#repository.inside(root);
    const found = this.#tree.read(posix.join(folder, name), folder);
    return found.kind === 'file' ? Buffer.from(found.bytes).toString() : null;
  }

  host(root: string, libraries: ReadonlyMap<string, string>): Host {
    const folder = this.#repository.inside(root);
    return new CommitHost(this.#tree, folder, (name) => {
      const place = libraries.get(name);
      const path = place === undefined ? '..' : this.#repository.inside(resolve(root, place));
      if (!path.startsWith('..')) return this.#tree.isFolder(path) ? new CommitHost(this.#tree, path) : null;
      // Packages of npm and folders elsewhere are not in the repository: what is there now stands for them.
      const places = place === undefined ? new Map() : new Map([[name, resolve(root, place)]]);
      return new DiskHost(this.#repository.top, new Map(), places).library(name);
    });
  }

  #rootOf(path: string): string {
    const own = posix.dirname(path).replace(/^\.$/, '');
    for (let folder = own; ; folder = posix.dirname(folder).replace(/^\.$/, '')) {
      if (this.#tree.has(posix.join(folder, PROJECT_FILE))) return folder;
      if (folder === '') return own;
    }
  }

  /** A tree that vkc wrote may hold a copy of a source, which is not one. */
  #isInTree(path: string): boolean {
    for (let at = posix.dirname(path); ; at = posix.dirname(at)) {
      if (this.#tree.has(posix.join(at, manifestPath))) return true;
      if (at === '.') return false;
    }
  }
}
