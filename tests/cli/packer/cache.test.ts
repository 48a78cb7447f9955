import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { pluginsIn } from '../../../cli/packer/cache/cache-key.ts';
import { compile } from '../../../stdlib/index.ts';
import { folder, vkc as run } from '../../support/command-line.ts';
import { bin } from '../../support/fakes/programs.ts';
import { FakeRegistry } from '../../support/fakes/registry.ts';

const SOURCE = `image xaas-hello {
  title = "Hello"
  os    = [debian12]
  use hello
}

role hello {
  package nginx-light
}
`;

let env: Record<string, string> = {};
beforeEach(() => {
  env = bin();
});
const PINNED = ['--var', `debian_12_checksum=sha256:${'a'.repeat(64)}`];
const vkc = (cwd: string, argv: string[], own: Record<string, string> = env) =>
  run(cwd, argv, { compile, env: own });
const build = (cwd: string, argv: string[] = [], own?: Record<string, string>) =>
  vkc(cwd, ['build', '--accel', 'tcg', ...PINNED, ...argv], own);
const tree = (cwd: string) => join(cwd, 'out/xaas-hello');
const output = (cwd: string) => join(tree(cwd), 'output/xaas-hello');
const disk = (cwd: string) => join(output(cwd), 'xaas-hello.qcow2');
const isBuiltHere = (cwd: string) => existsSync(join(tree(cwd), 'packer.calls'));
const project = (registry: FakeRegistry, source = SOURCE) =>
  folder({ 'vkc.yaml': `cache: ${registry.address}\n`, 'hello.vkimage': source });

/** A registry with one image, and the project that it is from. */
async function kept() {
  const registry = await FakeRegistry.start();
  const cwd = project(registry);
  const { exit, out, err } = await build(cwd);
  expect({ exit, err }).toEqual({ exit: 0, err: '' });
  expect(out).toContain('1 built');
  return { registry, cwd };
}

describe('vkc build with a cache', () => {
  test('keeps what it builds, and another machine has it without building', async () => {
    const { registry, cwd } = await kept();
    const [tag] = registry.manifests.keys();
    expect(tag).toMatch(/^vkc-\d+\.\d+\.\d+-[0-9a-f]{64}$/);
    const other = project(registry);
    const { exit, out, err } = await build(other);
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(out).toContain('1 target: 1 from the cache');
    expect(out).toContain('xaas-hello: from the cache, where building it took 0:0');
    expect(isBuiltHere(other)).toBe(false);
    expect(readFileSync(disk(other)).equals(readFileSync(disk(cwd)))).toBe(true);
    expect(readdirSync(output(other)).sort()).toEqual(readdirSync(output(cwd)).sort());
    expect(readdirSync(join(tree(other), 'output'))).toEqual(['xaas-hello']);
    // From then on it is as if it had been built.
    const again = await build(other);
    expect(again.out).toContain('1 unchanged');
    expect(isBuiltHere(other)).toBe(false);
  });

  test('builds what is from another source, another variable or another version of a tool', async () => {
    const { registry } = await kept();
    const changed = project(registry, SOURCE.replace('nginx-light', 'nginx-full'));
    expect((await build(changed)).out).toContain('1 built');
    const larger = project(registry);
    expect((await build(larger, ['--var', 'disk_size=9G'])).out).toContain('1 built');
    const newer = project(registry);
    expect((await build(newer, [], { ...env, FAKE_VERSION: '1.6.7' })).out).toContain('1 built');
    expect(registry.manifests.size).toBe(4);
    const same = project(registry);
    expect((await build(same)).out).toContain('1 from the cache');
  });

  test('keeps nothing that is not pinned, and says what to do', async () => {
    const registry = await FakeRegistry.start();
    const cwd = project(registry);
    const { exit, err } = await vkc(cwd, ['build', '--accel', 'tcg']);
    expect(exit).toBe(0);
    expect(err).toBe(
      'note: xaas-hello is not kept in the cache: nothing pins its base image. Run `vkc lock`, which writes down its checksum.\n',
    );
    expect(registry.asked).toEqual([]);
  });

  test('keeps nothing that is set where the key does not see it', async () => {
    const registry = await FakeRegistry.start();
    const cwd = project(registry);
    const { err } = await build(cwd, [], { ...env, PKR_VAR_disk_size: '9G' });
    expect(err).toContain(
      'not kept in the cache: PKR_VAR_disk_size sets variables of Packer. Set them with --var.',
    );
    writeFileSync(join(tree(cwd), 'own.auto.pkrvars.hcl'), 'disk_size = "9G"\n');
    const again = await build(cwd, ['--force']);
    expect(again.err).toContain('own.auto.pkrvars.hcl sets variables of Packer');
    expect(registry.asked).toEqual([]);
    // What decides how it is built, and not what is in it.
    const emulated = await build(project(registry), [], { ...env, PKR_VAR_accelerator: 'tcg' });
    expect(emulated.err).toBe('');
    expect(registry.manifests.size).toBe(1);
  });

  test('gives the reason once for all targets', async () => {
    const registry = await FakeRegistry.start();
    const cwd = project(registry, SOURCE.replace('[debian12]', '[debian12, debian11]'));
    const { err } = await vkc(cwd, ['build', '--accel', 'tcg']);
    expect(err).toMatch(/^note: xaas-hello-\w+ and 1 more are not kept in the cache: nothing pins .*\n$/);
  });

  test('takes a base image of this machine by what is in it, wherever it is', async () => {
    const registry = await FakeRegistry.start();
    const withBase = (text: string) => {
      const cwd = project(registry);
      const base = join(folder({ 'base.qcow2': text }), 'base.qcow2');
      return vkc(cwd, ['build', '--accel', 'tcg', '--var', `debian_12_image=${base}`]);
    };
    expect((await withBase('one')).out).toContain('1 built');
    expect((await withBase('one')).out).toContain('1 from the cache');
    expect((await withBase('two')).out).toContain('1 built');
  });

  test('tells nobody the values of the environment', async () => {
    const registry = await FakeRegistry.start();
    const source = SOURCE.replace(
      '  package',
      `  file "/etc/hello" { content = jinja"{{ lookup('env', 'HELLO') }}" }\n  package`,
    );
    const one = await build(project(registry, source), [], { ...env, HELLO: 'secret' });
    expect(one.err).toContain('its playbook reads the environment');
    expect(registry.asked).toEqual([]);
    const salted = { ...env, HELLO: 'secret', VKC_CACHE_SECRET: 'random' };
    await build(project(registry, source), [], salted);
    expect((await build(project(registry, source), [], salted)).out).toContain('1 from the cache');
    const other = { ...salted, HELLO: 'other' };
    expect((await build(project(registry, source), [], other)).out).toContain('1 built');
  });

  test('--force builds, and replaces what the cache has', async () => {
    const { registry, cwd } = await kept();
    const puts = registry.count(/^PUT manifests/);
    expect((await build(cwd, ['--force'])).out).toContain('1 built');
    expect(registry.count(/^PUT manifests/)).toBe(puts + 1);
    expect(registry.count(/^GET manifests/)).toBe(1);
  });

  test('--cache goes before the setting, and none is without', async () => {
    const { registry } = await kept();
    const own = await FakeRegistry.start();
    const asked = registry.asked.length;
    expect((await build(project(registry), ['--cache', own.address])).out).toContain('1 built');
    expect((await build(project(registry), ['--cache', 'none'])).out).toContain('1 built');
    expect(registry.asked).toHaveLength(asked);
    expect(own.manifests.size).toBe(1);
    expect(await build(project(registry), ['--cache', 'https://r.example.org/a'])).toMatchObject({ exit: 2 });
  });

  test.each([
    ['is not there', { status: 404 }, /warning: The registry \S+ has no \/v2\/images\/cache\/\S+ \(404\)/],
    [
      'refuses',
      { status: 403 },
      /warning: .* does not let you do this .* The cache is not used from here on\./,
    ],
    ['wants a password', { auth: 'token' }, /warning: .* asks who you are \(401\)/],
    ['talks nonsense', { location: 'http://[' }, /warning: .* does not say where to send a file/],
    ['fails', { status: 500 }, /warning: .* answers 500/],
  ] as const)('builds all the same if the registry %s', async (_, wrong, message) => {
    const { registry } = await kept();
    Object.assign(registry.wrongs, wrong);
    const cwd = project(registry, SOURCE.replace('nginx-light', 'nginx-full'));
    const { exit, out } = await build(cwd);
    expect(exit).toBe(0);
    expect(out).toMatch(message);
    expect(out).toContain('1 target: 1 built');
    expect(out.match(/warning: /g)).toHaveLength(1);
  });

  test('builds if nothing listens there', async () => {
    const cwd = folder({ 'vkc.yaml': 'cache: oci://127.0.0.1:1/a\n', 'hello.vkimage': SOURCE });
    const { exit, out } = await build(cwd);
    expect(exit).toBe(0);
    expect(out).toContain('warning: The registry 127.0.0.1:1 cannot be reached: ');
    expect(out).toContain('1 built');
  });

  test('does not take a disk that was changed, a foreign one, or one under a wrong name', async () => {
    const { registry } = await kept();
    const [tag, manifest] = [...registry.manifests][0]!;
    const { layers } = JSON.parse(manifest) as { layers: { digest: string }[] };
    const { digest } = layers[0]!;
    const right = registry.blobs.get(digest)!;
    registry.blobs.set(digest, Buffer.alloc(right.length));
    const first = await build(project(registry));
    expect(first.out).toMatch(/warning: What \S+ has as sha256:\w+ is sha256:/);
    expect(first.out).toContain('1 built');
    for (const text of [
      '{}',
      'no',
      manifest.replace('"xaas-hello.qcow2"', '"../xaas-hello.qcow2"'),
      manifest.replaceAll('vnd.vkc.image', 'vnd.other'),
    ]) {
      registry.manifests.set(tag, text);
      const cwd = project(registry);
      const { out } = await build(cwd);
      expect(out).toMatch(/warning: \S+\/images\/cache:vkc-\S+ .*xaas-hello is built\. Remove it/);
      expect(out).toContain('1 built');
      expect(existsSync(join(tree(cwd), 'xaas-hello.qcow2'))).toBe(false);
    }
    const larger = project(registry);
    await build(larger, ['--var', 'disk_size=9G']);
    const wrong = [...registry.manifests].find(([name]) => name !== tag)![0];
    registry.manifests.set(wrong, registry.manifests.get(tag)!);
    const misnamed = await build(project(registry), ['--var', 'disk_size=9G']);
    expect(misnamed.out).toContain('is another image than its name says');
  });
});

describe('vkc pull and vkc push', () => {
  test('bring an image with the reports on it, as if it had been built', async () => {
    const { registry, cwd } = await kept();
    const reports = join(tree(cwd), 'reports');
    mkdirSync(reports, { recursive: true });
    const write = (name: string) => writeFileSync(join(reports, name), name);
    for (const name of ['.cdx.json', '.xml', '.intoto.jsonl']) write(`xaas-hello${name}`);
    write('xaas-hello.txt');
    write('xaas-hello.html');
    utimesSync(join(reports, 'xaas-hello.html'), 1000, 1000);
    expect(await vkc(cwd, ['push'])).toEqual({ exit: 0, out: 'pushed  xaas-hello\n', err: '' });
    const other = project(registry);
    await vkc(other, ['compile', '-o', 'out']);
    const pulled = await vkc(other, ['pull', ...PINNED, 'debian12']);
    expect(pulled).toEqual({
      exit: 0,
      out: 'pulled  out/xaas-hello/output/xaas-hello/xaas-hello.qcow2\n',
      err: '',
    });
    // Those that are older than the image are on one before it.
    expect(readdirSync(join(tree(other), 'reports')).sort()).toEqual([
      'xaas-hello.cdx.json',
      'xaas-hello.intoto.jsonl',
      'xaas-hello.xml',
    ]);
    expect(readFileSync(disk(other)).equals(readFileSync(disk(cwd)))).toBe(true);
    expect((await vkc(other, ['pull', ...PINNED])).out).toMatch(/^is here {2}/);
    expect((await build(other)).out).toContain('1 unchanged');
    // What was pulled can be pushed on.
    const third = await FakeRegistry.start();
    expect(await vkc(other, ['push', '--cache', third.address])).toMatchObject({ exit: 0 });
    expect([...third.manifests.keys()]).toEqual([...registry.manifests.keys()]);
    expect(third.blobs.size).toBe(registry.blobs.size);
  });

  test('leave the image that is here if another does not arrive', async () => {
    const { registry, cwd } = await kept();
    registry.wrongs.changed = true;
    const { ino } = statSync(disk(cwd));
    const { exit, err } = await vkc(cwd, ['pull', '--force', ...PINNED]);
    expect(exit).toBe(3);
    expect(err).toContain(' has a description that was changed.');
    expect(statSync(disk(cwd)).ino).toBe(ino);
    expect(readdirSync(join(tree(cwd), 'output'))).toEqual(['xaas-hello']);
  });

  test('say what is missing', async () => {
    const registry = await FakeRegistry.start();
    const cwd = project(registry);
    await vkc(cwd, ['compile', '-o', 'out']);
    const absent = await vkc(cwd, ['pull', ...PINNED]);
    expect(absent.exit).toBe(1);
    expect(absent.err).toContain(`xaas-hello is not in the cache ${registry.address}.`);
    expect(absent.err).toContain('Packer 1.6.6 and ansible-core 9.9.9: vkc build --only xaas-hello');
    expect((await vkc(cwd, ['pull'])).err).toContain('nothing pins its base image');
    expect((await vkc(cwd, ['push'])).err).toContain('xaas-hello is not built.');
    rmSync(join(cwd, 'vkc.yaml'));
    expect((await vkc(cwd, ['pull', ...PINNED])).err).toContain('No cache is named for xaas-hello.');
    await vkc(cwd, ['build', '--accel', 'tcg']);
    const unpinned = await vkc(cwd, ['push', '--cache', registry.address]);
    expect(unpinned.err).toContain('something that it was built from is not pinned');
    const without = await vkc(cwd, ['pull', ...PINNED, '--cache', registry.address], bin({}, 'packer'));
    expect(without).toMatchObject({ exit: 3 });
    expect(without.err).toContain('Its version is part of what an image is called in the cache.');
  });
});

test('plugins are read from what Packer lists', () => {
  const lines = [
    '/root/.config/packer/plugins/github.com/hashicorp/qemu/packer-plugin-qemu_v1.1.3_x5.0_linux_amd64',
    '/root/.config/packer/plugins/github.com/hashicorp/ansible/packer-plugin-ansible_v1.1.4-dev_x5.0_linux_amd64',
    '',
  ];
  expect(pluginsIn(lines.join('\n'))).toEqual([
    'github.com/hashicorp/ansible 1.1.4-dev',
    'github.com/hashicorp/qemu 1.1.3',
  ]);
});
