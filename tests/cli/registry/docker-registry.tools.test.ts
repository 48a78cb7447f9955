import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readAddress } from '../../../cli/registry/address.ts';
import type { Address } from '../../../cli/registry/address.ts';
import { openStore } from '../../../cli/registry/store.ts';
import { findArtifact, putArtifact } from '../../../cli/registry/artifact.ts';
import { folder } from '../../support/command-line.ts';
import { dockerRegistry, ROBOT } from '../../support/servers/docker-registry.ts';

const TYPE = 'application/vnd.vkc.image.v1';
test("Debian's registry takes an image, and gives it back the same", async () => {
  const host = await dockerRegistry();
  const address = readAddress(`oci://${host}/images/cache`) as Address;
  const client = openStore(address, ROBOT, new AbortController().signal);
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
  const nobody = openStore(address, {}, new AbortController().signal);
  await expect(findArtifact(nobody, 'key', TYPE)).rejects.toThrow(
    `The registry ${host} asks who you are (401)`,
  );
});
