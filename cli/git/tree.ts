import { posix } from 'node:path';
import { globMatcher } from '../../compiler/sdk/glob.ts';
import type { Host, ReadResult } from '../../compiler/sdk/host.ts';
import { isFailure } from '../shell/command.ts';
import type { Failure } from '../shell/command.ts';
import type { Repository } from './repository.ts';

const LINK = '120000';
/** A submodule, whose files are in another repository. */
const SUBMODULE = '160000';
/** Links to links, at most. */
const MOST_LINKS = 16;

/** The files of one commit. Paths are POSIX paths from the top of the repository. */
export class CommitTree {
  readonly commit: string;
  readonly paths: readonly string[];
  readonly #files: ReadonlyMap<string, { readonly mode: string; readonly id: string }>;
  readonly #folders = new Set<string>();
  readonly #contents = new Map<string, Buffer>();
  readonly #repository: Repository;

  constructor(
    repository: Repository,
    commit: string,
    files: ReadonlyMap<string, { readonly mode: string; readonly id: string }>,
  ) {
    this.#repository = repository;
    this.commit = commit;
    this.#files = files;
    this.paths = [...files].flatMap(([path, { mode }]) => (mode === SUBMODULE ? [] : [path])).sort();
    for (const path of this.paths)
      for (let at = posix.dirname(path); at !== '.' && !this.#folders.has(at); at = posix.dirname(at))
        this.#folders.add(at);
  }

  /** Reads many files at once, which is much faster than one after the other. */
  prefetch(paths: readonly string[]): void {
    const ids = paths.flatMap((path) => this.#files.get(path)?.id ?? []);
    const missing = [...new Set(ids)].filter((id) => !this.#contents.has(id));
    for (const [id, content] of this.#repository.contents(missing)) this.#contents.set(id, content);
  }

  isFolder(path: string): boolean {
    return path === '' || this.#folders.has(path);
  }

  has(path: string): boolean {
    return this.#files.has(path);
  }

  /** Reads a file, through symbolic links that stay in `root`. */
  read(path: string, root: string): ReadResult {
    let at = path;
    for (let links = 0; links <= MOST_LINKS; links++) {
      if (at !== root && root !== '' && !at.startsWith(`${root}/`)) return { kind: 'outside' };
      const file = this.#files.get(at);
      if (file === undefined) return { kind: this.isFolder(at) ? 'folder' : 'missing' };
      if (!this.#contents.has(file.id)) this.prefetch([at]);
      const bytes = this.#contents.get(file.id);
      if (bytes === undefined) return { kind: 'unreadable', reason: 'the clone does not have its content' };
      if (file.mode !== LINK) return { kind: 'file', bytes };
      const to = posix.normalize(posix.join(posix.dirname(at), bytes.toString()));
      if (to.startsWith('/') || to.startsWith('..')) return { kind: 'outside' };
      at = to;
    }
    return { kind: 'unreadable', reason: 'symbolic links lead in a circle' };
  }
}

/** Reads the list of files of a commit. */
export function commitTree(repository: Repository, commit: string): CommitTree | Failure {
  const files = repository.files(commit);
  return isFailure(files) ? files : new CommitTree(repository, commit, files);
}

/** The files of a project in a commit. */
export class CommitHost implements Host {
  readonly #tree: CommitTree;
  readonly #root: string;
  readonly #names: readonly string[];
  readonly #libraries: (name: string) => Host | null;

  /** @param root POSIX path from the top of the repository; empty for the top itself */
  constructor(tree: CommitTree, root: string, libraries: (name: string) => Host | null = () => null) {
    this.#tree = tree;
    this.#root = root;
    this.#libraries = libraries;
    const prefix = root === '' ? '' : `${root}/`;
    this.#names = tree.paths
      .filter((path) => path.startsWith(prefix))
      .map((path) => path.slice(prefix.length));
  }

  read(path: string): ReadResult {
    if (path.startsWith('/') || path.split('/').includes('..')) return { kind: 'outside' };
    return this.#tree.read(posix.join(this.#root, path).replace(/^\.$/, ''), this.#root);
  }

  glob(pattern: string): readonly string[] {
    const hidden = /(^|[/{,])\\?\.|\[/.test(pattern);
    const matches = globMatcher(pattern);
    return this.#names.filter((name) => (hidden || !/(^|\/)\./.test(name)) && matches(name));
  }

  list(folder: string): readonly string[] | null {
    const below = this.#names.filter((name) => name.startsWith(`${folder}/`));
    return below.length === 0 ? null : below;
  }

  library(name: string): Host | null {
    return this.#libraries(name);
  }
}
