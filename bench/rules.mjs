// Processor time that the rules add to compiling: with and without them in turns, so that what else the machine does hits both.
// node bench/rules.mjs [ROUNDS] [FOLDER]
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const rounds = Number(process.argv[2] ?? 60);
const folder = process.argv[3] ?? 'examples/multi-os';

const { compile, memoryHost, ruleIds } = await load();
const names = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(join(root, folder).length + 1));
const host = memoryHost(
  Object.fromEntries(names.map((name) => [name, readFileSync(join(root, folder, name))])),
);
const entries = names.filter((name) => name.endsWith('.vkimage'));
const off = new Map(ruleIds().map((id) => [id, 'off']));
const all = new Map(ruleIds().map((id) => [id, 'hint']));

const first = [time(off), time(all)];
const times = { without: [], with: [], ratio: [] };
for (let i = 0; i < rounds; i++) {
  const without = time(off);
  const withRules = time(all);
  times.without.push(without);
  times.with.push(withRules);
  times.ratio.push(withRules / without);
}
const quantile = (values, q) => values.toSorted((a, b) => a - b)[Math.floor(q * (values.length - 1))];
const ms = (value) => `${value.toFixed(1)} ms`;
console.log(`${folder}, ${ruleIds().length} rules, ${rounds} rounds, Node.js ${process.version}`);
console.log(`cold     without ${ms(first[0])}, then with all rules ${ms(first[1])}`);
console.log(`without  ${ms(quantile(times.without, 0.5))}`);
console.log(`with     ${ms(quantile(times.with, 0.5))}`);
console.log(`on top   ${ms(quantile(times.with, 0.5) - quantile(times.without, 0.5))}`);
const [low, middle, high] = [0.25, 0.5, 0.75].map((q) => quantile(times.ratio, q).toFixed(2));
console.log(`ratio    ${middle}   ${low}-${high}`);

/** Milliseconds of processor time of one compilation with these severities. */
function time(rules) {
  const start = process.cpuUsage();
  const { images } = compile({ host, entries, rules, date: '2026-01-15' });
  if (images.length === 0) throw new Error(`${folder} does not compile`);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

async function load() {
  const contents = [
    "export { compile } from './stdlib/index.ts';",
    "export { memoryHost } from './compiler/sdk/host.ts';",
    "export { ruleIds } from './stdlib/rule-set.ts';",
  ].join('\n');
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
