import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { version } from '../../emit/version.generated.ts';
import { root } from '../support/examples.ts';
import { folder } from '../support/command-line.ts';

/** Where the package is unpacked: nothing above it has a node_modules. */
let place = '';
let program = '';

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'vkc-package-'));
  const args = ['pack', '--ignore-scripts', '--silent', '--pack-destination', place];
  const archive = execFileSync('npm', args, { encoding: 'utf8' }).trim().split('\n').at(-1)!;
  execFileSync('tar', ['-xzf', join(place, archive), '-C', place]);
  program = join(place, 'package/dist/vkc.js');
  chmodSync(place, 0o755);
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

function vkc(cwd: string, argv: readonly string[], options: object = {}) {
  const { status, stdout, stderr } = spawnSync(program, argv, { cwd, encoding: 'utf8', ...options });
  return { exit: status, out: stdout, err: stderr };
}

/** The package as on a Node.js that did not build it, which has no compiled code beside it. */
function elsewhere(): { program: string; home: string; caches: () => string[] } {
  const there = mkdtempSync(join(place, 'elsewhere-'));
  cpSync(join(place, 'package'), there, { recursive: true });
  for (const name of readdirSync(join(there, 'dist')))
    if (name.endsWith('.cache')) rmSync(join(there, 'dist', name));
  const home = join(there, 'home');
  return {
    program: join(there, 'dist/vkc.js'),
    home,
    caches: () => (existsSync(join(home, 'vkc')) ? readdirSync(join(home, 'vkc')) : []),
  };
}

/** For what root may do anyway. */
const unprivileged = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

it('carries the licences of what it bundles', () => {
  const text = readFileSync(join(place, 'package/dist/third-party-licenses.txt'), 'utf8');
  expect(text).toMatch(/^diff \d+\.\d+\.\d+ \(BSD-3-Clause\)\n\nBSD 3-Clause License/m);
  expect(text).toMatch(/^zod \S+ \(MIT\)\n\nMIT License/m);
  expect(text).not.toContain('undefined');
});

describe('the package', () => {
  it('says that the folder it is in has been removed', () => {
    const gone = mkdtempSync(join(place, 'gone-'));
    const { status, stderr } = spawnSync('sh', ['-c', `rmdir "$PWD"; exec "${program}" check`], {
      cwd: gone,
      encoding: 'utf8',
    });
    expect(stderr).toMatch(/^vkc: The folder that you are in has been removed\.$/m);
    expect(status).toBe(3);
  });

  it('writes the page of the playground, which lies beside the program', () => {
    const cwd = folder();
    expect(vkc(cwd, ['playground'])).toMatchObject({ exit: 0, err: '' });
    const written = readFileSync(join(cwd, 'playground.html'), 'utf8');
    expect(written).toBe(readFileSync(join(place, 'package/dist/playground.html'), 'utf8'));
  });

  it('holds the bundle and its licences, and nothing that was only needed to make it', () => {
    const names = readdirSync(join(place, 'package'), { recursive: true }).map(String);
    expect(names).toContain('LICENSE');
    expect(names.some((name) => name.endsWith('.LEGAL.txt'))).toBe(true);
    expect(names.filter((name) => /(?<!\.d)\.ts$|\.map$|node_modules|tests/.test(name))).toEqual([]);
    expect(statSync(program).mode & 0o111).toBe(0o111);
  });

  it('runs without node_modules', () => {
    expect(vkc(place, ['--version'])).toEqual({ exit: 0, out: `${version}\n`, err: '' });
    expect(vkc(place, ['--help']).out).toContain('Commands:');
    expect(vkc(place, ['sarif'])).toMatchObject({ exit: 2 });
  });

  it('formats with the parts of Prettier that are in the package', () => {
    const ugly = 'image a {\n os=[debian12]\n}\n';
    const nice = 'image a {\n  os = [debian12]\n}\n';
    expect(vkc(place, ['fmt', '--stdin'], { input: ugly })).toEqual({ exit: 0, out: nice, err: '' });
  });

  it('explains and traces', () => {
    const cwd = folder({ 'image.vkimage': 'image xaas-web {\n  os = [debian12]\n  package nginx\n}\n' });
    expect(vkc(cwd, ['explain', '0202']).out).toMatch(/^error\[VK0202\]: /);
    expect(vkc(cwd, ['compile', '--quiet'])).toEqual({ exit: 0, out: '', err: '' });
    const traced = vkc(cwd, ['trace', 'image.vkimage:3', '--json']);
    expect(traced).toMatchObject({ exit: 0, err: '' });
    expect(JSON.parse(traced.out).length).toBeGreaterThan(0);
  });

  it('has every text of the library, which stands beside the program', () => {
    const names = ['roles/vm_init.vkimage', 'systems/debian12.vkimage', 'families/redhat.vkimage'];
    for (const name of names) {
      const { out, err } = vkc(place, ['explain', `vkc:${name}`]);
      expect({ out, err }).toEqual({ out: readFileSync(join(root, 'stdlib', name), 'utf8'), err: '' });
    }
    const cwd = folder({
      'a.vkimage': 'image a {\n  os = [debian12, almalinux9]\n  package [nmapp, "gimp"]\n}\n',
    });
    const { err } = vkc(cwd, ['check']);
    expect(err).toContain('nmapp');
    expect(err).not.toContain('gimp`');
  });

  it('stores its code cache for the next run on another Node.js', () => {
    const { program: moved, home, caches } = elsewhere();
    const env = { ...process.env, XDG_CACHE_HOME: home };
    const list = () => spawnSync(moved, ['rules', '--json'], { cwd: place, encoding: 'utf8', env });
    const first = list();
    expect(first).toMatchObject({ status: 0, stderr: '' });
    expect(caches()).toHaveLength(1);
    const file = join(home, 'vkc', caches()[0]!);
    const made = readFileSync(file);
    expect(list().stdout).toBe(first.stdout);
    expect(readFileSync(file).equals(made)).toBe(true);
    // What V8 refuses is made again.
    writeFileSync(file, 'no code');
    expect(list()).toMatchObject({ status: 0, stderr: '', stdout: first.stdout });
    expect(statSync(file).size).toBeGreaterThan(100_000);
  });

  it('says again what it said while nothing changed, and what a whole run says after a change', () => {
    const cwd = folder({ 'a.vkimage': 'image xaas-a {\n  os = [debian12]\n  package [nmapp]\n}\n' });
    const home = mkdtempSync(join(place, 'home-'));
    const records = join(home, 'vkc/runs');
    /** With the records of earlier runs, or without any. */
    const both = (argv: readonly string[]) => {
      const env = { ...process.env, XDG_CACHE_HOME: home };
      const known = vkc(cwd, argv, { env });
      const count = existsSync(records) ? readdirSync(records).length : 0;
      const fresh = vkc(cwd, argv, { env: { ...env, XDG_CACHE_HOME: mkdtempSync(join(place, 'home-')) } });
      return { known, fresh, count };
    };
    // A source that was written within the last moment is not trusted.
    utimesSync(join(cwd, 'a.vkimage'), 1, 1);
    spawnSync('sleep', ['0.3']);
    vkc(cwd, ['compile'], { env: { ...process.env, XDG_CACHE_HOME: home } });
    for (const argv of [
      ['compile'],
      ['check'],
      ['compile', '--out', 'out', '--quiet'],
      ['check', '--format', 'json'],
    ]) {
      const first = both(argv);
      const second = both(argv);
      expect(first.known).toEqual(first.fresh);
      expect(second.known).toEqual(first.fresh);
      expect(second.count).toBeGreaterThan(0);
    }
    const changes = [
      () => writeFileSync(join(cwd, 'out/xaas-a/README.md'), 'mine\n'),
      () => rmSync(join(cwd, 'out/xaas-a/README.md')),
      () => writeFileSync(join(cwd, 'a.vkimage'), 'image xaas-a {\n  os = [debian12\n}\n'),
      () => writeFileSync(join(cwd, 'a.vkimage'), 'image xaas-b {\n  os = [debian12]\n}\n'),
      () => writeFileSync(join(cwd, '.gitignore'), 'a.vkimage\n'),
      () => rmSync(join(cwd, '.gitignore')),
      () => {
        rmSync(join(cwd, 'out'), { recursive: true });
        writeFileSync(join(cwd, 'out'), 'a file');
      },
      () => rmSync(join(cwd, 'out')),
    ];
    for (const change of changes) {
      change();
      const { known, fresh } = both(['check']);
      expect(known).toEqual(fresh);
      const dry = both(['compile', '--dry-run']);
      expect(dry.known).toEqual(dry.fresh);
      const compiled = vkc(cwd, ['compile'], { env: { ...process.env, XDG_CACHE_HOME: home } });
      expect(compiled.exit).toBe(dry.fresh.exit);
      const again = both(['compile']);
      expect(again.known).toEqual(again.fresh);
    }
  });

  it('does not use a code cache of another user, and runs without a folder for its own', () => {
    const { program: moved, home, caches } = elsewhere();
    const env = { ...process.env, XDG_CACHE_HOME: home };
    const version = () => spawnSync(moved, ['rules'], { cwd: place, encoding: 'utf8', env });
    expect(version()).toMatchObject({ status: 0, stderr: '' });
    const file = join(home, 'vkc', caches()[0]!);
    if (process.getuid?.() === 0) {
      chownSync(file, 65534, 65534);
      expect(version()).toMatchObject({ status: 0, stderr: '' });
      // It was made again by the one who runs it.
      expect(statSync(file).uid).toBe(0);
    }
    rmSync(home, { recursive: true });
    writeFileSync(home, '');
    expect(version()).toMatchObject({ status: 0, stderr: '' });
  });

  it('is a plugin of Prettier by the name `vkc/prettier`', async () => {
    const cwd = folder({ 'node_modules/': '', 'a.vkimage': 'image a {\n os=[debian12]\n}\n' });
    symlinkSync(join(place, 'package'), join(cwd, 'node_modules/vkc'));
    const prettier = join(root, 'node_modules/prettier/bin/prettier.cjs');
    const argv = [prettier, '--plugin', 'vkc/prettier', 'a.vkimage'];
    const { stdout, stderr } = spawnSync(process.execPath, argv, { cwd, encoding: 'utf8' });
    expect({ stdout, stderr }).toEqual({ stdout: 'image a {\n  os = [debian12]\n}\n', stderr: '' });
  });

  it.each(['minimal', 'service', 'multi-os'])('makes a project that compiles: %s', (template) => {
    const cwd = folder();
    expect(vkc(cwd, ['init', 'xaas-test', '--template', template]).exit).toBe(0);
    const project = join(cwd, 'xaas-test');
    const compiled = vkc(project, ['compile']);
    expect(compiled.err).not.toContain('error');
    expect(compiled.out).toMatch(/^xaas-test: \d targets?, \d+ files \(\d+ written\) -> out\/xaas-test\n/);
    expect(compiled.out).toContain('packer build');
    const again = vkc(project, ['compile']);
    expect(again.out).toMatch(/^xaas-test: \d targets?, \d+ files \(\d+ unchanged\) -> out\/xaas-test\n$/);
    expect(vkc(project, ['compile', '--check'])).toMatchObject({ exit: 0 });
    const second = vkc(cwd, ['init', 'xaas-test', '--template', template]);
    expect(second).toMatchObject({ exit: 2, out: '' });
    expect(second.err).toContain('nothing was written');
  });
});

describe('the environment', () => {
  const source = 'image xaas-nginx {\n  os = [ubuntu2404]\n  package nginx\n}\n';

  it('may close the output early', () => {
    const cwd = folder({ 'image.vkimage': source });
    const script = `"${program}" ir | head -1; echo "\${PIPESTATUS[0]}"`;
    expect(spawnSync('bash', ['-c', script], { cwd, encoding: 'utf8' })).toMatchObject({
      stdout: '{\n0\n',
      stderr: '',
    });
  });

  it('may have no room for the output', () => {
    const cwd = folder({ 'image.vkimage': source });
    const full = vkc(cwd, ['ir'], { stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'] });
    expect(full).toMatchObject({ exit: 3, err: expect.stringContaining('cannot write the output') });
  });

  it('may forbid to read and to write', () => {
    const cwd = folder({ 'image.vkimage': source, 'closed/image.vkimage': source, 'out/': '', file: '' });
    chmodSync(cwd, 0o755);
    for (const closed of ['closed', 'out']) chmodSync(join(cwd, closed), closed === 'out' ? 0o555 : 0o000);
    const read = vkc(cwd, ['check', 'closed'], unprivileged);
    expect(read).toEqual({
      exit: 3,
      out: '',
      err: expect.stringContaining('closed: no permission to read it.'),
    });
    const write = vkc(cwd, ['compile', 'image.vkimage'], unprivileged);
    expect(write).toMatchObject({ exit: 3, out: '' });
    expect(write.err).toContain('/out could not be written: permission denied.');
    chmodSync(join(cwd, 'closed'), 0o755);
    const file = vkc(cwd, ['compile', 'image.vkimage', '-o', 'file']);
    expect(file).toMatchObject({ exit: 2, err: expect.stringContaining('file: is a file') });
  });

  it('may keep the installation read-only', () => {
    const copy = join(folder(), 'installed');
    cpSync(join(place, 'package'), copy, { recursive: true });
    for (const name of readdirSync(copy, { recursive: true })) chmodSync(join(copy, String(name)), 0o555);
    chmodSync(join(copy, '..'), 0o755);
    const cwd = folder({ 'image.vkimage': source });
    chmodSync(cwd, 0o755);
    const result = spawnSync(join(copy, 'dist/vkc.js'), ['check'], {
      cwd,
      encoding: 'utf8',
      ...unprivileged,
    });
    expect(result).toMatchObject({ status: 0, stderr: '' });
  });

  it('reports an error in the source as one, whatever the environment', () => {
    const cwd = folder({ 'image.vkimage': source.replace('os =', 'oss =') });
    const result = vkc(cwd, ['compile']);
    expect(result).toMatchObject({ exit: 1, out: '' });
    expect(result.err).toContain('--> image.vkimage:2:3');
    writeFileSync(join(cwd, 'image.vkimage'), 'image {');
    expect(vkc(cwd, ['compile']).exit).toBe(1);
  });
});
