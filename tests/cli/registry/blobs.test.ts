import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readAddress } from '../../../cli/registry/address.ts';
import type { Address } from '../../../cli/registry/address.ts';
import { digestOf, download, uploadFile } from '../../../cli/registry/blobs.ts';
import { RegistryClient } from '../../../cli/registry/client.ts';
import { credentialsFor } from '../../../cli/registry/credentials.ts';
import { folder } from '../../support/command-line.ts';
import { FakeRegistry, USER } from '../../support/fakes/registry.ts';

const MEBI = 1024 ** 2;
const env = (registry: FakeRegistry) => ({
  DOCKER_CONFIG: folder({
    'config.json': JSON.stringify({
      auths: {
        [registry.host]: { auth: Buffer.from(`${USER.user}:${USER.password}`).toString('base64') },
      },
    }),
  }),
});
const clientOf = (registry: FakeRegistry, own: Record<string, string> = {}) =>
  new RegistryClient(readAddress(registry.address) as Address, own, new AbortController().signal);

function file(size: number): { cwd: string; path: string; bytes: Buffer } {
  const cwd = mkdtempSync(join(tmpdir(), 'vkc-blobs-'));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  const bytes = randomBytes(size);
  writeFileSync(join(cwd, 'disk'), bytes);
  return { cwd, path: join(cwd, 'disk'), bytes };
}

describe('a blob', () => {
  test('goes up in pieces and comes back the same, and is not sent twice', async () => {
    const registry = await FakeRegistry.start();
    const client = clientOf(registry);
    const { cwd, path, bytes } = file(40 * MEBI);
    const blob = await digestOf(path);
    const heard: number[] = [];
    await uploadFile(client, path, blob, (sent) => heard.push(sent));
    expect(registry.pieces).toEqual([16 * MEBI, 16 * MEBI, 8 * MEBI]);
    expect(heard.at(-1)).toBe(40 * MEBI);
    await uploadFile(client, path, blob);
    expect(registry.count(/^POST/)).toBe(1);
    await download(client, blob, join(cwd, 'back'));
    expect(readFileSync(join(cwd, 'back')).equals(bytes)).toBe(true);
    expect(readdirSync(cwd).sort()).toEqual(['back', 'disk']);
  });

  test('goes up in the larger pieces that a registry asks for', async () => {
    const registry = await FakeRegistry.start();
    registry.wrongs.leastPiece = 20 * MEBI;
    const { path } = file(25 * MEBI);
    await uploadFile(clientOf(registry), path, await digestOf(path));
    expect(registry.pieces).toEqual([20 * MEBI, 5 * MEBI]);
  });

  test('goes on where the connection was lost', async () => {
    const registry = await FakeRegistry.start();
    registry.wrongs.losesPiece = true;
    const { cwd, path, bytes } = file(20 * MEBI);
    const blob = await digestOf(path);
    const client = clientOf(registry);
    await uploadFile(client, path, blob);
    expect(registry.pieces).toEqual([16 * MEBI, 2 * MEBI]);
    registry.wrongs.breaks = { after: 5 * MEBI, once: true };
    await download(client, blob, join(cwd, 'back'));
    expect(readFileSync(join(cwd, 'back')).equals(bytes)).toBe(true);
  });

  test.each([
    [{ breaks: { after: 10, once: false } }, /cannot be reached|broke off/],
    [{ changed: true }, /has as sha256:\w+ is sha256:\w+\./],
    [{ status: 403 }, /does not let you do this in images\/cache \(403\) \(not today\)\./],
    [{ status: 401 }, /asks who you are \(401\)/],
    [{ status: 500 }, /answers 500 \(not today\)/],
  ] as const)('that does not arrive leaves nothing, and says why: %j', async (wrong, message) => {
    const registry = await FakeRegistry.start();
    const { cwd, path } = file(1000);
    const blob = await digestOf(path);
    await uploadFile(clientOf(registry), path, blob);
    Object.assign(registry.wrongs, wrong);
    await expect(download(clientOf(registry), blob, join(cwd, 'back'))).rejects.toThrow(message);
    expect(readdirSync(cwd)).toEqual(['disk']);
  });

  test('that finds no room says so', async () => {
    const registry = await FakeRegistry.start();
    const { path } = file(1000);
    const blob = await digestOf(path);
    const client = clientOf(registry);
    await uploadFile(client, path, blob);
    // A device that is always full; its folder takes no file, so a link leads to it.
    const cwd = folder();
    symlinkSync('/dev/full', join(cwd, 'back.part'));
    await expect(download(client, blob, join(cwd, 'back'))).rejects.toThrow('the disk is full');
    expect(existsSync(join(cwd, 'back'))).toBe(false);
  });

  test.each(['token', 'basic'] as const)('needs the password: %s', async (auth) => {
    const registry = await FakeRegistry.start();
    registry.wrongs.auth = auth;
    const { path } = file(1000);
    const blob = await digestOf(path);
    await uploadFile(clientOf(registry, env(registry)), path, blob);
    expect([...registry.blobs.keys()]).toEqual([blob.digest]);
    const from = { VKC_CACHE_USER: USER.user, VKC_CACHE_PASSWORD: USER.password };
    await uploadFile(clientOf(registry, from), path, blob);
    await expect(uploadFile(clientOf(registry), path, blob)).rejects.toThrow('asks who you are (401)');
    const wrong = { ...from, VKC_CACHE_PASSWORD: 'no' };
    await expect(uploadFile(clientOf(registry, wrong), path, blob)).rejects.toThrow('asks who you are (401)');
  });

  test('is not asked for any more once the run ends', async () => {
    const registry = await FakeRegistry.start();
    const controller = new AbortController();
    controller.abort();
    const client = new RegistryClient(readAddress(registry.address) as Address, {}, controller.signal);
    await expect(client.ask('manifests/a', { expect: [404] })).rejects.toThrow('cannot be reached');
    expect(registry.asked).toEqual([]);
  });

  test('of a registry that is not there', async () => {
    const address = readAddress('oci://127.0.0.1:1/a') as Address;
    const client = new RegistryClient(address, {}, new AbortController().signal);
    await expect(client.ask('manifests/a', { expect: [200] })).rejects.toThrow(
      'The registry 127.0.0.1:1 cannot be reached: ',
    );
  });
});

describe('an address', () => {
  test.each([
    ['oci://registry.example.org/images/cache', 'https://registry.example.org', 'images/cache'],
    ['oci://localhost:5000/a', 'http://localhost:5000', 'a'],
    ['oci://[::1]:5000/a', 'http://[::1]:5000', 'a'],
    ['oci+http://registry.example.org/a/', 'http://registry.example.org', 'a'],
    ['s3://s3.example.org/bucket', 'https://s3.example.org', 'bucket'],
    ['s3+http://s3.example.org:9000/bucket/A_b/', 'http://s3.example.org:9000', 'bucket/A_b'],
  ])('%s', (text, origin, repository) => {
    expect(readAddress(text)).toMatchObject({ origin, repository });
  });

  test.each([
    'https://registry.example.org/a',
    'oci://registry.example.org',
    'oci://registry.example.org/A',
    'oci://registry.example.org/a:latest',
    'oci://user:password@registry.example.org/a',
    'oci://localhost.example.org:5000/../a',
    's3://bucket/folder',
    's3://s3.example.org/Bucket',
    's3://s3.example.org/bucket/../other',
    's3://s3.example.org/bucket/a?b',
  ])('%s is none', (text) => {
    expect(readAddress(text)).toMatchObject({ exit: 2 });
  });

  test('of another computer whose name begins as that of this one is asked with TLS', () => {
    expect(readAddress('oci://localhost.example.org/a')).toMatchObject({
      origin: 'https://localhost.example.org',
    });
  });
});

describe('a password', () => {
  test('comes from a program that keeps it', async () => {
    const cwd = folder({ 'config.json': JSON.stringify({ credHelpers: { 'r.example.org': 'test' } }) });
    writeFileSync(
      join(cwd, 'docker-credential-test'),
      '#!/bin/sh\nread host\necho "{\\"ServerURL\\":\\"$host\\",\\"Username\\":\\"u of $host\\",\\"Secret\\":\\"s\\"}"\n',
      { mode: 0o755 },
    );
    const own = { DOCKER_CONFIG: cwd, PATH: `${cwd}:${process.env['PATH']}` };
    expect(await credentialsFor('r.example.org', own)).toEqual({ user: 'u of r.example.org', password: 's' });
    expect(await credentialsFor('other.example.org', own)).toBeNull();
  });

  test.each(['', '{', '[]', '{"auths": 1}', '{"auths": {"r.example.org": {}}}'])(
    'is none in a damaged file: %s',
    async (text) => {
      const own = { DOCKER_CONFIG: folder({ 'config.json': text }) };
      expect(await credentialsFor('r.example.org', own)).toBeNull();
    },
  );

  test('is in the file of podman as well', async () => {
    const auths = { 'https://r.example.org/v1/': { auth: Buffer.from('u:p:q').toString('base64') } };
    const REGISTRY_AUTH_FILE = join(folder({ 'auth.json': JSON.stringify({ auths }) }), 'auth.json');
    expect(await credentialsFor('r.example.org', { REGISTRY_AUTH_FILE })).toEqual({
      user: 'u',
      password: 'p:q',
    });
  });
});
