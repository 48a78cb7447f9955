// Makes the playground: one page with everything in it, compressed, so that it works from a file and needs no server.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as esbuild from 'esbuild';

const HERE = 'editor/playground';

/** The text of the page. `examples` are texts by path below `examples/`; `licences` writes those of all packages in some bundles. */
export async function playgroundPage(root, { examples, licences }) {
  const read = (name) => readFileSync(join(root, HERE, name), 'utf8');
  const [worker, page] = await Promise.all([workerBundle(root), pageBundle(root, examples)]);
  const payloads = {
    worker: worker.outputFiles[0].text,
    page: page.outputFiles[0].text,
    licences: licences([worker.metafile, page.metafile]),
  };
  const loader = await esbuild.transform(read('page/loader.js'), { minify: true, target: 'es2022' });
  const style = await esbuild.transform(read('page/style.css'), { minify: true, loader: 'css' });
  const scripts = await Promise.all(
    Object.entries(payloads).map(async ([id, text]) => script(id, await deflated(text))),
  );
  return read('page/page.html')
    .replace('/* STYLE */', () => style.code.trim())
    .replace('<!-- SCRIPTS -->', () => `${scripts.join('\n')}\n<script>${loader.code.trim()}</script>`);
}

/** Deflate as browsers unpack it, 3 % smaller than zlib makes it. More rounds take longer and save next to nothing. */
async function deflated(text) {
  // Loaded late, because from then on it ends the process in its own way if something fails.
  const { default: zopfli } = await import('@gfx/zopfli');
  return zopfli.deflateAsync(Buffer.from(text), { numiterations: 1 });
}

const options = (root) => ({
  absWorkingDir: root,
  bundle: true,
  minify: true,
  format: 'iife',
  platform: 'browser',
  target: 'es2022',
  write: false,
  outdir: 'out',
  metafile: true,
  legalComments: 'none',
  logLevel: 'warning',
});

function workerBundle(root) {
  const contents = [
    "import { readYaml } from './cli/project/yaml-reader.ts';",
    `import { servePage } from './${HERE}/worker/serve.ts';`,
    'export const start = (port) => servePage(port, readYaml);',
  ];
  return esbuild.build({
    ...options(root),
    globalName: 'vkcWorker',
    stdin: { contents: contents.join('\n'), resolveDir: root, loader: 'ts' },
    plugins: [inBrowser(root), withoutExamples],
  });
}

function pageBundle(root, examples) {
  const contents = [
    `import { start } from './${HERE}/page/main.ts';`,
    `start(${JSON.stringify(samples(examples))});`,
  ];
  return esbuild.build({
    ...options(root),
    alias: { marked: `./${HERE}/page/markdown.ts` },
    stdin: { contents: contents.join('\n'), resolveDir: root, loader: 'ts' },
  });
}

/** The examples by the name of their folder. */
function samples(examples) {
  const found = {};
  for (const [path, text] of Object.entries(examples)) {
    const [name, ...rest] = path.split('/');
    (found[name] ??= {})[rest.join('/')] = text;
  }
  return found;
}

/** Examples of what is wrong and right, and sources, are for `vkc explain` and the docs; hovering shows the reasons of rules. */
export const withoutExamples = {
  name: 'without-examples',
  setup({ onLoad }) {
    onLoad(
      { filter: /\/(stdlib\/rules|compiler\/diagnostics\/messages|grammar\/messages)\/[\w-]+\.ts$/ },
      ({ path }) => ({
        contents: readFileSync(path, 'utf8').replace(EXAMPLES, "$1: ''").replace(SOURCES, '$1: []'),
        loader: 'ts',
      }),
    );
  },
};

/** What a browser does not have, and what would only make the page larger. */
function inBrowser(root) {
  const file = (name) => () => ({ path: join(root, HERE, 'worker', name) });
  return {
    name: 'in-browser',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^node:crypto$/ }, file('crypto.ts'));
      onResolve({ filter: /\/grammar\/serialize\.ts$/ }, file('library-tree.ts'));
      // Nothing is written to a disk.
      onLoad({ filter: /\/emit\/tree\/pipelines\.ts$/ }, () => ({
        contents: 'export const planPipelines = () => [];\nexport const pipelineOf = () => ({});',
      }));
      onLoad({ filter: /\/stdlib\/sources\.generated\.ts$/ }, async ({ path }) => {
        const { sources, files } = await import(`data:text/javascript,${encodeURIComponent(plain(path))}`);
        const written = Object.entries({ sources, files }).map(
          ([name, value]) => `export const ${name} = ${JSON.stringify(value)};`,
        );
        return { contents: [...written, 'export { sources as trees };'].join('\n') };
      });
      // Our own scanner reads the text; of chevrotain's one only the mark for tokens without a pattern is used.
      onLoad({ filter: /\/chevrotain\/lib\/src\/scan\/lexer_public\.js$/ }, () => ({
        contents:
          'export class Lexer {}\nLexer.NA = /NOT_APPLICABLE/;\nexport const LexerDefinitionErrorType = {};',
      }));
      onLoad({ filter: /\/vscode-languageserver-types\/lib\/esm\/main\.js$/ }, async ({ path }) => ({
        contents: constants(await import(path)),
      }));
      onLoad({ filter: /\/stdlib\/packages\.generated\.ts$/ }, ({ path }) => ({
        contents: `${UNPACK}\n${readFileSync(path, 'utf8').replace(/^  (".*");$/gm, (_, names) => `  unpack(${JSON.stringify(sharedPrefixes(JSON.parse(names)))});`)}`,
        loader: 'ts',
      }));
    },
  };
}

const EXAMPLES =
  /^( {2}(?: {2,4})?(?:wrong|right)| {4,6}why):\s*(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`)/gm;

/** Who asks for a rule, which only reports and the docs say. */
const SOURCES = /^( {2}sources): \[[^\]]*\]/gm;

/** The constants of each name space, without its functions. */
function constants(module) {
  const lines = Object.entries(module).map(([name, all]) => {
    const known = Object.entries(all).filter(([, value]) => typeof value !== 'function');
    return `export const ${name} = ${JSON.stringify(Object.fromEntries(known))};`;
  });
  return lines.join('\n');
}

/** Sorted lines without what each has in common with the one before, and the lengths of that. */
function sharedPrefixes(text) {
  let before = '';
  let lengths = '';
  const rests = text.split('\n').map((line) => {
    let shared = 0;
    while (shared < 60 && shared < line.length && line[shared] === before[shared]) shared++;
    before = line;
    lengths += String.fromCharCode(48 + shared);
    return line.slice(shared);
  });
  return [lengths, rests.join('\n')];
}

const UNPACK = `let before;
const unpack = ([lengths, rests]) => {
  before = '';
  return rests.split('\\n').map((rest, i) => (before = before.slice(0, lengths.charCodeAt(i) - 48) + rest)).join('\\n');
};`;

/** A registry as JavaScript. */
const plain = (path) => readFileSync(path, 'utf8').replaceAll(': Readonly<Record<string, string>>', '');

/** Letters that stand for numbers below 91: all of ASCII that can be printed, without those that mean something in HTML and in text. */
const LETTERS = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).filter(
  (c) => !' <\\`'.includes(c),
);

const script = (id, bytes) =>
  `<script type="text/plain" id="${id}" data-bytes="${bytes.length}">${packed(bytes)}</script>`;

/** Bytes as text: two letters for each 13 bits, which takes 8 % less than base64. `page/loader.js` reads it. */
function packed(bytes) {
  const out = [];
  let [bits, count] = [0, 0];
  for (const byte of bytes) {
    bits |= byte << count;
    count += 8;
    if (count < 13) continue;
    const value = bits & 8191;
    out.push(LETTERS[value % 91], LETTERS[Math.floor(value / 91)]);
    bits >>= 13;
    count -= 13;
  }
  out.push(LETTERS[bits % 91], LETTERS[Math.floor(bits / 91)]);
  return out.join('');
}
