import type { Compile } from '../../../compiler/options.ts';
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { fourTargets, oneTarget } from '../../support/trees/ansible-sample.ts';
import { fakeCompile, folder, vkc as run } from '../../support/command-line.ts';

const images = [
  { ...oneTarget, name: 'xaas-a' },
  { ...fourTargets, name: 'xaas-b' },
];

const noRecord = {
  sources: '',
  reads: [],
  systems: [],
  labels: [],
  targets: [],
  said: [],
  branches: [],
  found: [],
  allows: [],
  needed: [],
};

/** Gives the same two images whatever the source says. */
const compile: Compile = (options) => ({
  ...fakeCompile(options),
  images,
  records: images.map(({ name, origin }) => ({ ...noRecord, name, origin })),
  read: (path) => new TextEncoder().encode(`content of ${path}\n`),
});

const vkc = (cwd: string, ...argv: string[]) => run(cwd, argv, { compile });

it('has a line for each image', async () => {
  const cwd = folder({ 'a.vkimage': '' });
  const { exit, out } = await vkc(cwd, 'compile');
  expect(exit).toBe(0);
  expect(out.split('\n').slice(0, 2)).toEqual([
    expect.stringMatching(/^xaas-a: 1 target, \d+ files \(\d+ written\) -> out\/xaas-a$/),
    expect.stringMatching(/^xaas-b: 4 targets, \d+ files \(\d+ written\) -> out\/xaas-b$/),
  ]);
  expect(await vkc(cwd, 'compile', '--stdout', 'xaas-b/.images.yaml')).toMatchObject({ exit: 0, err: '' });
});

it('writes no image if one has a conflict', async () => {
  const cwd = folder({ 'a.vkimage': '', 'out/xaas-b/.images.yaml/mine': '' });
  const result = await vkc(cwd, 'compile', '--force');
  expect(result).toMatchObject({ exit: 3, out: '' });
  expect(result.err).toContain('.images.yaml is a folder');
  expect(result.err).toContain('Move it away');
  expect(() => readFileSync(join(cwd, 'out/xaas-a/.images.yaml'))).toThrow('ENOENT');
});

it('shows changes as a diff that patch takes', async () => {
  const cwd = folder({ 'a.vkimage': '' });
  await vkc(cwd, 'compile');
  expect(await vkc(cwd, 'compile', '--diff')).toEqual({ exit: 0, out: '', err: '' });
  const tree = join(cwd, 'out/xaas-b');
  const playbook = join(tree, 'playbook/provision.yml');
  const text = readFileSync(playbook, 'utf8');
  writeFileSync(playbook, text.replace(/^/m, '# mine\n'));
  appendFileSync(playbook, '# mine too\n');
  rmSync(join(tree, '.images.yaml'));
  const { out } = await vkc(cwd, 'compile', '--diff');
  expect(out).toMatch(/^In out\/xaas-b:\n/);
  execFileSync('git', ['apply', '-'], { cwd: tree, input: out });
  expect(readFileSync(playbook, 'utf8')).toBe(text);
  expect(await vkc(cwd, 'compile', '--check')).toMatchObject({ exit: 0 });
});

it('reports why it cannot write', async () => {
  const cwd = folder({ 'a.vkimage': '' });
  mkdirSync(join(cwd, 'out'));
  writeFileSync(join(cwd, 'out/xaas-a'), '');
  const result = await vkc(cwd, 'compile');
  expect(result.exit).toBe(3);
  expect(result.err).toMatch(/^vkc: out\/xaas-a/);
});
