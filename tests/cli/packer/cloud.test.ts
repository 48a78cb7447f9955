import { chmodSync, copyFileSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../cli/doctor/findings.ts';
import { cloudAccess } from '../../../cli/host/cloud-access.ts';
import { compile } from '../../../stdlib/index.ts';
import { folder, vkc } from '../../support/command-line.ts';
import { root } from '../../support/examples.ts';

const source = (settings = '') => `image xaas-hello {
  title = "Hello"
  os    = [debian12]
  build {
    openstack {
      flavor            = "f"
      source_image_name = "Debian-12"
      ${settings}
    }
  }
  package jq

  variant cloud { build { builder = openstack } }
}
`;
const inCloud = (settings = '') =>
  source(settings)
    .replace('build {', 'build {\n    builder = openstack')
    .replace(/\n {2}variant .*\n/, '');

/** A machine with Packer, Ansible and ssh, and no QEMU. */
function programs(): string {
  const bin = folder();
  for (const name of ['ansible-playbook', 'ssh'])
    writeFileSync(join(bin, name), `#!/bin/sh\necho ${name} 9.9.9\n`, { mode: 0o755 });
  for (const name of ['sh', 'env']) symlinkSync(`/bin/${name}`, join(bin, name));
  symlinkSync(process.execPath, join(bin, 'node'));
  copyFileSync(join(root, 'tests/support/fakes/packer.mjs'), join(bin, 'packer'));
  chmodSync(join(bin, 'packer'), 0o755);
  return bin;
}

const account = {
  OS_AUTH_URL: 'https://cloud.example.org/v3',
  OS_USERNAME: 'builder',
  OS_PASSWORD: 'x',
  OS_PROJECT_ID: 'p',
};
const env = (more: Record<string, string> = account) => ({ PATH: programs(), HOME: '/nonexistent', ...more });

test('vkc compile speaks of the key of the build only where there is one', async () => {
  const next = async (text: string) =>
    (await vkc(folder({ 'a.vkimage': text }), ['compile'], { compile })).out;
  expect(await next(inCloud())).toMatch(/Next:\n {2}cd \S+\n {2}packer init \.\n/);
  expect(await next(source())).toMatch(/Next:\n {2}cd \S+\n {2}\.\/seed\.sh\n {2}packer init \.\n/);
});

describe('vkc build of a target in a cloud', () => {
  test('needs no QEMU, and reports the image', async () => {
    const cwd = folder({ 'a.vkimage': inCloud() });
    const build = (...argv: string[]) => vkc(cwd, ['build', ...argv], { compile, env: env() });
    const { exit, out, err } = await build();
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    const path = join(cwd, 'out/xaas-hello/output/xaas-hello/manifest.json');
    const { builds } = JSON.parse(readFileSync(path, 'utf8')) as { builds: { artifact_id: string }[] };
    expect(out).toContain(`xaas-hello: built in 0:00, the image ${builds[0]!.artifact_id} in the cloud\n`);
    expect(out).toContain('out/xaas-hello/output/xaas-hello/manifest.json\n');
    expect(existsSync(join(cwd, 'out/xaas-hello/seed'))).toBe(false);
    expect((await build()).out).toContain('xaas-hello: is up to date, the image ');
    expect((await build('--force')).out).toContain('xaas-hello: built in ');
  });

  test('builds it alone of an image that has a disk too', async () => {
    const cwd = folder({ 'a.vkimage': source() });
    const build = (only: string) => vkc(cwd, ['build', '--only', only], { compile, env: env() });
    const { exit, out } = await build('xaas-hello-debian12-cloud');
    expect({ exit, out }).toMatchObject({ exit: 0, out: expect.stringContaining('the image ') as string });
    expect(existsSync(join(cwd, 'out/xaas-hello/seed'))).toBe(false);
    const disk = await build('xaas-hello-debian12');
    expect(disk).toMatchObject({ exit: 3, err: expect.stringContaining('QEMU') as string });
  });

  test('says what is missing before anything starts', async () => {
    const cwd = folder({ 'a.vkimage': inCloud() });
    const { exit, err } = await vkc(cwd, ['build'], { compile, env: env({ OS_AUTH_URL: 'https://x' }) });
    expect(exit).toBe(3);
    expect(err).toContain('not in the environment: OS_USERNAME, OS_PASSWORD, OS_PROJECT_ID');
    expect(existsSync(join(cwd, 'out/xaas-hello/packer.calls'))).toBe(false);
  });
});

test('vkc doctor asks for the credentials of the cloud, and for no machine', async () => {
  const cwd = folder({ 'a.vkimage': inCloud('cloud = "build"') });
  const doctor = async () => {
    const { exit, out } = await vkc(cwd, ['doctor', '--json', 'a.vkimage'], { compile, env: env({}) });
    const { findings } = JSON.parse(out) as { findings: Finding[] };
    return { exit, states: Object.fromEntries(findings.map(({ id, state }) => [id, state])), findings };
  };
  const without = await doctor();
  expect(without.exit).toBe(3);
  expect(without.states).toMatchObject({ packer: 'ok', qemu: 'wanted', cloud: 'missing' });
  expect(without.states).not.toHaveProperty('kvm');
  expect(without.findings.find(({ id }) => id === 'plugins')!.detail).toContain('openstack and ansible');
});

describe('the credentials of a cloud', () => {
  const access = (cloud: string | null, files: Record<string, string>, more: Record<string, string> = {}) => {
    const dir = folder(files);
    return cloudAccess(cloud, dir, { HOME: dir, ...more });
  };
  const clouds = { '.config/openstack/clouds.yaml': 'clouds:\n  build: {}\n  other: {}\n' };

  test('are those of the entry that the source names, or OS_CLOUD', () => {
    expect(access('build', clouds).remedy).toBeNull();
    expect(access(null, clouds, { OS_CLOUD: 'other' }).remedy).toBeNull();
    expect(access('nix', clouds)).toMatchObject({
      detail: expect.stringContaining('has no entry `nix`') as string,
      remedy: expect.stringContaining('it has `build` and `other`') as string,
    });
    expect(access('build', {}).detail).toContain('there is no clouds.yaml');
    expect(access('build', { 'clouds.yaml': '{' }).detail).toContain('cannot be read');
    expect(
      access('build', { 'x.yaml': 'clouds: { build: {} }' }, { OS_CLIENT_CONFIG_FILE: '/nix' }).remedy,
    ).not.toBeNull();
  });

  test('are otherwise those of the environment', () => {
    const missing = (more: Record<string, string>) => access(null, {}, more).detail;
    expect(access(null, {}, account).remedy).toBeNull();
    expect(missing({})).toBe('not in the environment: OS_AUTH_URL, OS_USERNAME, OS_PASSWORD, OS_PROJECT_ID');
    expect(access(null, {}, { OS_AUTH_URL: 'x', OS_TOKEN: 't' }).remedy).toBeNull();
    const app = { OS_AUTH_URL: 'x', OS_APPLICATION_CREDENTIAL_ID: 'a' };
    expect(missing(app)).toBe('not in the environment: OS_APPLICATION_CREDENTIAL_SECRET');
    expect(access(null, {}, { ...app, OS_APPLICATION_CREDENTIAL_SECRET: 's' }).remedy).toBeNull();
  });
});
