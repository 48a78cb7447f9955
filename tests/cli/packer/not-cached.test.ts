import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { compile } from '../../../stdlib/index.ts';
import { folder, vkc as run } from '../../support/command-line.ts';
import { bin } from '../../support/fakes/programs.ts';
import { FakeRegistry } from '../../support/fakes/registry.ts';
import { ownSystem } from '../../support/trees/own-system.ts';
import { ownTemporaries } from '../../support/temporaries.ts';

const image = (name: string, pkg: string, more = '') =>
  `image ${name} {\n  os = [own12]\n  ${more}\n  package ${pkg}\n}\n`;
const SOURCE = `${ownSystem()}${image('base', 'curl')}${image('shop', 'tree', 'base = image.base')}${image('cafe', 'jq')}`;

let env: Record<string, string> = {};
beforeEach(() => {
  env = bin();
});
const vkc = (cwd: string, ...argv: string[]) => run(cwd, argv, { compile, env });
const git = (cwd: string, ...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd });

/** A project whose images are all built and kept. */
async function kept() {
  const registry = await FakeRegistry.start();
  const cwd = folder({
    'vkc.yaml': `cache: ${registry.address}\n`,
    'all.vkimage': SOURCE,
    '.gitignore': 'out\n',
  });
  git(cwd, 'init', '-q');
  git(cwd, 'add', '-A');
  git(cwd, 'commit', '-q', '-m', 'a');
  const { exit, out } = await vkc(cwd, 'build', '--accel', 'tcg');
  expect({ exit, built: out.includes('3 built') }).toEqual({ exit: 0, built: true });
  return { registry, cwd };
}

describe('vkc affected --not-cached', () => {
  test('lists what the cache does not have, and what is built on that', async () => {
    const { cwd } = await kept();
    const all = await vkc(cwd, 'affected', '--not-cached');
    expect(all).toMatchObject({ exit: 0, err: '', out: 'The cache has all targets.\n' });
    writeFileSync(join(cwd, 'all.vkimage'), SOURCE.replace('package curl', 'package wget'));
    const temporaries = ownTemporaries();
    const changed = await vkc(cwd, 'affected', '--not-cached', '--format', 'argo');
    expect(temporaries()).toEqual([]);
    expect(JSON.parse(changed.out)).toEqual([
      { target: 'base', image: 'base', system: 'own12', variant: '', layer: 0 },
      { target: 'shop', image: 'shop', system: 'own12', variant: '', layer: 1 },
    ]);
    // Nothing is written where trees are.
    expect(existsSync(join(cwd, 'out/base/output/base'))).toBe(true);
  });

  test('leaves out what changed, and was built elsewhere already', async () => {
    const { cwd } = await kept();
    writeFileSync(join(cwd, 'all.vkimage'), SOURCE.replace('package jq', 'package vim'));
    const since = ['affected', '--since', 'HEAD', '--json'];
    // Git is that of this machine.
    env = { ...env, PATH: `${env['PATH']}:${process.env['PATH']}` };
    const targets = async (...argv: string[]) => {
      const { out } = await vkc(cwd, ...since, ...argv);
      return (JSON.parse(out) as { targets: { target: string; change: string }[] }).targets.map(
        ({ target, change }) => `${target} ${change}`,
      );
    };
    expect(await targets('--not-cached')).toEqual(['cafe changed']);
    await vkc(cwd, 'build', '--accel', 'tcg');
    expect(await targets('--not-cached')).toEqual([]);
    expect(await targets()).toEqual(['cafe changed']);
    expect((await vkc(cwd, 'affected', '--since', 'HEAD', '--not-cached')).out).toBe(
      'No target changed since HEAD without being in the cache.\n',
    );
    // Another version of a tool is another image.
    env['FAKE_VERSION'] = '1.9.0';
    expect(await targets('--not-cached')).toEqual(['cafe changed']);
  });

  test('lists a base that is gone from the cache, if something new is built on it', async () => {
    const { registry, cwd } = await kept();
    writeFileSync(join(cwd, 'all.vkimage'), SOURCE.replace('package tree', 'package vim'));
    env = { ...env, PATH: `${env['PATH']}:${process.env['PATH']}` };
    const argv = ['affected', '--since', 'HEAD', '--not-cached'];
    expect((await vkc(cwd, ...argv, '--format', 'argo')).out).toMatch(/^\[\{"target":"shop"[^}]*\}\]\n$/);
    registry.manifests.clear();
    const { targets } = JSON.parse((await vkc(cwd, ...argv, '--json')).out) as {
      targets: { target: string; change: string; after: string | null }[];
    };
    expect(targets.map(({ target, change, after }) => [target, change, after])).toEqual([
      ['base', 'missing', null],
      ['shop', 'changed', 'base'],
    ]);
    const other = await vkc(cwd, ...argv, '--format', 'gitlab', '--cache', registry.address);
    expect(other.out).toContain(`vkc build --only \\"$VKC_TARGET\\" --cache \\"${registry.address}\\"`);
  });

  test('counts as missing what cannot be told', async () => {
    const { registry, cwd } = await kept();
    const unreachable = ['--cache', 'oci://127.0.0.1:1/images'];
    const { exit, out, err } = await vkc(cwd, 'affected', '--not-cached', ...unreachable);
    expect({ exit, out }).toEqual({ exit: 0, out: 'base\ncafe\nshop\n3 targets are not in the cache.\n' });
    expect(err).toContain('Targets count as missing.');
    const unpinned = folder({
      'vkc.yaml': `cache: ${registry.address}\n`,
      'a.vkimage':
        'image a {\n  os = [debian12]\n  package jq\n}\nimage b {\n  os = [debian12]\n  base = image.a\n  package jq\n  variant large {}\n}\n',
    });
    const other = await vkc(unpinned, 'affected', '--not-cached');
    expect(other.out).toContain('3 targets are not in the cache.');
    expect(other.err).toContain('note: a counts as missing: nothing pins its base image.');
    expect(other.err).toContain(
      'note: b-debian12 and 1 more count as missing: a, which it is built on, has no hash: ',
    );
  });

  test('needs a cache, and --since or itself', async () => {
    const cwd = folder({ 'a.vkimage': SOURCE });
    expect(await vkc(cwd, 'affected', '--not-cached')).toMatchObject({ exit: 2 });
    expect(await vkc(cwd, 'affected')).toMatchObject({ exit: 2 });
    expect(await vkc(cwd, 'affected', '--since', 'HEAD', '--cache', 'none')).toMatchObject({ exit: 2 });
  });
});
