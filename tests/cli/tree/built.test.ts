import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readArgs } from '../../../cli/shell/args.ts';
import { findTargets, isBuilt, openTree, treeOption } from '../../../cli/tree/built.ts';
import type { BuiltTarget } from '../../../cli/tree/built.ts';
import { isFailure } from '../../../cli/shell/command.ts';
import type { Failure } from '../../../cli/shell/command.ts';
import type { Io } from '../../../cli/shell/io.ts';
import { parseManifest } from '../../../emit/tree/manifest.ts';
import { manifestPath } from '../../../emit/tree/places.ts';
import { compile } from '../../../stdlib/index.ts';
import { folder, vkc } from '../../support/command-line.ts';

const ONE = `image xaas-one {
  title = "One"
  version = "1.2"
  os = [ubuntu2404, debian12]
  build { disk = 20G memory = 4G }
  export { checksum = [sha256] }
  publish { tags = ["marketplace"] properties = { store = "s3" } }
  variant large { build { cpus = 8 } }
}
`;
const TWO = `image xaas-two {
  title = "Two"
  os = [almalinux9]
  export { format = raw }
}
`;

let root = '';
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'vkc-built-'));
  writeFileSync(join(root, 'images.vkimage'), ONE + TWO);
  const { exit, err } = await vkc(root, ['compile', '-q'], { compile });
  expect({ exit, err }).toEqual({ exit: 0, err: '' });
  return () => rmSync(root, { recursive: true });
});

function find(names: string[], cwd = root, out?: string) {
  const args = readArgs([...names, ...(out === undefined ? [] : ['-o', out])], 'verify', { out: treeOption });
  return isFailure(args) ? args : findTargets(args.positionals, args, { cwd } as Io);
}
const names = (found: BuiltTarget[] | Failure) =>
  isFailure(found) ? `${found.exit}: ${found.message} ${found.hint}` : found.map(({ name }) => name);

describe('a tree that is opened', () => {
  test('lists its targets without its source', () => {
    const tree = openTree(join(root, 'out/xaas-one'));
    if (isFailure(tree)) throw new Error(tree.message);
    expect(tree.image).toMatchObject({ name: 'xaas-one', title: 'One', version: '1.2', sources: 'own' });
    const [target] = tree.targets;
    const { tree: own, metadata, ...rest } = target!;
    expect(own).toBe(tree);
    expect(metadata).toMatchObject({
      os_admin_user: 'ubuntu',
      os_distro: 'ubuntu2404',
      mcs_os_version: '24',
    });
    const folderOf = join(root, 'out/xaas-one/output/xaas-one-ubuntu24');
    expect(rest).toEqual({
      name: 'xaas-one-ubuntu24',
      os: 'ubuntu2404',
      title: 'Ubuntu 24.04 LTS',
      family: 'debian',
      package_manager: 'apt',
      python: '3.12',
      variant: null,
      user: 'ubuntu',
      source: 'ubuntu-24',
      only: 'xaas-one.qemu.xaas-one-ubuntu24',
      base: null,
      builder: 'qemu',
      cloud: null,
      artifact: join(folderOf, 'xaas-one-ubuntu24.qcow2'),
      folder: folderOf,
      format: 'qcow2',
      checksums: ['sha256'],
      machine: { disk: 20 * 1024 ** 3, memory: 4096, cpus: 2, firmware: 'bios', arch: 'amd64' },
      start: null,
      publish: {
        name: 'xaas-one-ubuntu24-1.2',
        visibility: 'private',
        protected: false,
        old_versions: 'keep',
        format: 'raw',
        tags: ['marketplace'],
        members: [],
        min_disk: null,
        min_ram: null,
        properties: { store: 's3' },
      },
    });
    expect(isBuilt(target!)).toBe(false);
    const large = tree.targets.find(({ name }) => name === 'xaas-one-ubuntu24-large');
    expect(large).toMatchObject({ variant: 'large', machine: { cpus: 8 } });
  });

  test('asks for a new compile if another version of vkc wrote it', async () => {
    const old = folder();
    writeFileSync(join(old, 'a.vkimage'), TWO);
    await vkc(old, ['compile', '-q'], { compile });
    const path = join(old, 'out/xaas-two', manifestPath);
    const { image, ...rest } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    expect(image).toBeTypeOf('object');
    writeFileSync(path, JSON.stringify(rest));
    expect(parseManifest(JSON.stringify(rest))).toMatchObject({ image: null });
    expect(names(find([], old))).toBe(
      '3: out/xaas-two: was written by another version of vkc, and this version cannot read its targets. ' +
        'Run `vkc compile` again.',
    );
    expect((await vkc(old, ['compile'], { compile })).exit).toBe(0);
    expect(names(find([], old))).toEqual(['xaas-two']);
    for (const wrong of [7, { ...(image as object), targets: [] }, { ...(image as object), name: '../x' }]) {
      const text = JSON.stringify({ ...rest, image: wrong });
      expect(parseManifest(text)).toMatchObject({ image: null });
      writeFileSync(path, text);
      expect((await vkc(old, ['compile'], { compile })).exit).toBe(0);
    }
  });
});

describe('targets are found', () => {
  const all = [
    'xaas-one-ubuntu24',
    'xaas-one-ubuntu24-large',
    'xaas-one-debian12',
    'xaas-one-debian12-large',
  ];

  test('by name, image, system and folder', () => {
    expect(names(find([]))).toEqual([...all, 'xaas-two']);
    expect(names(find(['xaas-two', 'xaas-one']))).toEqual([...all, 'xaas-two']);
    expect(names(find(['xaas-one-debian12', 'xaas-one-debian12']))).toEqual(['xaas-one-debian12']);
    expect(names(find(['ubuntu2404/large', 'debian12/plain']))).toEqual([all[1], all[2]]);
    expect(names(find(['out/xaas-two']))).toEqual(['xaas-two']);
    expect(names(find(['out/xaas-two', 'debian12'], root))).toEqual(['xaas-one-debian12', 'xaas-two']);
  });

  test('in the current folder, and in --out', () => {
    expect(names(find([], join(root, 'out/xaas-one')))).toEqual(all);
    expect(names(find(['almalinux9'], join(root, 'out'), '.'))).toEqual(['xaas-two']);
    expect(names(find([], root, 'out/xaas-two'))).toEqual(['xaas-two']);
    expect(names(find([], folder()))).toContain('2: out: contains no tree of vkc.');
  });

  test('or listed in the message', () => {
    expect(names(find(['xaas-one-debian21']))).toBe(
      '2: There is no target `xaas-one-debian21`. Did you mean `xaas-one-debian12`? ' +
        `There are ${all.join(', ')}, xaas-two.`,
    );
    expect(names(find(['quite-another'], root, 'out/xaas-two'))).toBe(
      '2: There is no target `quite-another`. There is xaas-two.',
    );
  });
});
