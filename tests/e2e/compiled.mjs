// Modules of the project that are written in TypeScript, for tests that Node runs as they are.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';

/** What the module at `path`, from the project's folder, exports. */
export async function compiled(path) {
  const outfile = join('.work/e2e/compiled', path.replace(/\.ts$/, '.mjs'));
  mkdirSync('.work/e2e/compiled', { recursive: true });
  await esbuild.build({
    entryPoints: [path],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    // From here on, JSON is imported as such.
    target: 'node20.10',
    packages: 'external',
    logLevel: 'warning',
  });
  return import(pathToFileURL(outfile));
}
