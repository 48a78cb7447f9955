// Processor time from a keystroke to its diagnostics: a session of the language server, a source of 2,000 lines, and edits drawn by lot.
// node bench/keystroke.mjs [EDITS] [SEED] [KIND]
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { largeSource } from './large-source.mjs';
import { root, scratchFolder } from './vkc.mjs';

const edits = Number(process.argv[2] ?? 300);
const random = randomFrom(Number(process.argv[3] ?? 1));
const only = process.argv[4] ?? null;

/** Sorts of edits: where one may stand, and what is typed there. */
const EDITS = {
  'in comments': { at: /# [A-Z][a-z]+ /g, typed: 'abcdefgh ' },
  'in texts': { at: /content = "[^"\n$\\]*/g, typed: 'abcdefgh ' },
  'in values': { at: /(?:port|memory|weight) = [1-9]\d*(?=\D)/g, typed: '0123' },
  'in names': {
    at: /(?:package \[?|use |use app-base-\d+ \{ |let |image [a-z]+|role [a-z]+)[a-z]+/g,
    typed: 'abcdefgh',
  },
  signs: { at: /\{ |= |"/g, typed: '"{}[]=#,$' },
};

const { serve, memoryWorkspace } = await load();
const uri = 'play:/images.vkimage';
const client = new Client();
await client.start();

const first = largeSource();
let text = first;
let version = 1;
client.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'vkimage', version, text } });
await client.meaning();
/** What was typed and is not taken back yet. */
const typed = [];
// What runs the first times is not compiled by V8 yet.
for (let i = 0; i < 100; i++) await keystroke();

const kinds = Object.keys(EDITS).filter((kind) => only === null || kind === only);
const times = new Map(kinds.map((kind) => [kind, []]));
for (let i = 0; i < edits; i++) {
  const kind = kinds[i % kinds.length];
  times.get(kind).push(await keystroke(kind));
}
const quantile = (values, q) => values.toSorted((a, b) => a - b)[Math.floor(q * (values.length - 1))];
const ms = (value) => `${value.toFixed(1)} ms`.padStart(10);
console.log(`${first.split('\n').length - 1} lines, ${edits} edits, Node.js ${process.version}`);
console.log(`${''.padEnd(14)} ${'p50'.padStart(10)} ${'p90'.padStart(10)} ${'p99'.padStart(10)}`);
for (const [kind, each] of [...times, ['all', [...times.values()].flat()]])
  console.log(
    `${kind.padEnd(14)} ${ms(quantile(each, 0.5))} ${ms(quantile(each, 0.9))} ${ms(quantile(each, 0.99))}`,
  );

/** Milliseconds of processor time of typing a letter, or taking the last one back: at most two differ from the first text. */
async function keystroke(kind = pick(Object.keys(EDITS))) {
  if (typed.length === 2 || (typed.length === 1 && random() < 0.7)) {
    const at = typed.pop();
    if (typed.length === 1 && at < typed[0]) typed[0]--;
    return changed(at, at + 1, '');
  }
  const { at, typed: letters } = EDITS[kind];
  const found = pick([...text.matchAll(at)]);
  const offset = found.index + found[0].length;
  if (typed.length === 1 && offset <= typed[0]) typed[0]++;
  typed.push(offset);
  return changed(offset, offset, pick([...letters]));
}

async function changed(from, to, letter) {
  const range = { start: position(from), end: position(to) };
  text = text.slice(0, from) + letter + text.slice(to);
  version++;
  const start = process.cpuUsage();
  client.notify('textDocument/didChange', {
    textDocument: { uri, version },
    contentChanges: [{ range, text: letter }],
  });
  await client.request('textDocument/diagnostic', { textDocument: { uri } });
  await client.meaning();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

function position(offset) {
  const above = text.slice(0, offset).split('\n');
  return { line: above.length - 1, character: above.at(-1).length };
}

function pick(list) {
  return list[Math.floor(random() * list.length)];
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function randomFrom(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** The client of a server in this process; it asks for diagnostics when the server says that there are newer ones. */
function Client() {
  const requests = new Map();
  const notifications = new Map();
  let refreshed = () => undefined;
  const never = () => false;
  serve(
    {
      onRequest: (method, answer) => requests.set(method, answer),
      onNotification: (method, handle) => notifications.set(method, handle),
      request: (method) => method === 'workspace/diagnostic/refresh' && refreshed(),
      notify: () => undefined,
      listen: () => undefined,
    },
    memoryWorkspace,
    { pause: 0, date: '2026-01-15' },
  );
  this.notify = (method, params) => notifications.get(method)?.(params);
  this.request = async (method, params) => requests.get(method)(params, never);
  this.start = () =>
    this.request('initialize', {
      capabilities: {
        textDocument: { diagnostic: {} },
        workspace: { diagnostics: { refreshSupport: true } },
      },
      workspaceFolders: [],
    });
  this.meaning = () =>
    new Promise((done) => {
      refreshed = () => {
        refreshed = () => undefined;
        done(this.request('textDocument/diagnostic', { textDocument: { uri } }));
      };
    });
}

/** The server, bundled anew: what is measured are the sources as they are. */
async function load() {
  const contents = [
    "export { serve } from './editor/server/server.ts';",
    "export { memoryWorkspace } from './editor/playground/worker/memory-workspace.ts';",
  ].join('\n');
  const outfile = join(scratchFolder('keystroke'), 'server.cjs');
  await esbuild.build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    outfile,
    minifySyntax: true,
  });
  return createRequire(import.meta.url)(outfile);
}
