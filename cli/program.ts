import { existsSync, readFileSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';

/** What the bundle of everything but the entry exports. */
interface Program {
  start(argv: readonly string[]): Promise<void>;
}

/** Where the code that this Node.js made of a program is kept. Other versions and machines cannot read it. */
export const cachePath = (path: string): string =>
  `${path.slice(0, -'.js'.length)}.${process.versions.v8}-${process.arch}.cache`;

/** Loads a CommonJS file, with the code that was made of it when it was built where there is some. */
export function loadProgram(path: string): Program {
  const cache = cachePath(path);
  if (existsSync(cache)) return runProgram(path, readFileSync(cache)).program;
  // Node.js 22.8 and later keep the code of what is loaded from here on.
  (module as { enableCompileCache?: () => unknown }).enableCompileCache?.();
  return createRequire(path)(path) as Program;
}

/** V8 takes the cache only under the flags that it was made under, and else compiles the text. */
export function runProgram(path: string, cachedData?: Buffer): { script: Script; program: Program } {
  // A run is over before optimized code pays, and before its memory is worth going through in the background: V8 would
  // spend a third of the time on that.
  setFlagsFromString('--interrupt-budget=2000000');
  setFlagsFromString('--no-incremental-marking');
  // The bundle is ASCII, of which this makes the smaller kind of string.
  const text = `(function (exports, require, module) {${readFileSync(path, 'latin1')}\n})`;
  const script = new Script(text, { filename: path, ...(cachedData && { cachedData }) });
  const made = { exports: {} as Program };
  const body = script.runInThisContext() as (...names: unknown[]) => void;
  body(made.exports, createRequire(path), made);
  return { script, program: made.exports };
}
