// Makes the registries (`--registries`), and from them the bundle in dist/.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastGlob from 'fast-glob';

const root = dirname(fileURLToPath(import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

writeRegistries();
if (!process.argv.includes('--registries')) await bundle();

function writeRegistries() {
  registry(
    'emit/outputs.generated.ts',
    defaults('emit', 'outputs', 'output', "import type { Output } from './output.ts';", 'readonly Output[]'),
  );
  registry('stdlib/resources.generated.ts', defaults('stdlib', 'resources', 'resource'));
  registry('stdlib/sources.generated.ts', sources());
  registry('compiler/rules.generated.ts', defaults('compiler', 'rules', 'rule'));
  registry('cli/commands.generated.ts', commands());
  registry('cli/templates.generated.ts', templates());
  registry('cli/version.generated.ts', `export const version = ${text(version)};\n`);
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

/** The standard library as text, so that the bundle needs no file beside it. */
function sources() {
  return [
    record('sources', glob('stdlib/{families,systems,roles}/*.vkimage')),
    record('files', glob('stdlib/files/**')),
  ].join('\n');
}

function record(name, paths) {
  const entries = paths.map((path) => `  ${text(path)}: ${text(readText(path))},\n`);
  return `export const ${name}: Readonly<Record<string, string>> = {\n${entries.join('')}};\n`;
}

/** Fails for what is not text, which would not survive. */
function readText(path) {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(join(root, path)));
}

/** Each command with what `vkc --help` says of it, so that the help loads none of them. */
function commands() {
  const entries = glob('cli/commands/*.ts').map((path) => {
    const name = path.slice('cli/commands/'.length, -3);
    const summary = /^ {2}summary: '(.+)',$/m.exec(readFileSync(join(root, path), 'utf8'))?.[1];
    if (summary === undefined) throw new Error(`${path} has no line "  summary: '…',"`);
    return `  ${text(name)}: {\n    summary: '${summary}',\n    load: () => import('./commands/${name}.ts'),\n  },\n`;
  });
  return [
    "import type { CommandEntry } from './command.ts';",
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

function registry(path, content) {
  replace(join(root, path), Buffer.from(`// Made by build.mjs.\n${content}`), 0o644);
}

async function bundle() {
  const esbuild = await import('esbuild');
  const { outputFiles } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: { vkc: 'cli/main.ts' },
    outdir: 'dist',
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minify: true,
    legalComments: 'linked',
    sourcemap: false,
    banner: { js: '#!/usr/bin/env node' },
    logLevel: 'warning',
    write: false,
  });
  // The entry last and old chunks after it: whoever starts vkc meanwhile finds a whole program.
  const entry = join(root, 'dist/vkc.js');
  const files = outputFiles.toSorted((a, b) => (a.path === entry) - (b.path === entry));
  for (const { path, contents } of files) replace(path, contents, path === entry ? 0o755 : 0o644);
  const made = new Set(files.map(({ path }) => path));
  for (const name of glob('dist/**')) if (!made.has(join(root, name))) rmSync(join(root, name));
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
