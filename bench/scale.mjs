// What projects of many images cost: processor time, time on the clock, and the most memory at a time, of whole vkc processes. Beside them the
// floor: the same files written by nothing but the calls that write them.
// Nothing is removed meanwhile: ext4 looks long for room where files were removed within the last seconds.
// node bench/scale.mjs [COUNT…]
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { processTime } from './process-time.mjs';
import { source } from './source.mjs';
import { scratchFolder, textsIn, vkc } from './vkc.mjs';

const counts = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1, 10, 100];
const scratch = scratchFolder('scale');
const peak = join(scratch, 'peak.cjs');
const noted = join(scratch, 'peak');
writeFileSync(
  peak,
  `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(noted)}, String(process.resourceUsage().maxRSS)));\n`,
);

console.log(`Node.js ${process.version}; an image has three systems, two variants and two roles`);
console.log(`${''.padEnd(32)}${'processor'.padStart(11)}${'clock'.padStart(10)}${'memory'.padStart(10)}`);
for (const count of counts) measure(count);

function measure(count) {
  const project = join(scratch, `images-${count}`);
  mkdirSync(project);
  for (let i = 0; i < count; i++) writeFileSync(join(project, `app${i}.vkimage`), source(i));
  // A source that was written within the last moment is not trusted to stay as it is.
  spawnSync('sleep', ['0.5']);
  const compile = () => time([vkc, 'compile', '--quiet'], project);
  const first = compile();
  const unchanged = compile();
  writeFileSync(join(project, 'app0.vkimage'), `${source(0)}\n`);
  const changed = compile();
  const trees = textsIn(join(project, 'out'));
  const paths = join(scratch, `paths-${count}.json`);
  writeFileSync(
    paths,
    JSON.stringify([...trees].map(([path, text]) => [join(scratch, `floor-${count}`, path), text])),
  );
  const program = `const fs = require('node:fs'); const path = require('node:path'); const made = new Set();
    for (const [file, text] of JSON.parse(fs.readFileSync(${JSON.stringify(paths)}, 'utf8'))) {
      const folder = path.dirname(file);
      if (!made.has(folder)) fs.mkdirSync(folder, { recursive: true });
      made.add(folder);
      fs.writeFileSync(file, text);
    }`;
  const floor = time(['-e', program], project);
  const images = `${count} ${count === 1 ? 'image' : 'images'}`;
  show(`${images}, first time`, first);
  show(`${images}, nothing changed`, unchanged);
  show(`${images}, one line changed`, changed);
  show(`${trees.size} files, written only`, floor);
}

function show(name, { processor, clock, memory }) {
  const cells = [`${processor.toFixed(2)} s`.padStart(11), `${clock.toFixed(2)} s`.padStart(10)];
  console.log(`${name.padEnd(32)}${cells.join('')}${`${Math.round(memory / 1024)} MB`.padStart(10)}`);
}

/** Seconds of processor time and on the clock, and the peak memory in KiB. */
function time(args, cwd) {
  const env = { XDG_CACHE_HOME: scratch, NODE_OPTIONS: `--require ${peak}` };
  return { ...processTime(args, { cwd, env }), memory: Number(readFileSync(noted, 'utf8')) };
}
