import { lstatSync } from 'node:fs';
import { type Manifest, parseManifest, sha256 } from './manifest.ts';
import { manifestPath } from './places.ts';
import type { OutputFile } from '../output.ts';
import type { TreeFiles } from './pack.ts';
import { filesBelow, type FileState, look } from './disk.ts';

/** Where the manifest of a tree that is being written is kept. */
export const journalPath = '.vkc/journal.json';

interface TreeConflict {
  /** POSIX path below the tree's folder; empty for the folder itself. */
  readonly path: string;
  readonly kind: 'foreign' | 'edited' | 'in-the-way' | 'manifest' | 'unreadable';
  /** A sentence that says what is wrong. */
  readonly message: string;
  /** Whether `force` resolves it. */
  readonly forceable: boolean;
}

/** What writing would do, in paths below the tree's folder. Nothing is written while there are conflicts. */
export interface TreePlan {
  readonly dir: string;
  /** Whether the folder is not there. */
  readonly isNew: boolean;
  /** Path of the manifest that says which files are ours. */
  readonly manifest: string;
  /** All files that are to be there. */
  readonly files: TreeFiles;
  readonly creates: readonly string[];
  /** Files to be replaced, those with conflicts among them. */
  readonly updates: readonly string[];
  readonly unchanged: readonly string[];
  /** Files of an earlier compile that are made no more. */
  readonly stale: readonly string[];
  /** Such files that are gone already, whose folders may be left. */
  readonly gone: readonly string[];
  /** Sorted by path. With `force`, only what that does not resolve. */
  readonly conflicts: readonly TreeConflict[];
  /** What is no file of ours and is removed first; with `force` only. */
  readonly obstacles: readonly string[];
}

/**
 * Compares a rendered tree, its manifest included, with what is in `dir`. Reads only. Without files what is ours goes, the
 * manifest with it.
 */
export function planTree(
  dir: string,
  files: TreeFiles | readonly OutputFile[],
  options: { readonly force: boolean; readonly manifest?: string },
): TreePlan {
  const manifest = options.manifest ?? manifestPath;
  const wanted = 'load' in files ? files : { count: files.length, load: () => files };
  const planner = new Planner(dir, wanted.load(), manifest);
  planner.run(options.force);
  const remaining = planner.conflicts.filter((conflict) => !options.force || !conflict.forceable);
  return {
    dir,
    isNew: planner.isNew,
    manifest,
    files: wanted,
    creates: planner.creates,
    updates: planner.updates,
    unchanged: planner.unchanged,
    stale: [...planner.stale].sort(),
    gone: planner.gone.sort(),
    conflicts: remaining.sort((a, b) => (a.path < b.path ? -1 : 1)),
    obstacles: options.force ? [...planner.obstacles].sort() : [],
  };
}

class Planner {
  isNew = false;
  readonly creates: string[] = [];
  readonly updates: string[] = [];
  readonly unchanged: string[] = [];
  readonly stale = new Set<string>();
  readonly gone: string[] = [];
  readonly conflicts: TreeConflict[] = [];
  readonly obstacles = new Set<string>();
  /** The manifests whose files are ours. */
  readonly #known: Manifest[] = [];
  readonly #dir: string;
  readonly #files: readonly OutputFile[];
  readonly #manifest: string;

  constructor(dir: string, files: readonly OutputFile[], manifest: string) {
    this.#dir = dir;
    this.#files = files;
    this.#manifest = manifest;
  }

  run(force: boolean): void {
    // What a link leads to is somewhere else, and is not to be changed by the way.
    const stat = lstatSync(this.#dir, { throwIfNoEntry: false });
    if (stat !== undefined && !stat.isDirectory()) {
      const what = stat.isSymbolicLink() ? 'is a symbolic link' : 'is no folder';
      return this.#conflict('', 'in-the-way', `${this.#dir} ${what}.`, false);
    }
    // Then there is nothing to look at.
    this.isNew = stat === undefined;
    if (this.isNew) {
      this.creates.push(...this.#files.map(({ path }) => path));
      return;
    }
    this.#readManifests();
    // Without the manifest every file would be reported, and none of the reports would help.
    if (this.conflicts.length > 0 && !force) return;
    this.#findStale();
    for (const file of this.#files) this.#compare(file, look(this.#dir, file.path));
  }

  #conflict(path: string, kind: TreeConflict['kind'], message: string, forceable = true): void {
    if (this.conflicts.some((conflict) => conflict.path === path)) return;
    this.conflicts.push({ path, kind, message, forceable });
  }

  #readManifests(): void {
    const found = look(this.#dir, this.#manifest);
    if (found.kind === 'file') {
      const manifest = parseManifest(found.bytes.toString());
      if ('problem' in manifest) {
        const message = `${this.#manifest} ${manifest.problem}, so vkc cannot tell which files are its own.`;
        this.#conflict(this.#manifest, 'manifest', message);
      } else this.#known.push(manifest);
    }
    // Damaged, it makes nothing ours.
    const journal = look(this.#dir, journalPath);
    const read = journal.kind === 'file' ? parseManifest(journal.bytes.toString()) : null;
    if (read !== null && !('problem' in read)) this.#known.push(read);
  }

  #listed(path: string): boolean {
    return this.#known.some((manifest) => manifest.files.has(path));
  }

  #isOurs(path: string, bytes: Uint8Array): boolean {
    if (isBlank(bytes) && this.#listed(path)) return true;
    const hash = sha256(bytes);
    return this.#known.some((manifest) => manifest.files.get(path)?.sha256 === hash);
  }

  #findStale(): void {
    const made = new Set(this.#files.map((file) => file.path));
    if (made.size === 0 && this.#known.length > 0) this.stale.add(this.#manifest);
    for (const path of new Set(this.#known.flatMap((manifest) => [...manifest.files.keys()]))) {
      if (made.has(path)) continue;
      const found = look(this.#dir, path);
      if (found.kind === 'missing') this.gone.push(path);
      // Whoever replaced it by something else has taken it over.
      if (found.kind !== 'file') continue;
      this.stale.add(path);
      if (!this.#isOurs(path, found.bytes)) {
        const message = `${path} is made no more and would be deleted, but was changed since vkc wrote it.`;
        this.#conflict(path, 'edited', message);
      }
    }
  }

  #compare(file: OutputFile, found: FileState): void {
    const { path } = file;
    switch (found.kind) {
      case 'missing':
        this.creates.push(path);
        return;
      case 'file': {
        const same = Buffer.from(file.content).equals(found.bytes);
        if (same && file.executable === found.executable) {
          this.unchanged.push(path);
          return;
        }
        this.updates.push(path);
        if (same || path === this.#manifest || this.#isOurs(path, found.bytes)) return;
        if (this.#listed(path)) this.#conflict(path, 'edited', `${path} was changed since vkc wrote it.`);
        else this.#conflict(path, 'foreign', `${path} was not written by vkc.`);
        return;
      }
      case 'folder': {
        this.creates.push(path);
        const other = filesBelow(this.#dir, path).find((below) => !this.stale.has(below));
        if (other === undefined) return;
        const message = `${path} is a folder, and ${other} in it was not written by vkc.`;
        this.#conflict(path, 'in-the-way', message, false);
        return;
      }
      case 'other':
        this.creates.push(path);
        this.#inTheWay(path, found.what, 'a file');
        return;
      case 'behind':
        this.creates.push(path);
        if (!this.stale.has(found.at)) this.#inTheWay(found.at, found.what, 'a folder');
        return;
      case 'unreadable':
        this.#conflict(path, 'unreadable', `${path} cannot be read: ${found.reason}.`, false);
    }
  }

  #inTheWay(path: string, what: string, wanted: string): void {
    this.obstacles.add(path);
    this.#conflict(path, 'in-the-way', `${path} is ${what}, where vkc writes ${wanted}.`);
  }
}

/** What a file system leaves of a file that was being written when the machine stopped. */
const isBlank = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);
