import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { manifestPath, parseManifest } from '../../emit/tree/manifest.ts';
import type { Manifest } from '../../emit/tree/manifest.ts';
import { usageFailure } from '../shell/args.ts';
import { EXIT, isFailure } from '../shell/command.ts';
import type { Failure } from '../shell/command.ts';
import { findProjects } from '../project/find.ts';

/** A tree that vkc wrote, with what it knows of where its lines come from. */
export interface Tree {
  /** Absolute. */
  readonly dir: string;
  readonly manifest: Manifest;
  /** When the manifest was written, in milliseconds since 1970. */
  readonly written: number;
}

/** The tree in a folder; a failure when there is none. `shown` is how the folder is named. */
export function readTree(dir: string, shown: string): Tree | Failure {
  const path = join(dir, manifestPath);
  if (!existsSync(path)) {
    return usageFailure(
      `${shown}: holds no tree of vkc.`,
      'A tree has a file .vkc/manifest.json; `vkc compile` writes one.',
    );
  }
  const manifest = parseManifest(readFileSync(path, 'utf8'));
  if ('problem' in manifest) {
    const hint = '`vkc compile --force` writes the tree anew.';
    return { exit: EXIT.environment, message: `${join(shown, manifestPath)}: ${manifest.problem}.`, hint };
  }
  return { dir, manifest, written: statSync(path).mtimeMs };
}

/** The tree that a file is in; null when no folder above it is one. */
export function treeAround(path: string, cwd: string): Tree | Failure | null {
  for (let dir = dirname(path); ; dir = dirname(dir)) {
    if (existsSync(join(dir, manifestPath))) return readTree(dir, display(dir, cwd));
    if (dirname(dir) === dir) return null;
  }
}

/** All trees directly below a folder, by name; a failure when there are none. */
export function treesBelow(out: string, cwd: string): Tree[] | Failure {
  const shown = display(out, cwd);
  const names = existsSync(out) && statSync(out).isDirectory() ? readdirSync(out).sort() : [];
  const dirs = names.map((name) => join(out, name)).filter((dir) => existsSync(join(dir, manifestPath)));
  if (dirs.length === 0) {
    return usageFailure(
      `${shown}: holds no tree of vkc.`,
      'Run `vkc compile`, or say with --out or --tree where they are.',
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
 * The file that a manifest calls `name`, absolute: manifests name sources from the root of their project, which is
 * most often a folder above the tree, or below the current one. Null when it is not found, or more than one is.
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

/** A path from the current folder, with slashes. */
export function display(path: string, cwd: string): string {
  return relative(cwd, resolve(path)).split(sep).join('/') || '.';
}
