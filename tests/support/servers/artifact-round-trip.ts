import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { findArtifact, putArtifact } from '../../../cli/registry/artifact.ts';
import type { Artifact } from '../../../cli/registry/artifact.ts';
import type { Store } from '../../../cli/registry/store.ts';
import { folder } from '../command-line.ts';

export const TYPE = 'application/vnd.vkc.image.v1';

/** Puts an artifact with a large, an empty and a small file into a store, twice, and compares what comes back. */
export async function roundTrip(
  store: Store,
): Promise<{ readonly artifact: Artifact; readonly heard: readonly number[] }> {
  const bytes = randomBytes(35 * 1024 ** 2);
  const cwd = folder({ disk: bytes, empty: '', 'bill.json': '{}' });
  const files = ['disk', 'empty', 'bill.json'].map((name) => ({
    name,
    path: join(cwd, name),
    mediaType: 'application/octet-stream',
  }));
  expect(await findArtifact(store, 'key', TYPE)).toBeNull();
  const heard: number[] = [];
  const artifact = { type: TYPE, created: '2026-11-24T17:00:00Z', config: { key: 'key' }, files };
  await putArtifact(store, 'key', artifact, (done) => heard.push(done));
  // Again, with what is there already.
  await putArtifact(store, 'key', artifact);
  const found = (await findArtifact(store, 'key', TYPE))!;
  expect(found.config).toEqual({ key: 'key' });
  expect(found.files.map(({ name, size }) => [name, size])).toEqual([
    ['disk', bytes.length],
    ['empty', 0],
    ['bill.json', 2],
  ]);
  for (const { name, bring } of found.files) await bring(join(cwd, `${name}.back`));
  expect(readFileSync(join(cwd, 'disk.back')).equals(bytes)).toBe(true);
  expect(readFileSync(join(cwd, 'empty.back'))).toHaveLength(0);
  return { artifact, heard };
}
