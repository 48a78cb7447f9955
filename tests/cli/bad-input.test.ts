import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { spawnSync } from 'node:child_process';
import { root } from '../support/examples.ts';

/** What a newcomer can hand to the command, through the real program: a message with place and remedy, and no tree. */
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vkc-bad-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

function vkc(...args: string[]): { exit: number | null; text: string } {
  const result = spawnSync(process.execPath, [join(root, 'dist/vkc.js'), ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { exit: result.status, text: result.stdout + result.stderr };
}

const image = (body: string) => `image a {\n  os = [debian12]\n${body}\n}\n`;

interface Case {
  readonly name: string;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly args?: readonly string[];
  readonly exit: number;
  readonly says: readonly RegExp[];
}

const cases: readonly Case[] = [
  {
    name: 'a missing file',
    files: {},
    args: ['compile', 'no.vkimage'],
    exit: 2,
    says: [/no\.vkimage/, /no such file/],
  },
  {
    name: 'a folder without sources',
    files: { 'd/x.txt': '' },
    args: ['compile', 'd'],
    exit: 2,
    says: [/No \.vkimage file in d/, /vkc init/],
  },
  {
    name: 'a folder in the place of a file',
    files: { 'files/x': '', 'm.vkimage': image('  file "/x" { source = file("files") }') },
    exit: 1,
    says: [/`files` is a folder/, /m\.vkimage:3:29/],
  },
  {
    name: 'no UTF-8',
    files: { 'm.vkimage': new Uint8Array([0x23, 0xff, 0xfe]) },
    exit: 1,
    says: [/not UTF-8: byte 1/, /Save the file as UTF-8/],
  },
  { name: 'an empty file', files: { 'm.vkimage': '' }, exit: 1, says: [/declares nothing/, /vkc init/] },
  {
    name: '100,000 nested braces',
    files: { 'm.vkimage': '{'.repeat(100_000) },
    exit: 1,
    says: [/nested more than/, /m\.vkimage:1:/],
  },
  {
    name: '100,000 nested lists',
    files: { 'm.vkimage': `let a = ${'['.repeat(100_000)}` },
    exit: 1,
    says: [/nested more than/],
  },
  {
    name: 'a file of 20 MB',
    files: { 'm.vkimage': `${image('  package jq')}${'#'.repeat(20_000_000)}` },
    exit: 1,
    says: [/19 MiB/, /up to 4 MiB/],
  },
  {
    name: 'a circle of imports',
    files: {
      'm.vkimage': `import "b.vkimage"\n${image('  package jq')}`,
      'b.vkimage': 'import "m.vkimage"\nrole r {\n  package jq\n}\n',
    },
    args: ['compile', 'm.vkimage'],
    exit: 1,
    says: [/circle: m\.vkimage → b\.vkimage → m\.vkimage/, /b\.vkimage:1:8/],
  },
  {
    name: 'a path out of the project',
    files: { 'm.vkimage': image('  file "/x" { source = file("../../x") }') },
    exit: 1,
    says: [/leads out of the project/, /m\.vkimage:3:29/],
  },
  {
    name: 'an import out of the project',
    files: { 'm.vkimage': `import "../x.vkimage"\n${image('  package jq')}` },
    exit: 1,
    says: [/leads out of the project/],
  },
  {
    name: 'an absolute path',
    files: { 'm.vkimage': image('  file "/x" { source = file("/etc/passwd") }') },
    exit: 1,
    says: [/absolute path/, /relative to the folder/],
  },
  {
    name: 'an unknown system',
    files: { 'm.vkimage': 'image a {\n  os = [ubuntu2405]\n  package jq\n}\n' },
    exit: 1,
    says: [/no system called `ubuntu2405`/, /Did you mean `ubuntu2404`/, /m\.vkimage:2:9/],
  },
  {
    name: 'one name for two targets',
    files: { 'm.vkimage': 'image a {\n  os = [debian12, debian13]\n  name = "x"\n  package jq\n}\n' },
    exit: 1,
    says: [/Two targets are called `x`/, /m\.vkimage:3:10/],
  },
  {
    name: 'one name for targets of two images',
    files: {
      'm.vkimage':
        'image a-b {\n  os = [debian12]\n  package jq\n}\nimage c {\n  os = [debian12]\n  name = "a-b"\n  package jq\n}\n',
    },
    exit: 1,
    says: [/Two targets are called `a-b`/],
  },
  {
    name: 'an unknown flag',
    files: {},
    args: ['compile', '--oss', 'debian12'],
    exit: 2,
    says: [/--oss/, /--os\b/],
  },
  { name: 'an unknown command', files: {}, args: ['complie'], exit: 2, says: [/complie/, /compile/] },
  {
    name: 'an unknown system on the command line',
    files: { 'm.vkimage': image('  package jq') },
    args: ['compile', '--os', 'debian2', 'm.vkimage'],
    exit: 2,
    says: [/--os debian2/, /debian12/],
  },
  {
    name: 'a param that nobody declares',
    files: { 'm.vkimage': image('  package jq') },
    args: ['compile', '--set', 'x=1', 'm.vkimage'],
    exit: 2,
    says: [/--set x/],
  },
  {
    name: 'a param of another type',
    files: { 'm.vkimage': `param n: int = 1\n${image('  package "a${n}"')}` },
    args: ['compile', '--set', 'n=one', 'm.vkimage'],
    exit: 2,
    says: [/--set n=one/, /a number/],
  },
];

describe.each(cases)('$name', ({ files, args, exit, says }) => {
  test('gets a message with the place and the remedy, and nothing is written', () => {
    put(files);
    const before = readdirSync(folder, { recursive: true }).sort();
    const ran = vkc(...(args ?? ['compile', 'm.vkimage']));
    for (const pattern of says) expect(ran.text).toMatch(pattern);
    expect(ran.text).not.toMatch(/\n\s+at .*:\d+:\d+\)?$|undefined|\[object|VKC_DEBUG|internal/m);
    expect(ran.exit).toBe(exit);
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual(before);
  });
});

test('a symbolic link out of the project is not followed', () => {
  put({ 'p/m.vkimage': image('  file "/x" { source = file("l/secret") }'), 'outside/secret': 'x' });
  symlinkSync(join(folder, 'outside'), join(folder, 'p/l'));
  const ran = vkc('compile', 'p/m.vkimage');
  expect(ran.text).toMatch(/leads out of the project/);
  expect(ran.exit).toBe(1);
  expect(existsSync(join(folder, 'out'))).toBe(false);
});

describe('an output folder', () => {
  const source = { 'm.vkimage': image('  package jq') };

  test('with a file of somebody else keeps it, and no files are added', () => {
    put({ ...source, 'out/a/seed.sh': 'mine\n' });
    const ran = vkc('compile', 'm.vkimage');
    expect(ran.exit).toBe(3);
    expect(ran.text).toMatch(/seed\.sh/);
    expect(ran.text).toMatch(/--force/);
    expect(readdirSync(join(folder, 'out/a'))).toEqual(['seed.sh']);
    expect(readFileSync(join(folder, 'out/a/seed.sh'), 'utf8')).toBe('mine\n');
  });

  test('with a file changed by hand keeps the change and all other files', () => {
    put(source);
    expect(vkc('compile', 'm.vkimage').exit).toBe(0);
    const playbook = join(folder, 'out/a/playbook/provision.yml');
    writeFileSync(playbook, `${readFileSync(playbook, 'utf8')}# by hand\n`);
    const images = readFileSync(join(folder, 'out/a/.images.yaml'), 'utf8');
    put({ 'm.vkimage': image('  team = "other"\n  package jq') });
    const ran = vkc('compile', 'm.vkimage');
    expect(ran.exit).toBe(3);
    expect(ran.text).toMatch(/provision\.yml/);
    expect(readFileSync(playbook, 'utf8')).toMatch(/# by hand/);
    expect(readFileSync(join(folder, 'out/a/.images.yaml'), 'utf8')).toBe(images);
    expect(vkc('compile', '--force', 'm.vkimage').exit).toBe(0);
    expect(readFileSync(join(folder, 'out/a/.images.yaml'), 'utf8')).toMatch(/team: "other"/);
  });

  test('that is a file is named in the message', () => {
    put({ ...source, out: 'x' });
    const ran = vkc('compile', 'm.vkimage');
    expect(ran.exit).toBe(2);
    expect(ran.text).toMatch(/\bout\b/);
  });

  test('that differs from the source fails --check, and one that matches passes', () => {
    put(source);
    expect(vkc('compile', '--check', 'm.vkimage').exit).toBe(1);
    expect(vkc('compile', 'm.vkimage').exit).toBe(0);
    expect(vkc('compile', '--check', 'm.vkimage').exit).toBe(0);
    put({ 'm.vkimage': image('  package vim') });
    const ran = vkc('compile', '--check', 'm.vkimage');
    expect(ran.exit).toBe(1);
    expect(ran.text).toMatch(/tasks\/main\.yml/);
  });
});
