import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { vkc } from '../../support/command-line.ts';
import { Glance } from './glance.ts';
import type { ApiImage } from './glance.ts';
import { clientOnPath, compileTree, makeDisk } from '../../support/trees/publish-tree.ts';

/** `vkc publish` with the real client against a real glance-api. */

let glance: Glance;
let root = '';
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'vkc-publish-'));
  glance = await Glance.start();
});
afterAll(async () => {
  await glance?.stop();
  rmSync(root, { recursive: true, force: true });
});

const publish = (name: string, options: string[] = [], env: Record<string, string> = {}) =>
  vkc(root, ['publish', name, ...options], { env: { ...glance.env, ...env } });

/** A target's images over HTTP, the oldest first. */
const imagesOf = async (name: string): Promise<ApiImage[]> =>
  (await glance.images()).filter(({ tags }) => tags.includes(`vkc:${name}`));

const sha512 = (file: string) =>
  execFileSync('sha512sum', [file], { encoding: 'utf8', maxBuffer: 1e6 }).split(' ')[0]!;

/** A call of the client takes a second, and many times that while machines are emulated beside it. */

describe('an image that is published', () => {
  const name = 'xaas-whole';
  const members = (version: string, more = '') => `
    version = "${version}"
    metadata { hw_vif_multiqueue_enabled = "no"  hw_boot_menu = "no"  note = "it's \\"ё\\" = 1" }
    publish {
      visibility = shared
      protected  = true
      min_ram    = 512M
      tags       = ["marketplace"]
      ${more}
    }`;
  let disk = '';
  let first: ApiImage;

  test('is raw, whole, and has every property as it was written', async () => {
    await compileTree(root, name, members('1.0.0'));
    disk = makeDisk(root, name, 7);
    const { exit, out, err } = await publish(name);
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    const images = await imagesOf(name);
    expect(images).toHaveLength(1);
    first = images[0]!;
    expect(out).toContain(`published as ${first.id}, shared`);
    const raw = join(root, 'check.raw');
    execFileSync('qemu-img', ['convert', '-O', 'raw', disk, raw]);
    expect(first).toMatchObject({
      name: 'xaas-whole-1.0.0',
      status: 'active',
      visibility: 'shared',
      protected: true,
      os_hidden: false,
      disk_format: 'raw',
      container_format: 'bare',
      size: 4 * 1024 ** 2,
      min_disk: 1,
      min_ram: 512,
      os_hash_value: sha512(raw),
      os_admin_user: 'debian',
      os_distro: 'debian12',
      os_version: '12',
      os_type: 'linux',
      mcs_name: name,
      mcs_os_distro: 'debian',
      mcs_os_version: '12',
      hw_qemu_guest_agent: 'yes',
      os_require_quiesce: 'yes',
      hw_boot_menu: 'no',
      hw_vif_multiqueue_enabled: 'no',
      note: 'it\'s "ё" = 1',
      team: 'xaas',
      sid: 'hidden',
      store: 's3',
      vkc_target: name,
      vkc_version: '1.0.0',
    });
    expect([...first.tags].sort()).toEqual(['marketplace', `vkc:${name}`]);
    expect(existsSync(disk.replace('.qcow2', '.publish.raw'))).toBe(false);
  });

  test('is not published a second time', async () => {
    const { exit, out } = await publish(name, ['--json']);
    expect({ exit, results: JSON.parse(out) as unknown }).toEqual({
      exit: 0,
      results: [
        {
          target: name,
          id: first.id,
          name: 'xaas-whole-1.0.0',
          done: 'unchanged',
          hidden: [],
          shared_with: [],
        },
      ],
    });
    expect(await imagesOf(name)).toEqual([first]);
  });

  test('is shared with the projects that the source names, each once', async () => {
    // The client takes words of this form for IDs, and asks Keystone about others.
    const [one, two] = ['1', '2'].map((digit) => digit.repeat(32)) as [string, string];
    const projects = (...ids: string[]) =>
      members('1.0.0', `members = [${ids.map((id) => `"${id}"`).join(', ')}]`);
    await compileTree(root, name, projects(one));
    const { exit, out } = await publish(name, ['--json']);
    expect({ exit, results: JSON.parse(out) as unknown }).toMatchObject({
      exit: 0,
      results: [{ id: first.id, done: 'changed', shared_with: [one] }],
    });
    await compileTree(root, name, projects(one, two));
    const second = await publish(name);
    expect(second.out).toContain(
      `shared with the project ${two}, in which somebody has to accept it: openstack image set --accept ${first.id}`,
    );
    expect(second.out).not.toContain(one);
    expect(await glance.members(first.id)).toEqual([one, two]);
    const third = await publish(name, ['--json']);
    expect(JSON.parse(third.out)).toMatchObject([{ done: 'unchanged', shared_with: [] }]);
  });

  test('gets what has changed of its properties, and nothing else', async () => {
    const changed = members('1.0.1').replace("it's", 'that is').replace('"no"  hw', '"yes"  hw');
    await compileTree(root, name, changed.replace('shared', 'community').replace('= true', '= false'));
    const { exit, out } = await publish(name);
    expect(exit).toBe(0);
    expect(out).toContain(
      `same disk, changed on ${first.id}: name "xaas-whole-1.0.1", visibility "community"`,
    );
    const images = await imagesOf(name);
    expect(images).toEqual([
      {
        ...first,
        name: 'xaas-whole-1.0.1',
        visibility: 'community',
        protected: false,
        hw_vif_multiqueue_enabled: 'yes',
        note: 'that is "ё" = 1',
        vkc_version: '1.0.1',
        updated_at: expect.any(String) as string,
      },
    ]);
  });

  test('is hidden when its next version is published with --hide-old', async () => {
    await compileTree(root, name, members('1.1.0'));
    makeDisk(root, name, 8);
    expect((await publish(name)).exit).toBe(0);
    expect((await imagesOf(name)).map((each) => each['os_hidden'])).toEqual([false, false]);
    await compileTree(root, name, members('1.2.0', 'old_versions = hide'));
    makeDisk(root, name, 9);
    expect((await publish(name, ['--keep'])).exit).toBe(0);
    expect((await imagesOf(name)).map((each) => each['os_hidden'])).toEqual([false, false, false]);
    const { out } = await publish(name);
    expect(out).toContain(`hides ${first.id}, version 1.0.1`);
    expect((await imagesOf(name)).map((each) => [each['vkc_version'], each['os_hidden']])).toEqual([
      ['1.0.1', true],
      ['1.1.0', true],
      ['1.2.0', false],
    ]);
  });

  test('comes back when its disk is published again', async () => {
    await compileTree(root, name, members('1.0.1'));
    makeDisk(root, name, 7);
    const { out } = await publish(name, ['--hide-old']);
    expect(out).toContain('no longer hidden');
    expect((await imagesOf(name)).map((each) => each['os_hidden'])).toEqual([false, true, true]);
  });
});

describe('what went wrong before', () => {
  test('is cleaned up, and other images are left alone', async () => {
    const name = 'xaas-again';
    await compileTree(root, name);
    makeDisk(root, name, 3);
    const tags = [`vkc:${name}`];
    const left = await glance.create({
      name,
      tags,
      vkc_target: name,
      disk_format: 'raw',
      container_format: 'bare',
    });
    const foreign = await glance.create({ name, tags, vkc_target: 'other' });
    const { exit, out } = await publish(name);
    expect(exit).toBe(0);
    expect(out).toContain(`removes ${left.id}, an unfinished upload (queued since `);
    const images = await imagesOf(name);
    expect(images.map(({ id, status }) => [id === foreign.id, status])).toEqual([
      [true, 'queued'],
      [false, 'active'],
    ]);
  });

  test('is noticed if the image differs from the upload', async () => {
    const name = 'xaas-edited';
    await compileTree(root, name);
    makeDisk(root, name, 3);
    expect((await publish(name)).exit).toBe(0);
    const [image] = await imagesOf(name);
    execFileSync('openstack', ['image', 'set', '--property', 'vkc_content=sha512:0', image!.id], {
      env: glance.env,
    });
    const { exit, err } = await publish(name);
    expect(exit).toBe(1);
    expect(err).toContain(`image ${image!.id} differs from the upload`);
    expect(err).toContain(`openstack image delete ${image!.id}`);
  });
});

describe('what goes wrong', () => {
  test('during an upload leaves no image in the cloud', async () => {
    const name = 'xaas-damaged';
    await compileTree(root, name, 'publish { visibility = public format = qcow2 }');
    const disk = makeDisk(root, name, 3);
    // The real client, which is given a file with one other byte.
    const PATH = clientOnPath(
      root,
      `if [[ " $* " == *" create "* ]]; then
  cp '${disk}' '${disk}.other'
  printf x | dd of='${disk}.other' bs=1 seek=100000 conv=notrunc status=none
  set -- "\${@/#${disk.replaceAll('/', '\\/')}/${disk}.other}"
fi
PATH=\${PATH#*:} exec openstack "$@"`,
    );
    const { exit, err } = await publish(name, [], { PATH });
    expect(exit).toBe(1);
    expect(err).toContain(
      'the uploaded image differs from the file: its sha512 differs. It was deleted again.',
    );
    expect(await imagesOf(name)).toEqual([]);
  });

  test('by an interruption leaves nothing behind', async () => {
    const name = 'xaas-stopped';
    await compileTree(root, name, 'export { format = raw }');
    const disk = makeDisk(root, name, 3, 'raw');
    rmSync(`${disk}.sha256`);
    truncateSync(disk, 1024 ** 3);
    const child = spawn(process.execPath, [resolve('dist/vkc.js'), 'publish', name], {
      cwd: root,
      env: glance.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = new Promise<number | null>((done) => child.on('exit', done));
    const seen = async () => (await imagesOf(name)).map(({ status }) => status);
    while (child.exitCode === null && !(await seen()).includes('saving')) await sleep(50);
    expect(await seen()).toEqual(['saving']);
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(await seen()).toEqual([]);
  });

  test('before the upload is reported', async () => {
    const name = 'xaas-early';
    await compileTree(root, name);
    expect(await publish(name)).toMatchObject({
      exit: 1,
      err: `vkc: ${name}: is not built: there is no out/${name}/output/${name}/${name}.qcow2.\n     Build it: vkc build --only ${name}\n`,
    });
    const disk = makeDisk(root, name, 3);
    writeFileSync(`${disk}.sha256`, `${'0'.repeat(64)}\t${name}.qcow2\n`);
    const changed = await publish(name);
    expect(changed.exit).toBe(1);
    expect(changed.err).toContain(`${name}.qcow2 does not match ${name}.qcow2.sha256`);
    makeDisk(root, name, 3);
    const { OS_ENDPOINT: _, OS_AUTH_TYPE: __, ...bare } = glance.env;
    const without = await vkc(root, ['publish', name], { env: bare });
    expect(without).toMatchObject({ exit: 3, out: '' });
    expect(without.err).toContain('The openstack client has no credentials.');
    const unknown = await publish(name, ['--cloud', 'nowhere']);
    expect(unknown).toMatchObject({ exit: 3, out: '' });
    expect(unknown.err).toContain('There is no cloud `nowhere` in clouds.yaml.');
    const silent = await publish(name, [], { OS_ENDPOINT: 'http://127.0.0.1:1' });
    expect(silent).toMatchObject({ exit: 3, out: '' });
    expect(silent.err).toContain('The cloud does not answer.');
    const missing = await publish(name, [], { PATH: '/nowhere' });
    expect(missing).toMatchObject({ exit: 3, out: '' });
    expect(missing.err).toContain('The openstack client is not installed.');
    expect(await imagesOf(name)).toEqual([]);
  });

  test('because the cloud refuses it is reported', async () => {
    const strict = await Glance.start(['user_storage_quota = 5MB'], { publicize_image: '!' });
    try {
      const name = 'xaas-strict';
      await compileTree(root, name, 'publish { visibility = public }');
      makeDisk(root, name, 3);
      const forbidden = await publish(name, [], strict.env);
      expect(forbidden.exit).toBe(1);
      expect(forbidden.err).toContain('The cloud does not permit this (403).');
      const [image, ...others] = await strict.images();
      expect([image?.status, image?.['visibility'], others]).toEqual(['active', 'private', []]);
      expect(forbidden.err).toContain(`It is there, checked and private: ${image!.id}.`);
      makeDisk(root, name, 4);
      const full = await publish(name, [], strict.env);
      expect(full.exit).toBe(1);
      expect(full.err).toContain('The quota for images is used up');
      expect((await strict.images()).map(({ id }) => id)).toEqual([image!.id]);
    } finally {
      await strict.stop();
    }
  });
});

describe('the commands of --dry-run', () => {
  test('do the same when they are pasted', async () => {
    const name = 'xaas-pasted';
    const members = (version: string) =>
      `
      title   = "It's A"
      version = "${version}"
      metadata { note = "a b $HOME" }
      publish { name = "\${image.title} \${image.version}"  visibility = public  protected = true }`.replace(
        /title .*/,
        '',
      );
    await compileTree(root, name, members('1'));
    for (const pattern of [1, 2]) {
      makeDisk(root, name, pattern);
      const { exit, out, err } = await publish(name, ['--dry-run', '--hide-old']);
      expect({ exit, err }).toEqual({ exit: 0, err: '' });
      execFileSync('sh', ['-eu', '-c', out], { cwd: root, env: glance.env, stdio: 'pipe' });
    }
    const images = await imagesOf(name);
    expect(images.map((each) => [each.status, each['visibility'], each['os_hidden']])).toEqual([
      ['active', 'public', true],
      ['active', 'public', false],
    ]);
    const { exit, out } = await publish(name);
    expect({ exit, out }).toEqual({
      exit: 0,
      out: `${name}: ${images[1]!.id} has the same disk and the same properties already\n`,
    });
    expect(existsSync(join(root, `out/${name}/output/${name}/${name}.publish.raw`))).toBe(false);
  });
});
