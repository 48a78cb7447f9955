import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder } from '../support/command-line.ts';
import { root } from '../support/examples.ts';
// @ts-expect-error: a script without types.
import { renew as untyped } from '../../stdlib/packages/renew-releases.mjs';

const renew = untyped as (roles: string, read: (url: string) => Promise<string>) => Promise<string[]>;
const sum = 'ab'.repeat(32);
const other = 'cd'.repeat(32);

/** Releases as GitHub lists them; each list of checksums has the file of every version. */
const internet = (tags: Record<string, object[]>) => (url: string) => {
  const repository = /repos\/(.*)\/releases$/.exec(url)?.[1];
  if (repository !== undefined) return Promise.resolve(JSON.stringify(tags[repository] ?? []));
  const [, version] = /\/v([\d.]+)\//.exec(url)!;
  const names = (arch: string) => [
    `node_exporter-${version}.linux-${arch}.tar.gz`,
    `lego_v${version}_linux_${arch}.tar.gz`,
    `restic_${version}_linux_${arch}.bz2`,
    `rclone-v${version}-linux-${arch}.zip`,
  ];
  const listed = (arch: string, sum: string) => names(arch).map((name) => `${sum}  ${name}\n`);
  return Promise.resolve([...listed('amd64', sum), ...listed('arm64', other)].join(''));
};

const roles = () => {
  const cwd = folder();
  cpSync(join(root, 'stdlib/roles'), cwd, { recursive: true });
  return cwd;
};

const newest = {
  'prometheus/node_exporter': [
    { tag_name: 'v99.9.0' },
    { tag_name: 'v99.10.1' },
    { tag_name: 'v100.0.0-rc.1' },
    { tag_name: 'v101.0.0', prerelease: true },
  ],
  'go-acme/lego': [{ tag_name: 'v5.0.0' }, { tag_name: 'v4.99.0' }],
  'restic/restic': [{ tag_name: 'v0.99.0' }],
  'rclone/rclone': [{ tag_name: 'v1.99.0' }],
};

test('the newest releases get into the roles, with their checksums, and older ones stay known', async () => {
  const cwd = roles();
  expect((await renew(cwd, internet(newest))).map((line) => line.replace(/ \S+ ->/, ' … ->'))).toEqual([
    'node_exporter: version … -> 99.10.1',
    'lego: version … -> 4.99.0',
    'backup: restic_version … -> 0.99.0',
    'backup: rclone_version … -> 1.99.0',
  ]);
  const text = readFileSync(join(cwd, 'node_exporter.vkimage'), 'utf8');
  expect(text).toContain('  param version: string = "99.10.1"\n');
  const known = (version: string) =>
    `    "${version} amd64" => "sha256:${sum}"\n    "${version} arm64" => "sha256:${other}"\n`;
  expect(text).toContain(
    `match "\${version} \${os.arch}" {\n${known('99.10.1')}    "1.9.1 amd64" => "sha256:`,
  );
  const backup = readFileSync(join(cwd, 'backup.vkimage'), 'utf8');
  expect(backup).toContain(
    `let rclone_checksum = match "\${rclone_version} \${os.arch}" {\n${known('1.99.0')}`,
  );
  expect(await renew(cwd, internet(newest))).toEqual([]);
});

test('a release without the file that is downloaded is an error', async () => {
  const read = internet(newest);
  const without = (url: string) => (url.includes('/repos/') ? read(url) : Promise.resolve('nothing\n'));
  await expect(renew(roles(), without)).rejects.toThrow(/does not list node_exporter-99\.10\.1/);
});
