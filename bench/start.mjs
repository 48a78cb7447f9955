// Processor time (user and system) of whole vkc processes against an empty Node.js process, in turns, so that what else
// the machine does hits all.
// node bench/start.mjs [ROUNDS] [FILE]
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { processTime } from './process-time.mjs';
import { root, scratchFolder, vkc } from './vkc.mjs';

const rounds = Number(process.argv[2] ?? 40);
const file = process.argv[3] ?? largestExample();
const scratch = scratchFolder('bench');

const compile = (out) => [vkc, 'compile', file, '--out', join(scratch, out)];

/** Records of earlier runs are removed before all but the two rows that are about them. */
const programs = {
  'node -e 0': ['-e', '0'],
  'vkc --version': [vkc, '--version'],
  'vkc --help': [vkc, '--help'],
  'vkc check, first time': [vkc, 'check', file],
  'vkc check, nothing changed': [vkc, 'check', file],
  'vkc compile, first time': compile('new'),
  'vkc compile, no record': compile('kept'),
  'vkc compile, nothing changed': compile('kept'),
};

measure();

function measure() {
  for (const args of Object.values(programs)) time(args);
  const times = Object.fromEntries(Object.keys(programs).map((name) => [name, []]));
  for (let i = 0; i < rounds; i++) {
    for (const [name, args] of Object.entries(programs)) {
      rmSync(join(scratch, 'new'), { recursive: true, force: true });
      if (!name.endsWith('nothing changed'))
        rmSync(join(scratch, 'vkc/runs'), { recursive: true, force: true });
      times[name].push(time(args));
    }
  }
  const base = times['node -e 0'];
  console.log(`${file}, ${rounds} rounds, Node.js ${process.version}`);
  console.log(`${''.padEnd(30)}${'median'.padStart(10)}${'ratio'.padStart(8)}   middle half of the ratios`);
  for (const [name, all] of Object.entries(times)) {
    // Round by round: both processes of a pair ran on the same machine at the same time.
    const ratios = all.map((each, i) => each / base[i]);
    const [low, middle, high] = [0.25, 0.5, 0.75].map((q) => quantile(ratios, q).toFixed(2));
    const median = `${quantile(all, 0.5).toFixed(1)} ms`;
    console.log(`${name.padEnd(30)}${median.padStart(10)}${middle.padStart(8)}   ${low}-${high}`);
  }
}

/** Milliseconds of processor time. */
function time(args) {
  return processTime(args, { cwd: root, env: { XDG_CACHE_HOME: scratch } }).processor * 1000;
}

function quantile(values, q) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
}

function largestExample() {
  const examples = readdirSync(join(root, 'examples'), { recursive: true })
    .filter((name) => name.endsWith('.vkimage'))
    .map((name) => join('examples', name));
  const size = (name) => statSync(join(root, name)).size;
  const [largest] = examples.sort((a, b) => size(b) - size(a));
  if (largest === undefined) throw new Error('examples/ holds no .vkimage file: name one.');
  return largest;
}
