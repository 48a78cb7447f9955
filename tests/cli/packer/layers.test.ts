import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { compile } from '../../../stdlib/index.ts';
import { folder, vkc } from '../../support/command-line.ts';
import { bin } from '../../support/fakes/programs.ts';
import { FakeRegistry } from '../../support/fakes/registry.ts';

const BASE = 'image base {\n  os = [debian12]\n  use hello\n}\n\nrole hello {\n  package nginx-light\n}\n';
const SHOP = 'image shop {\n  os   = [debian12]\n  base = image.base\n  package tree\n}\n';

let env: Record<string, string> = {};
beforeEach(() => {
  env = bin();
});

const project = (more: Record<string, string> = {}) =>
  folder({ 'base.vkimage': BASE, 'shop.vkimage': `import "base.vkimage"\n\n${SHOP}`, ...more });
const build = (cwd: string, argv: string[] = []) =>
  vkc(cwd, ['build', '--accel', 'tcg', ...argv], { compile, env });
/** How often each image was built. */
const builds = (cwd: string) =>
  ['base', 'shop'].map((image) => {
    const calls = join(cwd, 'out', image, 'packer.calls');
    return existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n').length : 0;
  });

describe('vkc build of an image on another one', () => {
  test('builds the base first, once, and leaves both alone while nothing changes', async () => {
    const cwd = project({
      'cafe.vkimage':
        'import "base.vkimage"\n\nimage cafe {\n  os   = [debian12]\n  base = image.base\n  package tree\n}\n',
    });
    const { exit, out, err } = await build(cwd, ['--jobs', '3']);
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(out).toContain('3 targets: 3 built');
    const order = [...out.matchAll(/^\d\d:\d\d:\d\d (\w+) +built/gm)].map(([, name]) => name);
    expect(order[0]).toBe('base');
    expect(builds(cwd)).toEqual([1, 1]);
    const again = await build(cwd);
    expect(again.out).toContain('3 unchanged');
    expect(builds(cwd)).toEqual([1, 1]);
  });

  test('builds only the base that is needed, and only if it is', async () => {
    const cwd = project();
    expect((await build(cwd, ['--only', 'shop'])).out).toContain('2 targets: 2 built');
    expect((await build(cwd, ['--only', 'shop'])).out).toContain('1 target: 1 unchanged');
    const only = await build(cwd, ['--only', 'shop', '--force']);
    expect(only.out).toContain('1 target: 1 built');
    expect(builds(cwd)).toEqual([1, 2]);
    expect((await vkc(cwd, ['build', '--accel', 'tcg', 'out/shop'], { compile, env })).out).toContain(
      '1 unchanged',
    );
  });

  test('builds both when the base changes, and only the upper one when that does', async () => {
    const cwd = project();
    await build(cwd);
    writeFileSync(join(cwd, 'base.vkimage'), BASE.replace('nginx-light', 'nginx-full'));
    expect((await build(cwd)).out).toContain('2 built');
    writeFileSync(join(cwd, 'shop.vkimage'), `import "base.vkimage"\n\n${SHOP.replace('tree', 'jq')}`);
    expect((await build(cwd)).out).toContain('1 built, 1 unchanged');
    expect(builds(cwd)).toEqual([2, 3]);
    // A base that was built anew without a change has newer packages.
    await build(cwd, ['--only', 'base', '--force']);
    expect((await build(cwd)).out).toContain('1 built, 1 unchanged');
    expect(builds(cwd)).toEqual([3, 4]);
  });

  test('does not begin if the base fails, and says so', async () => {
    const cwd = project();
    env['FAKE_PACKER'] = 'early';
    const { exit, out } = await build(cwd);
    expect(exit).toBe(1);
    expect(out).toContain('shop is built on base, which could not be built.');
    expect(builds(cwd)).toEqual([1, 0]);
  });

  test('says which tree is missing', async () => {
    const cwd = project();
    await vkc(cwd, ['compile'], { compile, env });
    rmSync(join(cwd, 'out/base'), { recursive: true });
    const { exit, err } = await vkc(cwd, ['build', 'out/shop'], { compile, env });
    expect(exit).toBe(3);
    expect(err).toContain('shop is built on base.');
    expect(err).toContain('Compile both into the same folder');
  });

  test('takes it from the cache without its base, and builds it if the base is another one', async () => {
    const registry = await FakeRegistry.start();
    const settings = { 'vkc.yaml': `cache: ${registry.address}\n` };
    const pinned = ['--var', `debian_12_checksum=sha256:${'a'.repeat(64)}`];
    const first = project(settings);
    expect((await build(first, pinned)).out).toContain('2 built');
    const other = project(settings);
    const { out } = await build(other, [...pinned, '--only', 'shop']);
    expect(out).toContain('1 target: 1 from the cache');
    expect(existsSync(join(other, 'out/base/output/base'))).toBe(false);
    const pulled = project(settings);
    await vkc(pulled, ['compile'], { compile, env });
    const { exit } = await vkc(pulled, ['pull', 'shop', ...pinned], { compile, env });
    expect(exit).toBe(0);
    expect((await build(pulled, [...pinned, '--only', 'shop'])).out).toContain('1 unchanged');
    const changed = project({ ...settings, 'base.vkimage': BASE.replace('nginx-light', 'nginx-full') });
    expect((await build(changed, [...pinned, '--only', 'shop'])).out).toContain('2 built');
    // An unpinned image below makes the one above unpinned.
    expect((await build(project(settings))).err).toContain(
      'base, which it is built on, has no hash: nothing pins its base image',
    );
  });
});
