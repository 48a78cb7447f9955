import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastGlob from 'fast-glob';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { folder } from '../support/command-line.ts';
import { root } from '../support/examples.ts';

/** The bundle without the compiled code of the Node.js that built it. */
let bundle = '';
const node24 = fastGlob.sync('tests/node24/node_modules/node-linux-*/bin/node', {
  cwd: root,
  absolute: true,
});

beforeAll(() => {
  bundle = mkdtempSync(join(tmpdir(), 'vkc-node24-'));
  cpSync(join(root, 'dist'), bundle, { recursive: true });
});
afterAll(() => rmSync(bundle, { recursive: true, force: true }));

it('Node.js 24 is there: .ci/run installs it', () => {
  expect(node24).toHaveLength(1);
});

it('vkc runs on Node.js 24 without a word of V8, from its text and from compiled code', () => {
  const home = join(bundle, 'home');
  const env = { ...process.env, XDG_CACHE_HOME: home };
  const cwd = folder({ 'a.vkimage': 'image a {\n  os = [debian12]\n  package jq\n}\n' });
  for (const round of [1, 2]) {
    const args = [join(bundle, 'vkc.js'), 'compile', '--quiet', '--out', `out${round}`];
    const { status, stderr } = spawnSync(node24[0]!, args, { cwd, encoding: 'utf8', env });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    // Beside what is known of images and runs.
    const compiled = readdirSync(join(home, 'vkc')).filter((name) => name.endsWith('.cache'));
    expect(compiled).toHaveLength(1);
  }
  const tree = (round: number) => readFileSync(join(cwd, `out${round}/a/playbook/provision.yml`), 'utf8');
  expect(tree(1)).toBe(tree(2));
});
