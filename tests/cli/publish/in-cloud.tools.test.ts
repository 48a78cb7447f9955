import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { compile } from '../../../stdlib/index.ts';
import { vkc } from '../../support/command-line.ts';
import { FakeCloud } from '../../support/fakes/cloud.ts';

/** `vkc publish` with the real client of OpenStack, of an image that a build left in the cloud. The cloud is a stand-in. */

let root = '';
let cloud: FakeCloud;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'vkc-in-cloud-'));
  const text = `image xaas-a {
  title   = "A"
  version = "1.2.0"
  os      = [debian12]
  build {
    builder = openstack
    openstack {
      flavor            = "f"
      source_image_name = "Debian-12"
    }
  }
  publish {
    visibility = shared
    members    = ["p7"]
    tags       = ["market"]
    min_disk   = 20G
    properties = { hw_video_model = "vga" }
  }
  package jq
}
`;
  writeFileSync(join(root, 'a.vkimage'), text);
  expect(await vkc(root, ['compile', '-q', 'a.vkimage'], { compile })).toMatchObject({ exit: 0 });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));
beforeEach(async () => {
  cloud = await FakeCloud.start();
});
afterEach(() => cloud.stop());

/** Stands for builds: what Packer's manifest says after them. */
function built(...ids: readonly string[]): void {
  const folder = join(root, 'out/xaas-a/output/xaas-a');
  mkdirSync(folder, { recursive: true });
  const builds = ids.map((id, i) => ({
    builder_type: 'openstack',
    artifact_id: id,
    packer_run_uuid: `run-${i}`,
  }));
  const manifest = { builds, last_run_uuid: `run-${ids.length - 1}` };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
}

const run = (...args: readonly string[]) => {
  const { PATH = '' } = process.env;
  return vkc(root, [...args], { env: { PATH, HOME: root, ...cloud.env } });
};
/** As a build leaves it. */
const made = (name = 'xaas-a-1.2.0') =>
  cloud.addImage({
    name,
    visibility: 'private',
    tags: ['market'],
    disk_format: 'raw',
    os_distro: 'debian12',
  });

describe('an image that was built in the cloud', () => {
  test('gets its properties, its visibility and its members, and nothing is uploaded', async () => {
    const id = made();
    built(made('an older one'), id);
    const { exit, out } = await run('publish', 'xaas-a');
    expect({ exit, out }).toMatchObject({
      exit: 0,
      out: expect.stringContaining(`changed on ${id}`) as string,
    });
    expect(cloud.images.get(id)).toMatchObject({
      visibility: 'shared',
      min_disk: 20,
      mcs_name: 'xaas-a',
      hw_video_model: 'vga',
      vkc_target: 'xaas-a',
      vkc_version: '1.2.0',
      tags: expect.arrayContaining(['market', 'vkc:xaas-a']) as string[],
    });
    expect(cloud.images.get(id)).not.toHaveProperty('store');
    expect(cloud.bodies('POST image/v2/images/ID/members')).toEqual([{ member: 'p7' }]);
    const again = await run('publish', 'xaas-a', '--json');
    expect(JSON.parse(again.out)).toMatchObject([{ id, done: 'unchanged', shared_with: [] }]);
  });

  test('takes the older ones out of the list', async () => {
    const [old, id] = [made('xaas-a-1.1.0'), made()];
    built(old);
    expect((await run('publish', 'xaas-a')).exit).toBe(0);
    built(id);
    const { exit } = await run('publish', 'xaas-a', '--hide-old');
    expect(exit).toBe(0);
    expect(cloud.images.get(old)).toMatchObject({ os_hidden: true });
    expect(cloud.images.get(id)).toMatchObject({ os_hidden: false });
  });

  test('is missed when it is gone', async () => {
    const id = made();
    built(id);
    cloud.images.delete(id);
    const { exit, out, err } = await run('publish', 'xaas-a');
    expect(exit).not.toBe(0);
    expect(out).toBe('');
    expect(err).toContain(id);
  });

  test('that the manifest does not name is not published', async () => {
    const folder = join(root, 'out/xaas-a/output/xaas-a');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'manifest.json'), '{"builds": []}');
    expect(await run('publish', 'xaas-a')).toMatchObject({
      exit: 1,
      err: expect.stringContaining('manifest.json names no image') as string,
    });
    expect(cloud.bodies('GET image/v2/images')).toEqual([]);
  });
});

describe('where there is no disk', () => {
  test('verify and attest say so, and say what to do', async () => {
    built(made());
    const verified = await run('verify', 'xaas-a');
    expect(verified).toMatchObject({ exit: 3, out: '' });
    expect(verified.err).toContain('vkc verify --download xaas-a');
    expect(await run('attest', '--key', 'key.pem', 'xaas-a')).toMatchObject({ exit: 3, out: '' });
  });

  test('the commands are shown that publish it', async () => {
    const id = made();
    built(id);
    const { exit, out } = await run('publish', 'xaas-a', '--dry-run');
    expect(exit).toBe(0);
    expect(out.split('\n').slice(0, 3)).toEqual([
      '# xaas-a',
      expect.stringMatching(/^openstack image set --name xaas-a-1\.2\.0 .*--shared --min-disk 20 /) as string,
      `openstack image add project ${id} p7`,
    ]);
    expect(cloud.calls).toEqual([]);
  });
});
