import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readAddress } from '../../../cli/registry/address.ts';
import type { Address } from '../../../cli/registry/address.ts';
import { findArtifact, putArtifact } from '../../../cli/registry/artifact.ts';
import { openStore } from '../../../cli/registry/store.ts';
import { compile } from '../../../stdlib/index.ts';
import { roundTrip, TYPE } from '../../support/servers/artifact-round-trip.ts';
import { folder, vkc } from '../../support/command-line.ts';
import { bin } from '../../support/fakes/programs.ts';
import { s3Server } from '../../support/servers/s3.ts';

const open = (address: string, env: Record<string, string>) =>
  openStore(readAddress(address) as Address, env, new AbortController().signal);

test('S3 takes an image in pieces, and gives it back the same', async () => {
  const { address, keys, host } = await s3Server();
  const store = open(address, keys);
  const { artifact, heard } = await roundTrip(store);
  expect(heard.slice(0, 3)).toEqual([16, 32, 35].map((size) => size * 1024 ** 2));
  // No piece is left over.
  const list = await store.ask('../../?uploads=', { expect: [200] });
  expect(await list.text()).not.toContain('<UploadId>');

  const wrong = open(address, { ...keys, VKC_CACHE_PASSWORD: 'wrong' });
  await expect(findArtifact(wrong, 'key', TYPE)).rejects.toThrow(
    `The storage ${host} does not let you do this in images/the/cache (403)`,
  );
  const nowhere = open(address.replace('/images/', '/nowhere/'), keys);
  expect(await findArtifact(nowhere, 'key', TYPE)).toBeNull();
  await expect(putArtifact(nowhere, 'key', artifact)).rejects.toThrow(
    `The storage ${host} has no nowhere/the/cache (404) (The specified bucket does not exist)`,
  );
});

test('vkc build keeps images in S3, and takes them from there', async () => {
  const { address, keys } = await s3Server();
  const text = 'image xaas-hello {\n  os = [debian12]\n  package jq\n}\n';
  const env = bin(keys);
  const build = (cwd: string) =>
    vkc(cwd, ['build', '--accel', 'tcg', '--var', `debian_12_checksum=sha256:${'a'.repeat(64)}`], {
      compile,
      env,
    });
  const project = () => folder({ 'vkc.yaml': `cache: ${address}\n`, 'a.vkimage': text });
  const first = await build(project());
  expect(first).toMatchObject({ exit: 0, err: '' });
  expect(first.out).toContain('1 target: 1 built');
  const cwd = project();
  const second = await build(cwd);
  expect(second).toMatchObject({ exit: 0, err: '' });
  expect(second.out).toContain('1 target: 1 from the cache');
  expect(existsSync(join(cwd, 'out/xaas-hello/output/xaas-hello/xaas-hello.qcow2'))).toBe(true);
  // A rule of the bucket has removed the disk, and not what names it.
  const store = open(address, keys);
  const list = await (await store.ask('../../?list-type=2', { expect: [200] })).text();
  const blobs = [...list.matchAll(/<Key>the\/cache\/(blobs\/[^<]+)<\/Key>/g)].map(([, path]) => path!);
  expect(blobs.length).toBeGreaterThan(1);
  for (const path of blobs) await store.ask(path, { method: 'DELETE', expect: [204] });
  const lost = await build(project());
  expect(lost).toMatchObject({ exit: 0 });
  expect(lost.out).toContain('has lost a part of an image: blobs/sha256:');
  expect(lost.out).toContain('xaas-hello is built. See which rule removes objects there.');
  expect((await build(project())).out).toContain('1 target: 1 from the cache');
  // A build never fails because of its cache.
  const other = project();
  writeFileSync(join(other, 'vkc.yaml'), `cache: ${address.replace('/images/', '/nowhere/')}\n`);
  const third = await build(other);
  expect(third).toMatchObject({ exit: 0 });
  expect(third.out).toContain('See whether the bucket is there.');
});
