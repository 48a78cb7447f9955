import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compile } from '../../../stdlib/index.ts';
import { folder, vkc as run } from '../../support/command-line.ts';

const image = (name: string, os = 'debian12') =>
  `# ${name}.\nimage ${name} {\n  os = [${os}]\n  package jq\n}\n`;
const vkc = (cwd: string, ...argv: string[]) => run(cwd, ['compile', ...argv], { compile });

async function project() {
  const cwd = folder({ 'vkc.yaml': '', 'a.vkimage': image('xaas-a'), 'b.vkimage': image('xaas-b') });
  await vkc(cwd);
  return {
    cwd,
    has: (path: string) => existsSync(join(cwd, path)),
    pipeline: () => readFileSync(join(cwd, 'out/.gitlab-ci.yml'), 'utf8'),
  };
}

describe('a tree without a source', () => {
  test('is named, and stays', async () => {
    const { cwd, has } = await project();
    rmSync(join(cwd, 'b.vkimage'));
    const { exit, out, err } = await vkc(cwd, '--check');
    expect(exit).toBe(1);
    expect(out).toBe('orphan out/xaas-b: no source declares its image\n');
    expect(err).toContain('`vkc compile --prune`');
    const plain = await vkc(cwd);
    expect(plain).toMatchObject({
      exit: 0,
      err: 'note: out/xaas-b: no source declares its image. `vkc compile --prune` removes the tree.\n',
    });
    expect(has('out/xaas-b/README.md')).toBe(true);
  });

  test('is removed by --prune, with its job, but for what vkc did not write', async () => {
    const { cwd, has, pipeline } = await project();
    writeFileSync(join(cwd, 'c.vkimage'), image('xaas-c'));
    await vkc(cwd);
    expect(pipeline()).toContain('xaas-b');
    rmSync(join(cwd, 'b.vkimage'));
    mkdirSync(join(cwd, 'out/xaas-b/output'));
    writeFileSync(join(cwd, 'out/xaas-b/output/disk'), '');
    const planned = await vkc(cwd, '--prune', '--dry-run');
    expect(planned.out).toContain('delete out/xaas-b/README.md\n');
    expect(has('out/xaas-b/README.md')).toBe(true);
    const { exit, out } = await vkc(cwd, '--prune');
    expect(exit).toBe(0);
    expect(out).toMatch(/^out\/xaas-b: \d+ files deleted, because no source declares its image$/m);
    expect(has('out/xaas-b/README.md')).toBe(false);
    expect(has('out/xaas-b/output/disk')).toBe(true);
    expect(pipeline()).not.toContain('xaas-b');
    expect(await vkc(cwd, '--check')).toEqual({ exit: 0, out: '', err: '' });
  });

  test('that somebody changed is only removed by force', async () => {
    const { cwd, has } = await project();
    rmSync(join(cwd, 'b.vkimage'));
    appendFileSync(join(cwd, 'out/xaas-b/README.md'), 'mine\n');
    const { exit, err } = await vkc(cwd, '--prune');
    expect(exit).toBe(3);
    expect(err).toContain('README.md is made no more and would be deleted, but was changed');
    expect(has('out/xaas-b/.images.yaml')).toBe(true);
    expect(await vkc(cwd, '--prune', '--force')).toMatchObject({ exit: 0 });
    expect(has('out/xaas-b')).toBe(false);
  });

  test('is that of a renamed image', async () => {
    const { cwd } = await project();
    writeFileSync(join(cwd, 'b.vkimage'), image('xaas-b-next'));
    const { err } = await vkc(cwd);
    expect(err).toContain('note: out/xaas-b: no source');
  });
});

test('a tree whose source is not compiled now is no orphan', async () => {
  const { cwd, has } = await project();
  expect(await vkc(cwd, 'a.vkimage', '--check')).toEqual({ exit: 0, out: '', err: '' });
  expect(await vkc(cwd, 'a.vkimage', '--prune')).toMatchObject({ exit: 0, err: '' });
  expect(has('out/xaas-b/README.md')).toBe(true);
  const other = folder({ 'one/a.vkimage': image('xaas-a'), 'two/b.vkimage': image('xaas-b') });
  await vkc(other, 'one', 'two');
  expect(await vkc(join(other, 'one'), '-o', '../out', '--prune')).toMatchObject({ exit: 0 });
  expect(existsSync(join(other, 'out/xaas-b/README.md'))).toBe(true);
});

describe('--os', () => {
  test('takes no target from a tree unless asked to', async () => {
    const cwd = folder({ 'a.vkimage': image('xaas-a', 'debian12, almalinux9') });
    await vkc(cwd);
    const targets = () => readFileSync(join(cwd, 'out/xaas-a/.images.yaml'), 'utf8');
    for (const argv of [
      ['--os', 'debian12'],
      ['--os', 'debian12', '-n'],
      ['--os', 'debian12', '--force'],
    ]) {
      const { exit, out, err } = await vkc(cwd, ...argv);
      expect({ exit, out }).toEqual({ exit: 3, out: '' });
      expect(err).toBe(
        'vkc: out/xaas-a has 1 target that --os and --variant leave out: xaas-a-almalinux9.\n     Nothing was written. Choose another folder with --out, or remove them with --prune.\n',
      );
    }
    expect(targets()).toContain('xaas-a-almalinux9');
    expect(await vkc(cwd, '--os', 'debian12', '-o', 'one')).toMatchObject({ exit: 0 });
    expect(await vkc(cwd, '--os', 'debian12', '--prune')).toMatchObject({ exit: 0 });
    expect(targets()).not.toContain('xaas-a-almalinux9');
    expect(await vkc(cwd)).toMatchObject({ exit: 0 });
    expect(targets()).toContain('xaas-a-almalinux9');
  });
});
