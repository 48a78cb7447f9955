// Makes the registries (`--registries`), and from them the bundle in dist/, its types (`--types`), or the pages in docs (`--docs`).
// `--playground` makes only the playground's page in dist/. `--vscode` makes the folder of the VS Code extension in .work/vscode, which `vsce package` packs. `--profile` leaves the bundle's names as they are, so that a profiler shows them.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import fastGlob from 'fast-glob';
import { playgroundPage, withoutExamples } from './editor/playground/bundle.mjs';

const root = dirname(fileURLToPath(import.meta.url));
const common = {
  absWorkingDir: root,
  outdir: 'dist',
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
  write: false,
  // It brings a file of its own, and only an import of HCL needs it.
  external: ['@cdktf/hcl2json'],
  // Modules that are bundled ask for their folder only when they run as sources.
  logOverride: { 'empty-import-meta': 'silent' },
};
const PLUGIN = 'prettier-plugin';
const SERVER = 'language-server';
const TYPES = 'dist/types';
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

await writeRegistries();
if (process.argv.includes('--docs')) await documentation();
else if (process.argv.includes('--types')) await typeDeclarations();
else if (process.argv.includes('--vscode')) await vscodeExtension();
else if (process.argv.includes('--playground')) await playground();
else if (!process.argv.includes('--registries')) await bundle();

async function writeRegistries() {
  registry(
    'emit/outputs.generated.ts',
    defaults('emit', 'outputs', 'output', "import type { Output } from './output.ts';", 'readonly Output[]'),
  );
  registry('compiler/diagnostics/messages.generated.ts', messages());
  registry('grammar/parse/lookahead.generated.ts', await lookahead());
  registry('stdlib/resources.generated.ts', defaults('stdlib', 'resources', 'resource'));
  registry('stdlib/expectations.generated.ts', defaults('stdlib', 'expectations', 'expectation'));
  registry('stdlib/sources.generated.ts', await sources());
  registry(
    'stdlib/packages.generated.ts',
    // Functions, so that the names stay out of the code that is kept compiled.
    ['debian', 'ubuntu', 'redhat']
      .map(
        (family) =>
          `export const ${family}Names = (): string =>\n  ${text(readText(`stdlib/packages/${family}.txt`))};\n`,
      )
      .join(''),
  );
  registry(
    'stdlib/ansible.generated.ts',
    `export const moduleNames = (): string =>\n  ${text(readText('stdlib/ansible/modules.txt'))};\n`,
  );
  registry('stdlib/rules.generated.ts', defaults('stdlib', 'rules', 'rule'));
  registry(
    'import/lifters.generated.ts',
    defaults('import', 'lift/kinds', 'lifter').replace('export const lift/kinds', 'export const lifters'),
  );
  registry('stdlib/invariants.generated.ts', defaults('stdlib', 'invariants', 'invariant'));
  registry(
    'editor/features.generated.ts',
    defaults(
      'editor',
      'features',
      'feature',
      "import type { Feature } from './project/feature.ts';",
      'readonly Feature[]',
    ),
  );
  registry('cli/templates.generated.ts', templates());
  registry('cli/files.generated.ts', record('files', glob('cli/files/**'), readText));
  registry('emit/version.generated.ts', `export const version = ${text(version)};\n`);
  // The last one: commands import the others.
  registry('cli/commands.generated.ts', await commands());
}

/** A list of the default exports of the files in `room/folder`. */
function defaults(room, folder, noun, head = '', type = '') {
  const files = glob(`${room}/${folder}/*.ts`).map((path) => path.slice(room.length + 1));
  const name = (path) =>
    `${camel(path.slice(folder.length + 1, -3))}${noun[0].toUpperCase()}${noun.slice(1)}`;
  const lines = files.map((path) => `import ${name(path)} from './${path}';`);
  if (head !== '') lines.unshift(head);
  const items = files.map((path) => `  ${name(path)},\n`).join('');
  const list = items === '' ? '[]' : `[\n${items}]`;
  return `${lines.join('\n')}\n\nexport const ${folder}${type === '' ? '' : `: ${type}`} = ${list};\n`.trimStart();
}

/** What the parser decides by, so that it need not analyse its grammar at each start. */
async function lookahead() {
  const { FileParser } = await load('grammar/parse/declarations.ts');
  return [
    "import type { StoredLookahead } from './lookahead.ts';",
    '',
    `export const lookahead: StoredLookahead = ${JSON.stringify(new FileParser().lookahead)};`,
    '',
  ].join('\n');
}

/** The areas of diagnostics, and their entries as one table. */
function messages() {
  const names = glob('compiler/diagnostics/messages/*.ts').map((path) => basename(path, '.ts'));
  const list = (each) => names.map((name) => `  ${each(name)},\n`).join('');
  return [
    ...names.map((name) => `import ${camel(name)} from './messages/${name}.ts';`),
    '',
    `export const areas = [\n${list(camel)}];`,
    `export const entries = {\n${list((name) => `...${camel(name)}.entries`)}};`,
    '',
  ].join('\n');
}

/** The standard library as text and as syntax trees, so that the bundle needs no file beside it and parses none. */
async function sources() {
  const { parse } = await load('grammar/parse/parser.ts');
  const { storeTree } = await load('grammar/serialize.ts');
  const tree = (path) => {
    const { file, diagnostics } = parse(path, readText(path));
    const [first] = diagnostics;
    if (first !== undefined) throw new Error(`${path}:${first.span.line}: ${first.message}`);
    return storeTree(file);
  };
  const paths = glob('stdlib/{families,systems,roles}/*.vkimage');
  return [
    record('sources', paths, readText),
    record('trees', paths, tree),
    record('files', glob('stdlib/files/**'), readText),
  ].join('\n');
}

function record(name, paths, content) {
  const entries = paths.map((path) => `  ${text(path)}: ${text(content(path))},\n`);
  return `export const ${name}: Readonly<Record<string, string>> = {\n${entries.join('')}};\n`;
}

/** Fails for what is not text, which would not survive. */
function readText(path) {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(join(root, path)));
}

/** Each command with its line of `vkc --help`, so that the help loads none of them. */
async function commands() {
  const names = glob('cli/commands/*.ts').map((path) => path.slice('cli/commands/'.length, -3));
  const { commandsInOrder, found } = await loadText(
    [
      "export { commandsInOrder } from './reference/command-registry.ts';",
      ...names.map((name, i) => `import c${i} from './commands/${name}.ts';`),
      `export const found = new Map([${names.map((name, i) => `[${text(name)}, c${i}]`)}]);`,
    ].join('\n'),
    'cli',
  );
  const entries = commandsInOrder(found).map(
    ({ name, summary }) =>
      `  ${text(name)}: {\n    summary: ${text(summary)},\n    load: () => import('./commands/${name}.ts'),\n  },\n`,
  );
  return [
    "import type { CommandEntry } from './shell/command.ts';",
    '',
    `export const commands: Readonly<Record<string, CommandEntry>> = {\n${entries.join('')}};`,
    '',
  ].join('\n');
}

/** The projects that `vkc init` can write. */
function templates() {
  const found = new Map();
  for (const path of glob('cli/templates/*/**')) {
    const [name, ...rest] = path.slice('cli/templates/'.length).split('/');
    const files = found.get(name) ?? [];
    files.push(`    ${text(rest.join('/'))}: ${text(readText(path))},\n`);
    found.set(name, files);
  }
  const entries = [...found].map(([name, files]) => `  ${text(name)}: {\n${files.join('')}  },\n`);
  return `export const templates: Readonly<Record<string, Readonly<Record<string, string>>>> = {\n${entries.join('')}};\n`;
}

/** The pages of docs that are made from what vkc itself works with. */
async function documentation() {
  const { docFolders, docPages } = await load('cli/reference/folders.ts');
  for (const [folder, pages] of await docFolders()) await writePages(folder, pages);
  for (const [path, markdown] of docPages()) await writePage(join(root, path), markdown);
}

async function writePages(folder, pages) {
  for (const [name, markdown] of pages) await writePage(join(root, folder, name), markdown);
  for (const path of glob(`${folder}/**`))
    if (!pages.has(path.slice(folder.length + 1))) rmSync(join(root, path));
}

async function writePage(path, markdown) {
  const prettier = await import('prettier');
  const options = { ...(await prettier.resolveConfig(path)), filepath: path };
  replace(path, Buffer.from(await prettier.format(markdown, options)), 0o644);
}

function registry(path, content) {
  replace(join(root, path), Buffer.from(`// Made by build.mjs.\n${content}`), 0o644);
}

/**
 * dist/: a small entry, Prettier's plugin, and everything else in one file with the code that V8 made of it, which saves most of what
 * starting costs. Both are CommonJS, since only that can be given such code.
 */
async function bundle() {
  const options = {
    ...common,
    minify: !process.argv.includes('--profile'),
    legalComments: 'linked',
    metafile: true,
  };
  const texts = [];
  const { outputFiles: built, metafile } = await esbuild.build({
    ...options,
    entryPoints: { program: 'cli/start.ts' },
    define: { besideProgram: 'require.resolve' },
    external: [...common.external, './playground.html'],
    entryNames: '[name]-[hash]',
    plugins: [apart(), textsApart(texts), deferred()],
    // A file that is a function from its first letter to its last is compiled as it was read, without another copy in memory.
    banner: { js: '(function (exports, require, module, __dirname) {' },
    footer: { js: '})' },
    // What V8 compiles from a cache can require, but not import.
    supported: { 'dynamic-import': false },
  });
  const program = built.map(({ path, contents }) => ({
    path,
    contents: path.endsWith('.js') ? escaped(contents) : contents,
  }));
  const { outputFiles: plugin, metafile: ofPlugin } = await esbuild.build({
    ...options,
    entryPoints: { [PLUGIN]: 'grammar/print/prettier-plugin.ts' },
  });
  const { outputFiles: server, metafile: ofServer } = await esbuild.build({
    ...options,
    entryPoints: { [SERVER]: 'cli/lsp/serve.ts' },
  });
  const { outputFiles: face, metafile: ofFace } = await esbuild.build({
    ...options,
    entryPoints: { index: 'index.ts' },
  });
  const page = await playground();
  const name = basename(program.find(({ path }) => path.endsWith('.js')).path);
  const { outputFiles: entry } = await esbuild.build({
    ...options,
    entryPoints: { vkc: 'cli/main.ts' },
    define: { PROGRAM: JSON.stringify(name) },
    banner: { js: '#!/usr/bin/env node' },
  });
  for (const { path, contents } of [...program, ...texts, ...plugin, ...server, ...face])
    replace(path, contents, 0o644);
  replace(join(root, 'dist/package.json'), Buffer.from('{ "type": "commonjs" }\n'), 0o644);
  const notices = join(root, 'dist/third-party-licenses.txt');
  replace(notices, Buffer.from(licences([metafile, ofPlugin, ofServer, ofFace])), 0o644);
  const cache = await codeCache(join(root, 'dist', name));
  // The entry last and old files after it: whoever starts vkc meanwhile finds a whole program.
  for (const { path, contents } of entry) replace(path, contents, 0o755);
  const made = new Set(
    [...program, ...texts, ...plugin, ...server, ...face, ...entry].map(({ path }) => path),
  );
  made.add(join(root, 'dist/package.json')).add(cache).add(notices).add(page);
  for (const path of glob('dist/**'))
    if (!made.has(join(root, path)) && !path.startsWith(`${TYPES}/`)) rmSync(join(root, path));
}

/** dist/playground.html, which `vkc playground` writes and serves. */
async function playground() {
  const examples = Object.fromEntries(
    glob('examples/**').map((path) => [path.slice('examples/'.length), readText(path)]),
  );
  const page = join(root, 'dist/playground.html');
  replace(page, Buffer.from(await playgroundPage(root, { examples, licences })), 0o644);
  return page;
}

/**
 * dist/types: the declarations of index.ts, and of what they refer to. Types that come from zod schemas are written out, so that whoever
 * uses the package needs nothing else.
 */
async function typeDeclarations() {
  const { schemaDeclarations } = await load('cli/reference/type-declarations.ts');
  const written = schemaDeclarations();
  const out = mkdtempSync(join(tmpdir(), 'vkc-types-'));
  const made = new Map();
  try {
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    execFileSync(process.execPath, [tsc, '-p', 'tsconfig.types.json', '--outDir', out], {
      cwd: root,
      stdio: 'inherit',
    });
    const waiting = ['index.d.ts'];
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      if (made.has(path)) continue;
      const text = written.get(path) ?? readFileSync(join(out, path), 'utf8');
      // Whoever reads these has no sources beside them.
      const own = text.replace(/from '(\.{1,2}\/[^']*)\.ts'/g, (_, name) => {
        waiting.push(join(dirname(path), `${name}.d.ts`));
        return `from '${name}.js'`;
      });
      const foreign = /from '(?!\.)([^']*)'|import\('([^']*)'\)/.exec(own);
      if (foreign !== null)
        throw new Error(`the types of the package need ${foreign[1] ?? foreign[2]}: ${path}`);
      made.set(path, own);
    }
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
  const prettier = await import('prettier');
  for (const [path, text] of made) {
    const pretty = await prettier.format(text, { parser: 'typescript', singleQuote: true, printWidth: 110 });
    replace(join(root, TYPES, path), Buffer.from(pretty), 0o644);
  }
  for (const path of glob(`${TYPES}/**`))
    if (!made.has(path.slice(TYPES.length + 1))) rmSync(join(root, path));
}

/** The extension with its own copy of the language server, so that it needs nothing else on the machine. */
async function vscodeExtension() {
  const out = join(root, '.work/vscode');
  const from = join(root, 'editor/vscode');
  const options = { ...common, minify: true, metafile: true, legalComments: 'none' };
  const client = await esbuild.build({
    ...options,
    entryPoints: { extension: 'editor/vscode/extension.ts' },
    external: ['vscode'],
  });
  const contents = [
    "import { serveStdio } from './cli/lsp/serve.ts';",
    'serveStdio(new Date().toISOString().slice(0, 10));',
  ];
  const server = await esbuild.build({
    ...options,
    stdin: { contents: contents.join('\n'), resolveDir: root, loader: 'ts' },
    plugins: [withoutExamples],
  });
  rmSync(out, { recursive: true, force: true });
  const write = (path, content) => replace(join(out, path), Buffer.from(content), 0o644);
  write('extension.js', client.outputFiles[0].contents);
  write('server.js', server.outputFiles[0].contents);
  write('third-party-licenses.txt', licences([client.metafile, server.metafile]));
  write('LICENSE', readText('LICENSE'));
  const manifest = JSON.parse(readFileSync(join(from, 'manifest.json'), 'utf8'));
  write('package.json', `${JSON.stringify({ ...manifest, version }, null, 2)}\n`);
  for (const path of glob('editor/vscode/**/*.{json,md}')) {
    if (basename(path) !== 'manifest.json') write(path.slice('editor/vscode/'.length), readText(path));
  }
}

/** The licences of the packages that are in a bundle. Most ask that their text goes along. */
function licences(metafiles) {
  const inputs = metafiles.flatMap(({ inputs: files }) => Object.keys(files));
  const folders = new Set(
    inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0] ?? []),
  );
  const parts = [...folders].sort().map((folder) => {
    const { name, version: own, license } = JSON.parse(readText(`${folder}/package.json`));
    const [file] = glob(`${folder}/{LICENSE,LICENCE,LICENSE-MIT,license}*`);
    return `${name} ${own} (${license})\n\n${file === undefined ? '' : readText(file).trim()}\n`;
  });
  const forms = `forms of tokens, from gitleaks (MIT)\n\n${readText('stdlib/secrets/gitleaks.LICENSE').trim()}\n`;
  return [...parts, forms].join(`\n${'-'.repeat(78)}\n\n`);
}

/** In ASCII, as the program is read: esbuild leaves other letters in regular expressions as they are. */
function escaped(contents) {
  const hex = (c) => c.charCodeAt(0).toString(16).padStart(4, '0');
  return Buffer.from(
    Buffer.from(contents)
      .toString()
      .replace(/[^\0-\x7f]/g, (c) => `\\u${hex(c)}`),
  );
}

/**
 * The formatter and the language server stand in files of their own with all that they need, since only `vkc fmt` and `vkc lsp` load them.
 */
function apart() {
  const file = (name) => ({ path: `./${name}.js`, external: true });
  return {
    name: 'apart',
    setup({ onResolve }) {
      onResolve({ filter: /\/prettier-plugin\.ts$/ }, () => file(PLUGIN));
      onResolve({ filter: /\/lsp\/serve\.ts$/ }, () => file(SERVER));
    },
  };
}

/**
 * Cryptography takes Node.js longer to load than a small image takes to check, and few sources have YAML in them: both are loaded when one
 * of their functions is first called.
 */
function deferred() {
  const filter = /^(?:node:crypto|node:zlib|yaml)$/;
  const own = createRequire(import.meta.url);
  return {
    name: 'deferred',
    setup({ onLoad, onResolve }) {
      onResolve({ filter }, ({ path, kind, importer }) =>
        kind === 'import-statement' && (path !== 'yaml' || /\/stdlib\//.test(importer))
          ? { path, namespace: 'deferred', pluginData: dirname(importer) }
          : null,
      );
      onLoad({ filter: /.*/, namespace: 'deferred' }, ({ path, pluginData }) => {
        const builtin = own(path);
        const names = Object.keys(builtin).filter(
          (name) => typeof builtin[name] === 'function' && /^[a-z]/.test(name),
        );
        const contents = names.map(
          (name) => `export const ${name} = (...args) => require(${text(path)}).${name}(...args);\n`,
        );
        return { contents: contents.join(''), loader: 'js', resolveDir: pluginData };
      });
    },
  };
}

/**
 * The texts of the library stand in files beside the program, which is read at every start. Only what is asked for becomes a string.
 * The files are added to `made`.
 */
function textsApart(made) {
  return {
    name: 'texts-apart',
    setup({ onLoad }) {
      onLoad({ filter: /\/stdlib\/\w+\.generated\.ts$/ }, async ({ path }) => {
        const name = basename(path, '.generated.ts');
        if (name !== 'sources' && name !== 'packages') return null;
        const parts = [];
        let end = 0;
        const place = (content) => {
          parts.push(Buffer.from(content));
          const start = end;
          end += parts.at(-1).length;
          return [start, end];
        };
        const places = (all) =>
          JSON.stringify(
            Object.fromEntries(Object.entries(all).map(([key, content]) => [key, place(content)])),
          );
        const exported = Object.entries(await load(path)).map(([key, value]) =>
          typeof value === 'function'
            ? `export const ${key} = () => storedTexts(file, ${places({ all: value() })}).all;`
            : `export const ${key} = storedTexts(file, ${places(value)});`,
        );
        const contents = Buffer.concat(parts);
        const file = `${name}-${createHash('sha256').update(contents).digest('hex').slice(0, 8).toUpperCase()}.txt`;
        made.push({ path: join(root, 'dist', file), contents });
        const head = `import { storedTexts } from '../cli/host/stored-texts.ts';\nconst file = ${text(file)};\n`;
        return { contents: head + exported.join('\n'), loader: 'js', resolveDir: dirname(path) };
      });
    },
  };
}

/** Runs the program so that V8 compiles what compiling needs, and keeps that beside it. */
async function codeCache(path) {
  const { builtCache, runProgram } = await load('cli/program.ts');
  const out = mkdtempSync(join(tmpdir(), 'vkc-build-'));
  try {
    const { script, program } = runProgram(path);
    await program.start(['compile', join(root, 'examples/multi-os'), '--out', out, '--quiet']);
    if (process.exitCode) throw new Error('examples/multi-os does not compile');
    replace(builtCache(path), script.createCachedData(), 0o644);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
  return builtCache(path);
}

/** A module of the project, bundled in memory: this file is plain JavaScript. */
function load(path) {
  return imported({ entryPoints: [path] });
}

/** The same for TypeScript that stands in no file, in a folder of the project. */
function loadText(contents, folder) {
  return imported({ stdin: { contents, resolveDir: join(root, folder), loader: 'ts' } });
}

/** As CommonJS, which may also hold packages that call `require`. */
async function imported(options) {
  const { outputFiles } = await esbuild.build({ ...common, ...options });
  const module = { exports: {} };
  const body = new Function('exports', 'require', 'module', outputFiles[0].text);
  body(module.exports, createRequire(import.meta.url), module);
  return module.exports;
}

/**
 * Leaves a file alone that is as it should be, since a new mtime would make watchers run; else puts the new one in its
 * place in one step, since someone may be reading.
 */
function replace(path, contents, mode) {
  if (existsSync(path) && readFileSync(path).equals(contents)) return;
  mkdirSync(dirname(path), { recursive: true });
  const fresh = `${path}.${process.pid}`;
  writeFileSync(fresh, contents, { mode });
  renameSync(fresh, path);
}

/** Sorted by code unit, so that the registries are the same everywhere. */
function glob(pattern) {
  return fastGlob.sync(pattern, { cwd: root, dot: true }).sort();
}

function camel(name) {
  return name.replace(/[^A-Za-z0-9]+(.)/g, (_, letter) => letter.toUpperCase());
}

/** As JSON, but for two line separators that older readers of JavaScript take for line breaks. */
function text(value) {
  return JSON.stringify(value).replace(/[\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`);
}
