// Tries mutated programs on the compiler, the formatter and the fixes: node tests/fuzz.mjs --programs 1000 --seed 1
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as esbuild from 'esbuild';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const { values } = parseArgs({
  options: {
    programs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    /** Programs that take more processor time than this, in milliseconds, are faults. */
    slow: { type: 'string', default: '5000' },
  },
});
const [programs, seed, slow] = [values.programs, values.seed, values.slow].map(Number);

const folder = join(root, '.work', `fuzz-${process.pid}`);
mkdirSync(folder, { recursive: true });
const outfile = join(folder, 'run.cjs');
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
await esbuild.build({
  absWorkingDir: root,
  entryPoints: ['tests/fuzz/run.ts'],
  outfile,
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
});
const { fuzz } = (await import(outfile)).default;

let slowest = { milliseconds: 0, text: '' };
const found = await fuzz(root, { programs, seed }, (done, text, milliseconds) => {
  if (milliseconds > slowest.milliseconds) slowest = { milliseconds, text };
  if (done % 1000 === 0) console.error(`${done} of ${programs}`);
});
if (slowest.milliseconds > slow)
  found.set('slow', { what: `takes ${Math.round(slowest.milliseconds)} ms`, text: slowest.text, count: 1 });
const faults = [...found.values()].sort((a, b) => b.count - a.count);
const out = join(root, '.work', `fuzz-seed-${seed}`);
rmSync(out, { recursive: true, force: true });
for (const [i, { what, text, count }] of faults.entries()) {
  mkdirSync(out, { recursive: true });
  const file = join(out, `${i + 1}.vkimage`);
  writeFileSync(file, text);
  console.log(`${count} times: ${what}\n  ${file}`);
}
console.log(`${programs} programs, seed ${seed}: ${faults.length} kinds of faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
