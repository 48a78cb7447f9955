// Holds trees of random programs against ansible-lint, yamllint and Packer: node tests/fuzz-lint.mjs --programs 2000 --seed 1
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import * as esbuild from 'esbuild';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const { values } = parseArgs({
  options: {
    programs: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    /** Programs in one tree. */
    batch: { type: 'string', default: '250' },
    /** Folder of another version of the tools, such as the `bin` of a virtual environment. */
    bin: { type: 'string' },
  },
});
const [programs, seed, batch] = [values.programs, values.seed, values.batch].map(Number);

const folder = join(root, '.work', `fuzz-lint-${process.pid}`);
mkdirSync(folder, { recursive: true });
const outfile = join(folder, 'run.cjs');
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
await esbuild.build({
  absWorkingDir: root,
  entryPoints: ['tests/fuzz/lint-run.ts'],
  outfile,
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  logLevel: 'error',
});
const { lintRun } = await import(pathToFileURL(outfile).href);
const { refused, accepted, complaints } = lintRun({ programs, seed, batch, bin: values.bin });
for (const complaint of complaints) console.log(`${complaint}\n`);
console.log(`${accepted} programs linted, ${refused} refused by check, ${complaints.length} complaints`);
process.exitCode = complaints.length === 0 ? 0 : 1;
