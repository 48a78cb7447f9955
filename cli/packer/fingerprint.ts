import { createHash, createHmac, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { variablePrefix } from '../../emit/packer/settings.ts';
import type { BuiltTarget, BuiltTree } from '../tree/built.ts';
import type { Io } from '../shell/io.ts';

/** Variables that decide how an image is built, but not its contents. */
export const NOT_INPUTS = new Set(['accelerator', 'cpu_model', 'headless', 'output_directory']);

/**
 * Returns a hash of everything that a target is built from. If it is unchanged, the target need not be
 * rebuilt. It covers the parts of the template and the playbook for this target, the variables, base images
 * that are local files, and the environment variables that the playbook reads. It does not cover downloads.
 */
export const fingerprint = (
  target: BuiltTarget,
  variables: ReadonlyMap<string, string>,
  env: Io['env'],
  disk = '',
): string =>
  hashOf(target, variables, env, {
    disk,
    secret: () => saltOf(target.tree),
    file: (name, value, { size, mtimeMs }) => [name, value, `${size} ${mtimeMs}`],
  });

/** How that is told of which only this machine knows. */
interface Telling {
  /** What stands for the image of the project that it starts from; empty if there is none. */
  readonly disk: string;
  /** What values of the environment are hashed with. */
  readonly secret: () => Buffer | string;
  /** What of a variable counts that names a file. */
  readonly file: (name: string, value: string, stats: Stats) => readonly string[];
}

/** Returns the hash that {@link fingerprint} has on this machine. `telling` makes it one for others. */
export function hashOf(
  target: BuiltTarget,
  variables: ReadonlyMap<string, string>,
  env: Io['env'],
  telling: Telling,
): string {
  const { tree } = target;
  const hash = createHash('sha256');
  const add = (...parts: readonly (string | Uint8Array)[]) => {
    for (const part of parts) hash.update(`${Buffer.byteLength(part)}\n`).update(part);
  };
  const read = new Set<string>();
  for (const path of inputs(tree)) {
    const own = /^playbook\/targets\/(.*)\.yml$/.exec(path)?.[1];
    if (own !== undefined && own !== target.name) continue;
    const bytes = readFileSync(join(tree.dir, path));
    const text = path.endsWith('.pkr.hcl') ? templateOf(target, bytes.toString()) : null;
    add(path, text ?? bytes);
    for (const name of environment(bytes.toString('latin1'))) read.add(name);
  }
  for (const [name, value] of [...variables].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (NOT_INPUTS.has(name) || isOfOtherSystem(name, target)) continue;
    const file = localFile(tree, value);
    add(...(file === null ? [name, value] : telling.file(name, value, file.stats)));
  }
  for (const name of [...read].sort()) {
    const value = env[name];
    // Values from the environment may be secrets: nobody can guess them from the hash.
    add(name, value === undefined ? '' : createHmac('sha256', telling.secret()).update(value).digest('hex'));
  }
  if (telling.disk !== '') add('disk', telling.disk);
  return hash.digest('hex');
}

/** The file that the value of a variable names; null if it names none. */
export function localFile(tree: BuiltTree, value: string): { path: string; stats: Stats } | null {
  const path = resolve(tree.dir, value);
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isFile() === true ? { path, stats } : null;
}

/** Returns the paths of the files that a build reads. */
function inputs(tree: BuiltTree): string[] {
  const templates = readdirSync(tree.dir).filter(
    (name) => name.endsWith('.pkr.hcl') && name !== 'plugins.pkr.hcl',
  );
  const playbook = [...tree.manifest.files.keys()].filter(
    (path) => path.startsWith('playbook/') || path === 'user-data',
  );
  return [...templates, ...playbook].filter((path) => existsSync(join(tree.dir, path))).sort();
}

/** Returns a template without the blocks of other targets and systems. */
function templateOf(target: BuiltTarget, text: string): string {
  return text
    .replace(/^ {2}source "\w+\.[^"]*" \{\n[^]*?^ {2}\}\n/gm, (block) =>
      /^ {4}name += "(.*)"$/m.exec(block)?.[1] === target.name ? block : '',
    )
    .replace(/^source "(\w+)" "(.*)" \{\n[^]*?^\}\n/gm, (block, builder, source) =>
      builder === target.builder && source === target.source ? block : '',
    )
    .replace(/^variable "(.*)" \{\n[^]*?^\}\n/gm, (block, name: string) =>
      isOfOtherSystem(name, target) ? '' : block,
    )
    .replace(/\n{2,}/g, '\n');
}

/** True if a variable names the base image of a system other than the target's. */
export function isOfOtherSystem(name: string, target: BuiltTarget): boolean {
  const found = /^(.*)_(?:image|checksum)$/.exec(name);
  if (found === null || found[1] === variablePrefix(target)) return false;
  return target.tree.targets.some((other) => found[1] === variablePrefix(other));
}

/** Returns the names of environment variables that a playbook looks up. */
function environment(text: string): string[] {
  const lookups = /(?:lookup|query)\(\s*(['"])(?:ansible\.builtin\.)?env\1\s*,\s*(['"])(\w+)\2/g;
  return [...text.matchAll(lookups)].map((found) => found[3]!);
}

/** Git ignores the folder. */
function saltOf(tree: BuiltTree): Buffer | string {
  const path = join(tree.dir, 'output/.salt');
  try {
    if (!existsSync(path)) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, randomBytes(32), { mode: 0o600, flag: 'wx' });
    }
    return readFileSync(path);
  } catch {
    // A tree that cannot be written to.
    return basename(tree.dir);
  }
}
