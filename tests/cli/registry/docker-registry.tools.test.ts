import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../../cli/host/free-port.ts';
import { readAddress } from '../../../cli/registry/address.ts';
import type { Address } from '../../../cli/registry/address.ts';
import { findArtifact, putArtifact } from '../../../cli/registry/artifact.ts';
import { RegistryClient } from '../../../cli/registry/client.ts';
import { folder } from '../../support/command-line.ts';

const TYPE = 'application/vnd.vkc.image.v1';
/** `let-me-in`, as `htpasswd -B` writes it. */
const HTPASSWD = 'robot:$2b$05$rpnMzXvGExk6X2UUDaTwsutBBIZrA/nMcUQU0pT.3B7KBGRU.KID6\n';

/** Debian's registry, which Docker made, on loopback. */
async function dockerRegistry(): Promise<string> {
  const port = await freePort();
  const cwd = folder({ htpasswd: HTPASSWD, 'data/': '' });
  const config = {
    version: 0.1,
    log: { level: 'error', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(cwd, 'data') } },
    http: { addr: `127.0.0.1:${port}` },
    auth: { htpasswd: { realm: 'test', path: join(cwd, 'htpasswd') } },
  };
  writeFileSync(join(cwd, 'config.yml'), JSON.stringify(config));
  const child = spawn('docker-registry', ['serve', join(cwd, 'config.yml')], { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  onTestFinished(async () => {
    child.kill();
    await ended;
  });
  for (let tries = 0; tries < 200; tries++) {
    const answer = await fetch(`http://127.0.0.1:${port}/v2/`).catch(() => null);
    if (answer?.status === 401) return `127.0.0.1:${port}`;
    await wait(100);
  }
  throw new Error('docker-registry does not answer');
}

test("Debian's registry takes an image, and gives it back the same", async () => {
  const host = await dockerRegistry();
  const address = readAddress(`oci://${host}/images/cache`) as Address;
  const env = { VKC_CACHE_USER: 'robot', VKC_CACHE_PASSWORD: 'let-me-in' };
  const client = new RegistryClient(address, env, new AbortController().signal);
  const bytes = randomBytes(35 * 1024 ** 2);
  const cwd = folder({ disk: bytes, empty: '', 'bill.json': '{}' });
  const files = ['disk', 'empty', 'bill.json'].map((name) => ({
    name,
    path: join(cwd, name),
    mediaType: 'application/octet-stream',
  }));
  expect(await findArtifact(client, 'key', TYPE)).toBeNull();
  const artifact = { type: TYPE, created: '2026-11-24T17:00:00Z', config: { key: 'key' }, files };
  await putArtifact(client, 'key', artifact);
  // Again, with what is there already.
  await putArtifact(client, 'key', artifact);
  const found = (await findArtifact(client, 'key', TYPE))!;
  expect(found.config).toEqual({ key: 'key' });
  expect(found.files.map(({ name, size }) => [name, size])).toEqual([
    ['disk', bytes.length],
    ['empty', 0],
    ['bill.json', 2],
  ]);
  for (const { name, bring } of found.files) await bring(join(cwd, `${name}.back`));
  expect(readFileSync(join(cwd, 'disk.back')).equals(bytes)).toBe(true);
  expect(readFileSync(join(cwd, 'empty.back'))).toHaveLength(0);
  const nobody = new RegistryClient(address, {}, new AbortController().signal);
  await expect(findArtifact(nobody, 'key', TYPE)).rejects.toThrow(
    `The registry ${host} asks who you are (401)`,
  );
});
