import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readChecksums } from '../../../cli/lock/checksums.ts';
import type { Lockfile } from '../../../cli/lock/lockfile.ts';
import { newest } from '../../../cli/lock/packages.ts';
import { compile } from '../../../stdlib/index.ts';
import { folder, vkc as run } from '../../support/command-line.ts';
import { gitProject } from '../../support/trees/git-project.ts';
import { lockServers } from '../../support/locking/lock-servers.ts';
import { ownSystem } from '../../support/trees/own-system.ts';

const SOURCE = `# Tool.
role tool {
  collection "community.general" { version = "6.6.2" }
  download "/usr/local/bin/tool" {
    url = "https://files.example.org/tool.bin"
    allow unchecked-download { reason = "vkc.lock has the checksum." }
  }
  task "Set a capability" {
    module = "community.general.capabilities"
    args   = { path = "/usr/local/bin/tool" capability = "cap_net_bind_service=ep" }
  }
}

# Shop.
image xaas-shop {
  version = "1.0.0"
  os      = [debian12]
  use tool
}
`;

const vkc = (cwd: string, ...argv: string[]) => run(cwd, argv, { compile });
const read = (cwd: string, name: string) => readFileSync(join(cwd, name), 'utf8');

async function project(source = SOURCE) {
  const servers = await lockServers();
  const cwd = folder({ 'vkc.yaml': servers.settings, 'shop.vkimage': source });
  return { ...servers, cwd, write: (name: string, text: string) => writeFileSync(join(cwd, name), text) };
}

async function locked() {
  const made = await project();
  expect(await vkc(made.cwd, 'lock')).toMatchObject({ exit: 0, err: '' });
  const lock = () => JSON.parse(read(made.cwd, 'vkc.lock')) as Lockfile;
  return { ...made, lock };
}

describe('vkc lock', () => {
  test('writes what the images are pinned to', async () => {
    const { cwd } = await project();
    const { exit, out, err } = await vkc(cwd, 'lock');
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(out).toBe(
      [
        'locked base images: debian12',
        'locked plugins: github.com/hashicorp/ansible',
        'locked plugins: github.com/hashicorp/qemu',
        'locked collections: community.general',
        'locked downloads: https://files.example.org/tool.bin',
        'vkc.lock: 1 target',
        '',
      ].join('\n'),
    );
    expect(read(cwd, 'vkc.lock')).toMatchInlineSnapshot(`
      "{
        "version": 1,
        "vkc": "0.1.0",
        "base_images": {
          "debian12": {
            "checksum": "sha512:061293ed1c6103ced5673c6c24ee71213c6b79f9124eb076e4e1ffa5fdc55ee7bcc474b5e71da2fc93032a3c08ebb67686e3f88da448bc9032d091147983b3a0",
            "requested": {
              "checksum": "file:https://cloud.debian.org/images/cloud/bookworm/latest/SHA512SUMS",
              "url": "https://cloud.debian.org/images/cloud/bookworm/latest/debian-12-genericcloud-amd64.qcow2"
            },
            "size": 18,
            "url": "https://cloud.debian.org/images/cloud/bookworm/20260214-2/debian-12-genericcloud-amd64-20260214-2.qcow2"
          }
        },
        "collections": {
          "community.general": {
            "requested": "6.6.2",
            "sha256": "sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc",
            "version": "6.6.2"
          }
        },
        "downloads": {
          "https://files.example.org/tool.bin": {
            "checksum": "sha256:6866d28d44ec66b4dc63a7183b503b39881d59d928c53edff3c5096853a659e4",
            "requested": null,
            "size": 8
          }
        },
        "libraries": {},
        "plugins": {
          "github.com/hashicorp/ansible": {
            "hashes": {
              "darwin_arm64": "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
              "linux_amd64": "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            },
            "version": "1.1.3"
          },
          "github.com/hashicorp/qemu": {
            "hashes": {
              "darwin_arm64": "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
              "linux_amd64": "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            },
            "version": "1.1.3"
          }
        },
        "roles": {},
        "targets": {
          "xaas-shop": "debian12"
        }
      }
      "
    `);
  });

  test('is the same when it is made again, and looks nothing up', async () => {
    const { cwd, asked, files } = await locked();
    const text = read(cwd, 'vkc.lock');
    asked.length = 0;
    files.clear();
    expect(await vkc(cwd, 'lock')).toEqual({ exit: 0, out: 'vkc.lock: 1 target, unchanged\n', err: '' });
    expect(asked).toEqual([]);
    expect(read(cwd, 'vkc.lock')).toBe(text);
  });

  test('renews only what --update names', async () => {
    const { cwd, files, lock, asked } = await locked();
    const before = lock();
    files.set('/files/tool.bin', 'a newer tool');
    for (const name of ['qemu', 'ansible'])
      files.set(
        `/api/repos/hashicorp/packer-plugin-${name}/git/matching-refs/tags`,
        JSON.stringify([{ ref: 'refs/tags/v1.1.4' }]),
      );
    asked.length = 0;
    const { out } = await vkc(cwd, 'lock', '--update', 'plugins=github.com/hashicorp/qemu');
    expect(out).toBe('locked plugins: github.com/hashicorp/qemu\nvkc.lock: 1 target\n');
    expect(lock().plugins['github.com/hashicorp/qemu']!.version).toBe('1.1.4');
    expect(lock().plugins['github.com/hashicorp/ansible']!.version).toBe('1.1.3');
    expect(lock().downloads).toEqual(before.downloads);
    expect(asked.filter((each) => !each.includes('packer-plugin-qemu'))).toEqual([]);
    expect((await vkc(cwd, 'lock', '--update', 'downloads,os')).out).toContain(
      'locked downloads: https://files',
    );
    expect(lock().downloads).not.toEqual(before.downloads);
    expect(lock().base_images).toEqual(before.base_images);
  });

  test('drops what nothing needs any more, unless only some of the sources are known', async () => {
    const { cwd, write, lock } = await locked();
    write('other.vkimage', '# Other.\nimage xaas-other {\n  os = [debian12]\n  package jq\n}\n');
    await vkc(cwd, 'lock', 'other.vkimage');
    expect(Object.keys(lock().targets)).toEqual(['xaas-other', 'xaas-shop']);
    rmSync(join(cwd, 'shop.vkimage'));
    await vkc(cwd, 'lock');
    expect(lock().targets).toEqual({ 'xaas-other': 'debian12' });
    expect(lock().downloads).toEqual({});
  });

  test('keeps an address that has no dated one, and says so', async () => {
    const { cwd, files, lock } = await project().then(async (made) => ({
      ...made,
      lock: () => JSON.parse(read(made.cwd, 'vkc.lock')) as Lockfile,
    }));
    files.delete('/cloud/images/cloud/bookworm/');
    const { exit, err } = await vkc(cwd, 'lock');
    expect(exit).toBe(0);
    expect(err).toContain('leads to another image later');
    expect(lock().base_images['debian12']).toMatchObject({
      url: 'https://cloud.debian.org/images/cloud/bookworm/latest/debian-12-genericcloud-amd64.qcow2',
      checksum: expect.stringMatching(/^sha512:[0-9a-f]{128}$/),
      size: 18,
    });
  });

  test('takes the checksum of the source for a system of the project', async () => {
    const { cwd, write, lock, files, address } = await locked();
    files.set('/own.qcow2', 'own');
    write(
      'shop.vkimage',
      `${SOURCE.replace('[debian12]', '[own12]')}
${ownSystem({ url: `${address}/own.qcow2`, checksum: 'f'.repeat(64) })}`,
    );
    expect(await vkc(cwd, 'lock')).toMatchObject({ exit: 0 });
    expect(lock().base_images).toEqual({
      own12: {
        requested: { url: `${address}/own.qcow2`, checksum: 'f'.repeat(64) },
        url: `${address}/own.qcow2`,
        checksum: `sha256:${'f'.repeat(64)}`,
        size: 3,
      },
    });
  });
});

describe('a server that', () => {
  test('cannot be reached is named, with what to do, and nothing is written', async () => {
    const { cwd, close, address } = await project();
    close();
    const { exit, err } = await vkc(cwd, 'lock');
    expect(exit).toBe(3);
    expect(err).toContain(`vkc: ${address}/cloud/images/cloud/bookworm/latest/SHA512SUMS: ECONNREFUSED.\n`);
    expect(err).toContain('Making a lock needs the network; using one does not.');
    expect(() => read(cwd, 'vkc.lock')).toThrow('ENOENT');
  });

  test.each([
    ['/files/tool.bin', 'tool.bin: the server answers 404.'],
    [
      '/gh/hashicorp/packer-plugin-qemu/releases/download/v1.1.3/packer-plugin-qemu_v1.1.3_SHA256SUMS',
      'answers 404',
    ],
  ])('lacks %s is named', async (path, words) => {
    const { cwd, files } = await project();
    files.delete(path);
    const { exit, err } = await vkc(cwd, 'lock');
    expect(exit).toBe(3);
    expect(err).toContain(words);
  });

  test('lists no checksum of the image is named', async () => {
    const { cwd, files } = await project();
    files.set(
      '/cloud/images/cloud/bookworm/latest/SHA512SUMS',
      `${'a'.repeat(128)}  x.img\n${'b'.repeat(128)}  y.img\n`,
    );
    const { err } = await vkc(cwd, 'lock');
    expect(err).toContain('lists no checksum of debian-12-genericcloud-amd64.qcow2.');
  });
});

describe('a lock that is there', () => {
  test('is what trees are made of, without the network', async () => {
    const { cwd, close } = await locked();
    close();
    expect(await vkc(cwd, 'compile', '-o', 'out', '--locked')).toMatchObject({ exit: 0, err: '' });
    const template = read(cwd, 'out/xaas-shop/xaas-shop.pkr.hcl');
    expect(template).toContain('bookworm/20260214-2/debian-12-genericcloud-amd64-20260214-2.qcow2"');
    expect(template).toMatch(/default += "sha512:[0-9a-f]{128}"/);
    expect(read(cwd, 'out/xaas-shop/plugins.pkr.hcl').match(/"= 1\.1\.3"/g)).toHaveLength(2);
    expect(read(cwd, 'out/xaas-shop/playbook/requirements.yml')).toContain('version: "6.6.2"');
    expect(read(cwd, 'out/xaas-shop/playbook/provision_roles/tool/tasks/main.yml')).toMatch(
      /checksum: sha256:[0-9a-f]{64}/,
    );
  });

  test.each([
    ['[debian12]', '[debian12, almalinux9]', 'The base image of almalinux9 is not in it'],
    ['6.6.2', '6.6.3', 'The collection community.general: it has 6.6.2, the source asks for 6.6.3'],
    ['tool.bin"', 'other.bin"', 'The download https://files.example.org/other.bin is not in it'],
    ['image xaas-shop', 'image xaas-store', 'The target xaas-store is not in it'],
    [
      'tool.bin"',
      `tool.bin"\n    checksum = "sha256:${'a'.repeat(64)}"`,
      'The download https://files.example.org/tool.bin: it has no checksum, the source asks for sha256:aaa',
    ],
  ])('is stale when %s becomes %s', async (from, to, words) => {
    const { cwd, write } = await locked();
    write('shop.vkimage', SOURCE.replace(from, to));
    for (const argv of [['compile'], ['compile', '--check'], ['build'], ['lock', '--check']]) {
      const { exit, err, out } = await vkc(cwd, ...argv);
      expect({ argv, exit, out }).toEqual({ argv, exit: 1, out: '' });
      expect(err).toContain(`  ${words}`);
      expect(err).toContain(
        'vkc: vkc.lock does not fit the source.\n     Run `vkc lock`, and commit the file.\n',
      );
    }
    expect(await vkc(cwd, 'check', '-q')).toMatchObject({ exit: 0 });
  });

  test('is checked for CI without the network', async () => {
    const { cwd, write, close, lock } = await locked();
    close();
    expect(await vkc(cwd, 'lock', '--check')).toEqual({ exit: 0, out: '', err: '' });
    write('vkc.lock', JSON.stringify({ ...lock(), vkc: '0.0.1' }));
    expect((await vkc(cwd, 'lock', '--check')).err).toContain('  vkc 0.0.1 made it, and this is ');
    expect((await vkc(cwd, 'compile', '--locked')).err).toContain('vkc.lock: vkc 0.0.1 made it');
    expect(await vkc(cwd, 'compile', '-q')).toMatchObject({ exit: 0 });
    write(
      'vkc.lock',
      JSON.stringify({ ...lock(), targets: { 'xaas-shop': 'debian12', 'xaas-gone': 'debian12' } }),
    );
    expect((await vkc(cwd, 'lock', '--check')).err).toContain(
      '  xaas-gone (targets) is in it, but nothing needs it.',
    );
  });

  test.each([
    ['', 'vkc.lock is not JSON.'],
    ['{\n<<<<<<< HEAD\n', 'vkc.lock has conflicts of a merge.'],
    ['{"version": 9}', 'vkc.lock is of version 9, which this version of vkc does not know.'],
    ['{"version": 1, "vkc": "1"}', 'vkc.lock is damaged at base_images.'],
  ])('is refused when it is %j', async (text, words) => {
    const { cwd, write } = await project();
    write('vkc.lock', text);
    expect(await vkc(cwd, 'compile')).toMatchObject({ exit: 1, err: expect.stringContaining(words) });
    expect(await vkc(cwd, 'lock')).toMatchObject({ exit: 1, err: expect.stringContaining(words) });
  });

  test('touches the targets that it pins when it changes', async () => {
    const { cwd, lock } = await locked();
    const { commit, write, ...git } = gitProject({
      'vkc.yaml': '',
      'shop.vkimage': SOURCE,
      'vkc.lock': read(cwd, 'vkc.lock'),
    });
    const affected = async () => (await vkc(git.cwd, 'affected', '--since', 'HEAD')).out;
    expect(await affected()).toBe('No target changed since HEAD.\n');
    const base = { ...lock().base_images['debian12']!, url: 'https://other.example.org/x.qcow2' };
    write({ 'vkc.lock': JSON.stringify({ ...lock(), base_images: { debian12: base } }) });
    expect(await affected()).toContain('xaas-shop  (vkc.lock)\n');
    const { out } = await vkc(git.cwd, 'diff', 'git:HEAD');
    expect(out).toContain('BASE IMAGE\n~ image  https://cloud.debian.org/');
    commit({}, 'v1');
    write({ 'vkc.lock': JSON.stringify({ ...lock(), base_images: { debian12: base }, vkc: '9.9.9' }) });
    expect(await affected()).toContain('xaas-shop  (vkc.lock)\n');
  });

  test('is missed where packages are to be pinned', async () => {
    const { cwd } = await project();
    const settings = readFileSync(join(cwd, 'vkc.yaml'), 'utf8');
    writeFileSync(join(cwd, 'vkc.yaml'), `${settings}lock_packages: snapshot\n`);
    const { exit, err } = await vkc(cwd, 'compile', '-q');
    expect(exit).toBe(0);
    expect(err).toContain(
      'vkc: vkc.yaml has `lock_packages`, and there is no vkc.lock: no package is pinned.\n     `vkc lock` makes it.\n',
    );
  });

  test('is asked for by --locked', async () => {
    const { cwd } = await project();
    await vkc(cwd, 'compile', '-q');
    expect(await vkc(cwd, 'build', '--locked', 'out/xaas-shop')).toMatchObject({
      exit: 2,
      err: expect.stringContaining('out/xaas-shop is a tree, and --locked is about sources.'),
    });
    expect(await vkc(cwd, 'compile', '--locked')).toMatchObject({
      exit: 1,
      err: 'vkc: vkc.lock: there is no such file.\n     `vkc lock` makes it.\n',
    });
  });
});

test.each([
  [['lock', '--update', 'plugin'], 'Did you mean `plugins`?'],
  [['lock', '--update', 'os=debian11'], 'Nothing to lock is called debian11.'],
  [['lock', '--check', '--update', 'os'], '--check and --update cannot be combined.'],
])('%j is a call that is wrong', async (argv, words) => {
  const { cwd } = await project();
  const { exit, err } = await vkc(cwd, ...argv);
  expect(exit).toBe(2);
  expect(err).toContain(words);
});

test('lists of checksums are read in the forms that vendors write', () => {
  const [a, b] = ['a'.repeat(64), 'B'.repeat(128)];
  expect(
    readChecksums(
      `# comment\n${a} *noble.img\n${a}  ./dir/x y.img\nSHA512 (alma.qcow2) = ${b}\n${a}\nabc  no\n`,
    ),
  ).toEqual([
    { file: 'noble.img', checksum: `sha256:${a}` },
    { file: 'dir/x y.img', checksum: `sha256:${a}` },
    { file: 'alma.qcow2', checksum: `sha512:${b.toLowerCase()}` },
    { file: '', checksum: `sha256:${a}` },
  ]);
});

test.each([
  ['~> 1.1', '1.10.2'],
  ['~> 1.1.0', '1.1.9'],
  ['>=1.0,<1.2', '1.1.9'],
  ['!=2.0.0', '1.10.2'],
  ['*', '2.0.0'],
  ['==1.1.0', '1.1.0'],
  ['>9', null],
  ['nonsense', null],
])('the newest version that fits %s is %s', (wanted, version) => {
  expect(newest(['1.0.9', '1.1.0', '1.1.9', '1.10.2', '2.0.0', '3.0.0-rc1'], wanted)).toBe(version);
});
