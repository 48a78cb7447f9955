import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastGlob from 'fast-glob';
import type { Beside } from './verdict.ts';

/** Programs to begin with: examples, the standard library, and mistakes that are known. */
export function corpus(root: string): { readonly texts: string[]; readonly beside: Beside } {
  const names = fastGlob.sync(
    ['examples/**/*.vkimage', 'stdlib/**/*.vkimage', 'cli/templates/**/*.vkimage', 'tests/**/*.vkimage'],
    { cwd: root },
  );
  const files: Record<string, Uint8Array> = {
    'files/app.conf': Buffer.from('port = 80\n'),
    'shared.vkimage': Buffer.from('role shared {\n  package tree\n}\n'),
  };
  for (const folder of ['examples/service', 'examples/debian', 'examples/multi-os', 'examples/minimal']) {
    for (const file of fastGlob.sync('{files,roles}/**', { cwd: join(root, folder) }))
      files[file] = readFileSync(join(root, folder, file));
  }
  return { texts: names.sort().map((name) => readFileSync(join(root, name), 'utf8')), beside: files };
}
