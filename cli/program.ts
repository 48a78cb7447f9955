import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';

/** What the bundle of everything but the entry exports. */
interface Program {
  start(argv: readonly string[]): Promise<void>;
}

/** The code that V8 made of a program. It belongs to one version of V8 on one kind of processor. */
const cacheName = (path: string): string =>
  `${basename(path, '.js')}.${process.versions.v8}-${process.arch}.cache`;

/** Where the code is that was made when vkc was built. */
export const builtCache = (path: string): string => join(dirname(path), cacheName(path));

/** Where the code is that an earlier run made on a Node.js other than the one that built vkc; null without a home folder. */
function ownCache(path: string): string | null {
  try {
    const { XDG_CACHE_HOME: home } = process.env;
    return join(home || join(homedir(), '.cache'), 'vkc', cacheName(path));
  } catch {
    return null;
  }
}

/**
 * Loads a CommonJS file with the code that V8 made of it. If there is none yet for this Node.js, it is kept for the next
 * run when the process ends.
 */
export function loadProgram(path: string): Program {
  const own = ownCache(path);
  for (const read of [() => readFileSync(builtCache(path)), () => readOwn(own)]) {
    const cache = orNull(read);
    if (cache === null) continue;
    const { script, program } = runProgram(path, cache);
    if (script.cachedDataRejected !== true) return program;
  }
  const { script, program } = runProgram(path);
  if (own !== null) process.once('exit', () => keep(own, script));
  return program;
}

function orNull(read: () => Buffer | null): Buffer | null {
  try {
    return read();
  } catch {
    return null;
  }
}

/** The cache is code: under `sudo`, the home folder can be that of another user, whose code must not run. */
function readOwn(file: string | null): Buffer | null {
  return file !== null && statSync(file).uid === process.getuid?.() ? readFileSync(file) : null;
}

/** Without it the next run only starts more slowly, so a folder that cannot be written to is no error. */
function keep(file: string, script: Script): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const fresh = `${file}.${process.pid}`;
    writeFileSync(fresh, script.createCachedData());
    renameSync(fresh, file);
  } catch {
    // The home folder may be read-only, or not there.
  }
}

/** V8 takes the cache only under the flags that it was made under, and else compiles the text. */
export function runProgram(path: string, cachedData?: Buffer): { script: Script; program: Program } {
  // A run is over before optimized code pays, and before its memory is worth going through in the background: V8 would
  // spend a third of the time on that. Only V8 11, of Node.js 20, has the first flag; later ones print an error for it.
  if (process.versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=2000000');
  setFlagsFromString('--no-incremental-marking');
  // The bundle is ASCII, of which this makes the smaller kind of string.
  const text = `(function (exports, require, module) {${readFileSync(path, 'latin1')}\n})`;
  const script = new Script(text, { filename: path, ...(cachedData && { cachedData }) });
  const made = { exports: {} as Program };
  const body = script.runInThisContext() as (...names: unknown[]) => void;
  body(made.exports, createRequire(path), made);
  return { script, program: made.exports };
}
