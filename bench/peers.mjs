// Processor time of vkc beside that of Jsonnet and Pkl, which write the same files: once from string templates, once from data that they print
// as YAML themselves. Their programs are made of the tree of one image, and what they write is compared with what vkc writes: byte by byte,
// or as data where they print it. They check nothing, Jsonnet’s folders are made for it beforehand, and the manifest with its hashes and the pipelines above the trees are left out for them.
// JSONNET and PKL name their programs, if those are not on the PATH.
// node bench/peers.mjs [--docs] [ROUNDS] [COUNT…]
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import { chart, secondsText } from './peers/chart.mjs';
import { jsonnet } from './peers/jsonnet.mjs';
import { pkl } from './peers/pkl.mjs';
import { FIRST, MODEL, filled, templatesOf } from './peers/template.mjs';
import { processTime } from './process-time.mjs';
import { source } from './source.mjs';
import { root, scratchFolder, textsIn, vkc } from './vkc.mjs';

const given = process.argv.slice(2).filter((each) => each !== '--docs');
const rounds = Number(given[0] ?? 3);
const counts = given.length > 1 ? given.slice(1).map(Number) : [100];
const scratch = scratchFolder('peers');
let next = 0;

const JSONNET = process.env.JSONNET || 'jsonnet';
const PKL = process.env.PKL || 'pkl';
/** With more images, Jsonnet's own YAML, which is written in Jsonnet, takes minutes. */
const MOST_YAML = 10;
const PEERS = [
  ['Jsonnet', JSONNET, 'jsonnet', jsonnet, (out, file) => ['-S', '-m', out, file]],
  ['Pkl', PKL, 'pkl', pkl, (out, file) => ['eval', '-m', out, file]],
];

const templates = templatesOf(modelTree());
const groups = counts.map((count) => measure(count));
const table = markdown();
process.stdout.write(table);
if (process.argv.includes('--docs')) publish();

/** The files of one image, by path. */
function modelTree() {
  const project = projectOf([MODEL]);
  const out = fresh('model');
  compile(project, out);
  return textsIn(join(out, `xaas-app${MODEL}`));
}

function measure(count) {
  const numbers = Array.from({ length: count }, (_, i) => FIRST + i);
  const project = projectOf(numbers);
  let ours = null;
  const programs = PEERS.flatMap(([name, program, ending, make, args]) =>
    [false, true].map((structured) => {
      const label = `${name}, ${structured ? 'data as YAML' : 'string templates'}`;
      if (name === 'Jsonnet' && structured && count > MOST_YAML) return { label, run: null };
      const file = join(scratch, `${count}-${structured ? 'data' : 'text'}.${ending}`);
      writeFileSync(file, make(templates, count, structured));
      const run = (out) => processTime(args(out, file), { cwd: scratch, program });
      return { label, run, structured };
    }),
  );
  const all = [
    { label: 'vkc, with all checks', run: (out) => compile(project, out), isOurs: true },
    ...programs,
  ];
  const times = all.map(() => []);
  const turns = Math.max(1, Math.min(rounds, Math.floor(300 / count)));
  for (let i = 0; i < turns; i++) {
    for (const [k, { run, label, structured, isOurs }] of all.entries()) {
      if (run === null) continue;
      const out = fresh(`${count}-out`);
      if (label.startsWith('Jsonnet')) makeFolders(out, numbers);
      times[k].push(run(out).processor);
      if (i > 0) continue;
      if (isOurs) ours = out;
      else compare(out, ours, numbers, structured, label);
    }
  }
  const seconds = (k) => times[k].toSorted((a, b) => a - b)[Math.floor(turns / 2)];
  const files = count * templates.length;
  const bars = all.map(({ label, isOurs }, k) => ({ label, isOurs, seconds: seconds(k) }));
  return { name: `${count.toLocaleString('en')} images, ${files.toLocaleString('en')} files`, bars };
}

function projectOf(numbers) {
  const project = fresh('project');
  for (const i of numbers) writeFileSync(join(project, `app${i}.vkimage`), source(i));
  return project;
}

/** A first run, of which nothing is known but the code that V8 keeps. */
function compile(project, out) {
  const env = { XDG_CACHE_HOME: fresh('cache') };
  return processTime([vkc, 'compile', '--quiet', '--out', out], { cwd: project, env });
}

/** Every folder is new and stays: ext4 looks long for room where files were removed within the last seconds. */
function fresh(name) {
  const folder = join(scratch, `${name}-${next++}`);
  mkdirSync(folder);
  return folder;
}

function makeFolders(out, numbers) {
  for (const i of numbers) {
    for (const folder of new Set(templates.map(({ path }) => dirname(filled(path, i)))))
      mkdirSync(join(out, `xaas-app${i}`, folder), { recursive: true });
  }
}

/** Fails unless every file is as it should be. */
function compare(out, ours, numbers, structured, label) {
  for (const i of numbers) {
    for (const { path, data } of templates) {
      const file = `xaas-app${i}/${filled(path, i)}`;
      const made = readFileSync(join(out, file), 'utf8');
      const wanted = readFileSync(join(ours, file), 'utf8');
      const isSame =
        structured && data !== undefined ? isDeepStrictEqual(parse(made), parse(wanted)) : made === wanted;
      if (!isSame) throw new Error(`${label}: ${file} is not as vkc writes it`);
    }
  }
}

function markdown() {
  const lines = ['| Processor time | ', '| - | '];
  for (const { name } of groups) {
    lines[0] += `${name} | Times vkc | `;
    lines[1] += '-: | -: | ';
  }
  for (const [k, { label }] of groups[0].bars.entries()) {
    const cells = groups.map(({ bars }) => {
      const { seconds } = bars[k];
      if (seconds === undefined) return '– | –';
      return `${secondsText(seconds)} | ${(seconds / bars[0].seconds).toFixed(2)}`;
    });
    lines.push(`| ${label} | ${cells.join(' | ')} |`);
  }
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

/** Puts the table and the chart into the docs. */
function publish() {
  const page = join(root, 'docs/speed.md');
  const text = readFileSync(page, 'utf8');
  const block = /(<!-- peers -->\n)[\s\S]*(<!-- \/peers -->)/;
  if (!block.test(text)) throw new Error('docs/speed.md has no place for the table');
  writeFileSync(
    page,
    text.replace(block, (_, start, end) => `${start}\n${table}\n${end}`),
  );
  writeFileSync(join(root, 'docs/images/peers.svg'), chart('Processor time to write the same files', groups));
  execFileSync(join(root, 'node_modules/.bin/prettier'), ['--write', page]);
}
