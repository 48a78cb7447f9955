// Processor time that the semantic model adds to checking: with and without taking notes in turns, so that what else the machine does
// hits both.
// node bench/check.mjs [ROUNDS] [FOLDER]
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const rounds = Number(process.argv[2] ?? 200);
const folder = process.argv[3] ?? 'examples/multi-os';
/** Checks of one measurement: one alone is too short for the clock of the processor. */
const CHECKS = 50;

const { check, noRecorder, SemanticRecorder } = await load();
const names = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(join(root, folder).length + 1));
const once = check(
  Object.fromEntries(names.map((name) => [name, readFileSync(join(root, folder, name))])),
  names.filter((name) => name.endsWith('.vkimage')),
);

const silent = () => noRecorder;
const noting = () => new SemanticRecorder();
for (let i = 0; i < 40; i++) time(i % 2 === 0 ? silent : noting);
const times = { silent: [], noting: [], ratio: [] };
for (let i = 0; i < rounds; i++) {
  const order = i % 2 === 0 ? [silent, noting] : [noting, silent];
  const found = new Map(order.map((recorder) => [recorder, time(recorder)]));
  times.silent.push(found.get(silent));
  times.noting.push(found.get(noting));
  times.ratio.push(found.get(noting) / found.get(silent));
}
const quantile = (values, q) => values.toSorted((a, b) => a - b)[Math.floor(q * (values.length - 1))];
const each = (values) => `${((quantile(values, 0.5) / CHECKS) * 1000).toFixed(0)} µs for each check`;
console.log(`${folder}, ${rounds} rounds of ${CHECKS} checks, Node.js ${process.version}`);
console.log(`without  ${each(times.silent)}`);
console.log(`with     ${each(times.noting)}`);
const [low, middle, high] = [0.25, 0.5, 0.75].map((q) => quantile(times.ratio, q).toFixed(3));
console.log(`ratio    ${middle}   ${low}-${high}`);

/** Milliseconds of processor time. */
function time(recorder) {
  const start = process.cpuUsage();
  for (let i = 0; i < CHECKS; i++) once(recorder());
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

async function load() {
  const contents = `
    import { checkModules } from './compiler/check/modules.ts';
    import { DiagnosticCollector } from './compiler/diagnostics/collector.ts';
    import { Modules } from './compiler/load/loader.ts';
    import { Files } from './compiler/load/project-files.ts';
    import { LIMITS } from './compiler/model/limits.ts';
    import { memoryHost } from './compiler/sdk/host.ts';
    import { library } from './stdlib/index.ts';
    export { SemanticRecorder, noRecorder } from './compiler/check/semantic-recorder.ts';

    export function check(contents, entries) {
      const collector = () => new DiagnosticCollector(LIMITS.errors);
      const modules = new Modules(new Files(memoryHost(contents), library), library, collector(), LIMITS);
      for (const file of entries) modules.load(file, file, { file, start: 0, end: 0, line: 1 });
      return (recorder) => checkModules(modules, library, collector(), recorder);
    }
  `;
  const { outputFiles } = await esbuild.build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
    minify: true,
  });
  const code = Buffer.from(outputFiles[0].contents).toString('base64');
  return import(`data:text/javascript;base64,${code}`);
}
