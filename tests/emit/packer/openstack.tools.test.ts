import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { compile } from '../../../stdlib/index.ts';
import { vkc } from '../../support/command-line.ts';
import { FakeCloud } from '../../support/fakes/cloud.ts';

/** Debian's Packer has the builder built in. It logs in to the cloud even when it validates; the stand-in answers. */

let root = '';
let cloud: FakeCloud;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'vkc-openstack-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));
beforeEach(async () => {
  cloud = await FakeCloud.start();
});
afterEach(() => cloud.stop());

const NETWORK = '9aab504e-bedf-48af-9256-682a7fa3dabb';
const volume = `openstack {
      flavor                  = "Basic-1-2-20"
      source_image_filter     = { name = "Debian-12", visibility = public, properties = { os_distro = os.distro }, most_recent = true }
      networks                = ["${NETWORK}"]
      security_groups         = ["default", "ssh"]
      availability_zone       = "MS1"
      config_drive            = true
      floating_ip_network     = "ext-net"
      use_blockstorage_volume = true
      volume_type             = "ceph-ssd"
    }`;
const snapshot = `openstack {
      flavor            = "Basic-1-2-20"
      source_image_name = "Debian-12"
      instance_metadata = { purpose = "build" }
      packer { ssh_handshake_attempts = 20 }
    }`;

/** Compiles an image and returns the folder of its tree. */
async function tree(name: string, builder: string, members = ''): Promise<string> {
  const text = `image ${name} {
  title = "A"
  version = "1.2.0"
  os = [debian12]
  build {
    builder = openstack
    user_data = { locale = "C.UTF-8" }
    ${builder}
  }
  publish { tags = ["market"] }
  package jq
  ${members}
}
`;
  writeFileSync(join(root, `${name}.vkimage`), text);
  const { exit, err } = await vkc(root, ['compile', '-q', `${name}.vkimage`], { compile });
  expect({ exit, errors: err.match(/error\[.*/g) }).toEqual({ exit: 0, errors: null });
  return join(root, 'out', name);
}

const { PATH = '' } = process.env;

/** Runs Packer where there is nothing but the stand-in; its output if it fails. */
async function packer(folder: string, args: readonly string[], env: Record<string, string> = cloud.env) {
  const options = { cwd: folder, env: { PATH, HOME: root, CHECKPOINT_DISABLE: '1', ...env } };
  return promisify(execFile)('packer', [...args], options).then(
    () => '',
    ({ stdout, stderr }: { stdout: string; stderr: string }) => stdout + stderr,
  );
}

/** The same template for an instance that nobody can log in to. */
function withoutMachine(folder: string, name: string): void {
  const path = join(folder, `${name}.pkr.hcl`);
  const text = readFileSync(path, 'utf8')
    .replace(/^ {2}provisioner "ansible" \{\n[^]*?^ {2}\}\n/m, '')
    .replace(/^( +)ssh_timeout +=.*\n/m, '$&$1communicator = "none"\n');
  expect(text).toContain('communicator = "none"');
  expect(text).not.toContain('provisioner "ansible"');
  writeFileSync(path, text);
}

const debian = () =>
  cloud.addImage({ name: 'Debian-12', visibility: 'public', os_distro: 'debian', tags: [] });

describe('a template for OpenStack', () => {
  it.each([
    ['volume', `disk = 20G\n    ${volume}`],
    ['snapshot', snapshot],
  ])('passes packer fmt and validate: %s', async (name, settings) => {
    const folder = await tree(`a-${name}`, settings);
    expect(await packer(folder, ['fmt', '-check', '-diff', '.'])).toBe('');
    expect(await packer(folder, ['validate', `a-${name}.pkr.hcl`])).toBe('');
    expect(cloud.bodies('POST identity/v3/auth/tokens')).toHaveLength(1);
  });

  it('needs no credentials where only the syntax is looked at', async () => {
    const folder = await tree('a-syntax', snapshot);
    expect(await packer(folder, ['validate', '-syntax-only', 'a-syntax.pkr.hcl'], {})).toBe('');
    expect(await packer(folder, ['validate', 'a-syntax.pkr.hcl'], {})).toContain('auth_url');
    expect(cloud.calls).toEqual([]);
  });

  it('names its cloud of clouds.yaml', async () => {
    const folder = await tree('a-cloud', snapshot.replace('{', '{\n      cloud = "build"'));
    writeFileSync(join(folder, 'clouds.yaml'), cloud.cloudsYaml('build'));
    expect(await packer(folder, ['validate', 'a-cloud.pkr.hcl'], {})).toBe('');
    expect(cloud.bodies('POST identity/v3/auth/tokens')).toHaveLength(1);
  });
});

describe('a build with the stand-in', () => {
  it('makes an image of a volume, with its properties', async () => {
    const source = debian();
    const folder = await tree('b-volume', `disk = 20G\n    ${volume}`);
    withoutMachine(folder, 'b-volume');
    expect(await packer(folder, ['build', 'b-volume.pkr.hcl'])).toBe('');
    expect(cloud.bodies('POST volume/volumes')).toMatchObject([
      { volume: { size: 20, volume_type: 'ceph-ssd', availability_zone: 'MS1', imageRef: source } },
    ]);
    expect(cloud.bodies('POST compute/servers')).toMatchObject([
      {
        server: {
          name: 'b-volume-1.2.0',
          flavorRef: 'f-1',
          networks: [{ uuid: NETWORK }],
          security_groups: [{ name: 'default' }, { name: 'ssh' }],
          availability_zone: 'MS1',
          config_drive: true,
          user_data: Buffer.from('#cloud-config\nlocale: "C.UTF-8"\n').toString('base64'),
        },
      },
    ]);
    expect(cloud.bodies('DELETE network/v2.0/floatingips/ID')).toHaveLength(1);
    expect(cloud.bodies('DELETE volume/volumes/ID')).toHaveLength(1);
    expect(cloud.bodies('DELETE compute/servers/ID')).toHaveLength(1);
    const id = manifestId(folder, 'b-volume');
    expect(cloud.images.get(id)).toMatchObject({
      name: 'b-volume-1.2.0',
      disk_format: 'raw',
      visibility: 'private',
      min_disk: 20,
      tags: ['market'],
      os_admin_user: 'debian',
      os_distro: 'debian12',
      mcs_name: 'b-volume',
      hw_qemu_guest_agent: 'yes',
      os_require_quiesce: 'yes',
    });
  });

  it('makes an image of the instance’s own disk', async () => {
    debian();
    const folder = await tree('b-own', snapshot);
    withoutMachine(folder, 'b-own');
    expect(await packer(folder, ['build', 'b-own.pkr.hcl'])).toBe('');
    expect(cloud.bodies('POST volume/volumes')).toEqual([]);
    expect(cloud.bodies('POST compute/servers')).toMatchObject([
      { server: { name: 'b-own-1.2.0', metadata: { purpose: 'build' } } },
    ]);
    const image = cloud.images.get(manifestId(folder, 'b-own'));
    expect(image).toMatchObject({ name: 'b-own-1.2.0', mcs_name: 'b-own', tags: ['market'] });
  });
});

/** The ID of the image, where `vkc publish` looks for it. */
function manifestId(folder: string, name: string): string {
  const { builds } = JSON.parse(readFileSync(join(folder, 'output', name, 'manifest.json'), 'utf8')) as {
    builds: { artifact_id: string; custom_data: Record<string, string> }[];
  };
  expect(builds).toMatchObject([{ custom_data: { image: name, target: name, version: '1.2.0' } }]);
  return builds[0]!.artifact_id;
}
