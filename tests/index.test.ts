import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from './support/examples.ts';

const page = readFileSync(join(root, 'docs/api.md'), 'utf8');
const [example, emitter] = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code!);
const printed = /^It prints:\n\n```text\n(.*?)^```$/ms.exec(page)![1]!;

/** A project that has the package installed, as npm packs it, and nothing else. */
let project = '';

beforeAll(() => {
  execFileSync(process.execPath, ['build.mjs', '--types'], { cwd: root });
  project = mkdtempSync(join(tmpdir(), 'vkc-consumer-'));
  const pack = ['pack', '--ignore-scripts', '--silent', '--pack-destination', project];
  const archive = execFileSync('npm', pack, { cwd: root, encoding: 'utf8' }).trim().split('\n').at(-1)!;
  mkdirSync(join(project, 'node_modules'));
  execFileSync('tar', ['-xzf', join(project, archive), '-C', join(project, 'node_modules')]);
  renameSync(join(project, 'node_modules/package'), join(project, 'node_modules/vkc'));
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'consumer', type: 'module' }));
}, 120_000);
afterAll(() => rmSync(project, { recursive: true, force: true }));

/** What the strictest TypeScript says of files of the project; the JavaScript is beside them. */
function compiled(files: Readonly<Record<string, string>>): string {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(project, name), text);
  const options = {
    target: 'ES2022',
    lib: ['ES2023'],
    module: 'NodeNext',
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    types: [],
    rewriteRelativeImportExtensions: true,
    noEmitOnError: true,
  };
  const config = { compilerOptions: options, files: Object.keys(files) };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(config));
  const { stdout } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), '-p', project],
    {
      encoding: 'utf8',
    },
  );
  return stdout;
}

const CONSOLE = 'declare const console: { log(...all: unknown[]): void };\n';

test('the example of docs/api.md type-checks against the package, and prints what the page says', () => {
  expect(compiled({ 'example.ts': example!, 'console.d.ts': CONSOLE })).toBe('');
  const out = execFileSync(process.execPath, ['example.js'], { cwd: project, encoding: 'utf8' });
  expect(out).toBe(printed);
}, 120_000);

test('the emitter of docs/api.md does too', () => {
  const use = `
    import { compile, memoryHost, render } from 'vkc';
    import { packageLists } from './emitter.ts';
    const host = memoryHost({ 'a.vkimage': 'image a {\\n  os = [debian12]\\n  package jq\\n}\\n' });
    const compilation = compile({ host, entries: ['a.vkimage'] });
    const [file] = render(compilation.images[0]!, compilation, packageLists).filter(({ path }) => path === 'a.json');
    console.log((JSON.parse(String(file!.content)) as string[]).includes('jq'));
  `;
  expect(compiled({ 'emitter.ts': emitter!, 'use.ts': use, 'console.d.ts': CONSOLE })).toBe('');
  expect(execFileSync(process.execPath, ['use.js'], { cwd: project, encoding: 'utf8' })).toBe('true\n');
}, 120_000);

test('a wrong use does not type-check', () => {
  const wrong = "import { compile } from 'vkc';\ncompile({ entries: ['a.vkimage'] });\n";
  expect(compiled({ 'wrong.ts': wrong })).toContain("Property 'host' is missing");
}, 120_000);

test('it can be required', () => {
  const code = "console.log(typeof require('vkc').compile)";
  expect(execFileSync(process.execPath, ['-e', code], { cwd: project, encoding: 'utf8' })).toBe('function\n');
});

test('the types that are written from schemas are those of the source', () => {
  const types = ['Image', 'Target', 'RoleRun', 'Task', 'BootCheckGroup', 'RuntimeVariable'];
  const same = types.map((name) => `same<own.${name}, made.${name}>(true);`).join('\n');
  const text = `
    import type * as own from ${JSON.stringify(join(root, 'compiler/model/ir.ts'))};
    import type { Contents } from ${JSON.stringify(join(root, 'compiler/sdk/contents.ts'))};
    import type * as made from 'vkc';
    type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
    declare function same<A, B>(is: Same<A, B>): void;
    ${same}
    // Lists within entries can be changed in the source, and not by who is given them.
    ((found: Contents): made.Contents => found)({} as Contents);
    same<keyof Contents['start'], keyof made.PhaseContents>(true);
    same<own.Task, made.Asset>(false);
  `;
  const path = join(project, 'same.ts');
  writeFileSync(path, text);
  const args = ['--ignoreConfig', '--noEmit', '--strict', '--skipLibCheck', '--allowImportingTsExtensions'];
  const options = [
    '--module',
    'nodenext',
    '--target',
    'es2022',
    '--exactOptionalPropertyTypes',
    '--types',
    '',
  ];
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { stdout } = spawnSync(process.execPath, [tsc, ...args, ...options, path], { encoding: 'utf8' });
  expect(stdout).toBe('');
}, 120_000);
