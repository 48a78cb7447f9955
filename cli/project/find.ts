import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { globMatcher, globProblem } from '../../compiler/sdk/glob.ts';
import { addTo } from '../../compiler/model/multimap.ts';
import { suggest } from '../../compiler/model/suggest.ts';
import { manifestPath } from '../../emit/tree/places.ts';
import { usageFailure } from '../shell/args.ts';
import { EXIT, isFailure } from '../shell/command.ts';
import type { Failure } from '../shell/command.ts';
import { Ignores } from './gitignore.ts';
import { nearestWith } from './nearest.ts';
import { PROJECT_FILE } from './settings.ts';

/** Source files that are compiled together. */
export interface Project {
  /** An absolute path. */
  readonly root: string;
  /** POSIX paths relative to the root, sorted. */
  readonly entries: readonly string[];
}

/** The end of the names of sources. */
export const EXTENSION = '.vkimage';

/**
 * Returns the projects of the files, folders and globs of a command line, sorted by their roots. Without
 * arguments it uses the current folder. Searched folders are added to `visited`.
 */
export function findProjects(
  args: readonly string[],
  cwd: string,
  visited: Set<string> = new Set(),
): Project[] | Failure {
  const files = new Set<string>();
  for (const arg of args.length === 0 ? ['.'] : args) {
    const found = filesOf(arg, cwd, visited);
    if (isFailure(found)) return found;
    if (found.length === 0) return nothingIn(arg);
    for (const file of found) files.add(file);
  }
  const byRoot = new Map<string, string[]>();
  for (const file of files) {
    const root = rootOf(file);
    addTo(byRoot, root, relative(root, file).split(sep).join('/'));
  }
  const roots = [...byRoot.keys()].sort();
  return roots.map((root) => ({ root, entries: byRoot.get(root)!.sort() }));
}

/** Returns the project of one file, given by its absolute path. The file itself may be missing. */
export function projectOf(file: string): Project {
  const root = rootOf(file);
  return { root, entries: [relative(root, file).split(sep).join('/')] };
}

/** Returns the top of the git repository that holds a folder, or the folder itself if there is none. */
export function repositoryTop(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return folder;
  }
}

/** Returns the absolute paths of the source files that one argument names. */
function filesOf(arg: string, cwd: string, visited: Set<string>): string[] | Failure {
  const path = resolve(cwd, arg);
  let stats;
  try {
    stats = statSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EACCES') return denied(arg);
    if (/[*?[{]/.test(arg)) return globbed(arg, cwd, visited);
    return missing(arg, path);
  }
  if (stats.isDirectory()) {
    return walk(path, Ignores.above(path), arg, visited);
  }
  if (!stats.isFile())
    return usageFailure(`${arg}: is not a readable file.`, 'Give a .vkimage file or a folder.');
  if (!path.endsWith(EXTENSION)) {
    return usageFailure(`${arg}: is not a ${EXTENSION} file.`, `Names of sources end in ${EXTENSION}.`);
  }
  return [path];
}

function walk(folder: string, ignores: Ignores, arg: string, visited: Set<string>): string[] | Failure {
  visited.add(folder);
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES') return denied(arg);
    throw error;
  }
  // A tree that vkc wrote may hold a copy of a source, which is not one.
  if (existsSync(join(folder, manifestPath))) return [];
  const files: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    if (ignores.ignores(path, entry.isDirectory())) continue;
    if (entry.isDirectory()) {
      const below = walk(path, ignores.within(path), join(arg, entry.name), visited);
      if (isFailure(below)) return below;
      files.push(...below);
    } else if (entry.name.endsWith(EXTENSION) && isRegular(path)) files.push(path);
  }
  return files;
}

function isRegular(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** A glob that the shell did not expand: it was quoted, or the shell has no globs. */
function globbed(arg: string, cwd: string, visited: Set<string>): string[] | Failure {
  const problem = globProblem(arg);
  if (problem !== null) return usageFailure(`${arg}: ${problem}.`, 'Correct the pattern, or name the files.');
  const parts = arg.split('/');
  const magic = parts.findIndex((part) => /[*?[{]/.test(part));
  const prefix = parts.slice(0, magic).join('/');
  const base = resolve(cwd, arg.startsWith('/') && prefix === '' ? '/' : prefix);
  if (!existsSync(base)) return missing(prefix, base);
  const matches = globMatcher(parts.slice(magic).join('/'));
  const files = walk(base, Ignores.above(base), prefix, visited);
  if (isFailure(files)) return files;
  return files.filter((file) => matches(relative(base, file).split(sep).join('/')));
}

/** Returns the nearest parent folder with a `vkc.yaml`, or else the file's own folder. */
export function rootOf(file: string, open?: { has(path: string): boolean }): string {
  return nearestWith(PROJECT_FILE, dirname(file), open) ?? dirname(file);
}

function missing(arg: string, path: string): Failure {
  let folder = dirname(path);
  while (!existsSync(folder)) folder = dirname(folder);
  const names = folder === dirname(path) ? listing(folder) : [];
  const near = suggest(path.slice(folder.length + 1), names);
  const hint =
    near === null
      ? 'Check the path; it is looked up from the current folder.'
      : `Did you mean ${join(dirname(arg), near)}?`;
  return usageFailure(`${arg}: there is no such file or folder.`, hint);
}

function listing(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.name.endsWith(EXTENSION) || entry.isDirectory())
      .map(({ name }) => name);
  } catch {
    return [];
  }
}

function denied(arg: string): Failure {
  return {
    exit: EXIT.environment,
    message: `${arg}: no permission to read it.`,
    hint: 'Check its mode and owner.',
  };
}

function nothingIn(arg: string): Failure {
  const where = arg === '.' ? 'the current folder' : arg;
  return usageFailure(
    `No ${EXTENSION} file in ${where}.`,
    `\`vkc init\` writes a first one. Folders named node_modules and files that git ignores are left out.`,
  );
}

/** Returns a project's file as messages name it: relative to the current folder. */
export function displayName(root: string, name: string, cwd: string): string {
  return relative(cwd, join(root, name)).split(sep).join('/');
}
