import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';

/** Exports of the bundle, which holds everything except the entry file. */
interface Program {
  start(argv: readonly string[], key?: string): Promise<void>;
}

/** The file name of V8's code cache for a program. A cache fits one V8 version on one kind of processor. */
const cacheName = (path: string): string =>
  `${basename(path, '.js')}.${process.versions.v8}-${process.arch}.cache`;

/** The path of the code cache that is made when vkc is built. */
export const builtCache = (path: string): string => join(dirname(path), cacheName(path));

/**
 * The path of the code cache of a Node.js other than the one that built vkc; null if there is no home folder.
 */
function ownCache(path: string): string | null {
  try {
    const { XDG_CACHE_HOME: home } = process.env;
    return join(home || join(homedir(), '.cache'), 'vkc', cacheName(path));
  } catch {
    return null;
  }
}

/**
 * Loads a CommonJS file with V8's code cache. If there is none for this Node.js, it is stored for the next
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

/** The cache is code. Under `sudo` the home folder can belong to another user, whose code must not run. */
function readOwn(file: string | null): Buffer | null {
  return file !== null && statSync(file).uid === process.getuid?.() ? readFileSync(file) : null;
}

/**
 * Without the cache the next run only starts more slowly, so a folder without write permission is no error.
 */
function keep(file: string, script: Script): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const fresh = `${file}.${process.pid}`;
    writeFileSync(fresh, script.createCachedData());
    renameSync(fresh, file);
  } catch {
    // The home folder may be read-only or missing.
  }
}

/** V8 accepts a cache only with the flags that were set when it was made; otherwise it compiles the text. */
export function runProgram(path: string, cachedData?: Buffer): { script: Script; program: Program } {
  // A run is too short for optimized code or background garbage collection to pay off: V8 would spend a third
  // of the time on them. Only V8 11, of Node.js 20, has the first flag; later versions print an error for it.
  if (process.versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=2000000');
  setFlagsFromString('--no-incremental-marking');
  // There is so little to collect at a time that waking other threads for it takes longer.
  setFlagsFromString('--no-parallel-scavenge');
  // Most regular expressions run more than once, and those would be compiled twice: first for V8's interpreter.
  setFlagsFromString('--no-regexp-tier-up');
  // The bundle is a function, in ASCII. Reading it as latin1 gives V8 the smaller kind of string.
  const text = readFileSync(path, 'latin1');
  const script = new Script(text, { filename: path, ...(cachedData && { cachedData }) });
  const made = { exports: {} as Program };
  const body = script.runInThisContext() as (...names: unknown[]) => void;
  body(made.exports, createRequire(path), made, dirname(path));
  return { script, program: made.exports };
}
