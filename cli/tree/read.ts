import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { parseManifest } from '../../emit/tree/manifest.ts';
import { manifestPath } from '../../emit/tree/places.ts';
import type { Manifest } from '../../emit/tree/manifest.ts';
import { usageFailure } from '../shell/args.ts';
import { EXIT, isFailure } from '../shell/command.ts';
import type { Failure } from '../shell/command.ts';
import { findProjects } from '../project/find.ts';

/** A tree that vkc wrote, with its manifest, which maps generated lines to their source. */
export interface Tree {
  /** An absolute path. */
  readonly dir: string;
  readonly manifest: Manifest;
  /** The time at which the manifest was written, in milliseconds since 1970. */
  readonly written: number;
}

/** Reads the tree in a folder. Returns a failure if there is none. Messages name the folder as `shown`. */
export function readTree(dir: string, shown: string): Tree | Failure {
  const path = join(dir, manifestPath);
  if (!existsSync(path)) {
    return usageFailure(
      `${shown}: contains no tree of vkc.`,
      'A tree has a file .vkc/manifest.json; `vkc compile` writes one.',
    );
  }
  const manifest = parseManifest(readFileSync(path, 'utf8'));
  if ('problem' in manifest) {
    const hint = 'Run `vkc compile --force` to write the tree again.';
    return { exit: EXIT.environment, message: `${join(shown, manifestPath)}: ${manifest.problem}.`, hint };
  }
  return { dir, manifest, written: statSync(path).mtimeMs };
}

/** Returns the tree that contains a file; null if no parent folder is a tree. */
export function treeAround(path: string, cwd: string): Tree | Failure | null {
  for (let dir = dirname(path); ; dir = dirname(dir)) {
    if (existsSync(join(dir, manifestPath))) return readTree(dir, display(dir, cwd));
    if (dirname(dir) === dir) return null;
  }
}

/** Returns all trees directly below a folder, sorted by name; a failure if there are none. */
export function treesBelow(out: string, cwd: string): Tree[] | Failure {
  const shown = display(out, cwd);
  const names = existsSync(out) && statSync(out).isDirectory() ? readdirSync(out).sort() : [];
  const dirs = names.map((name) => join(out, name)).filter((dir) => existsSync(join(dir, manifestPath)));
  if (dirs.length === 0) {
    return usageFailure(
      `${shown}: contains no tree of vkc.`,
      'Run `vkc compile`, or name their folder with --out or --tree.',
    );
  }
  const trees: Tree[] = [];
  for (const dir of dirs) {
    const tree = readTree(dir, display(dir, cwd));
    if (isFailure(tree)) return tree;
    trees.push(tree);
  }
  return trees;
}

/**
 * Returns the absolute path of the source that a manifest calls `name`. Manifests name sources relative to
 * the project root, which is usually a folder above the tree or below the current one. Null if no file is
 * found, or several are.
 */
export function sourcePath(name: string, tree: Tree, cwd: string): string | null {
  const roots = [cwd];
  for (let dir = tree.dir; dirname(dir) !== dir; dir = dirname(dir)) roots.push(dirname(dir));
  const above = roots.map((dir) => join(dir, name)).find((path) => existsSync(path));
  if (above !== undefined) return above;
  const projects = findProjects([], cwd);
  if (isFailure(projects)) return null;
  const [path, another] = projects
    .filter(({ entries }) => entries.includes(name))
    .map(({ root }) => join(root, name));
  return another === undefined ? (path ?? null) : null;
}

/** Returns a path relative to the current folder, with slashes. */
export function display(path: string, cwd: string): string {
  return relative(cwd, resolve(path)).split(sep).join('/') || '.';
}
