import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { debianArchive } from '../../support/debian/archive.ts';
import { allowed, lockedProject, SHOP } from '../../support/debian/locked-project.ts';
import { ownTemporaries } from '../../support/temporaries.ts';

const TIME = '20260110T030000Z';
const first = { greeter: '1.0 greetings', greetings: '1:1.0' };

/** Tasks of the tree, as text. */
const tasksOf = (read: (name: string) => string, image: string, role: string) =>
  read(`out/${image}/playbook/provision_roles/${role}/tasks/main.yml`);

describe('vkc lock, with lock_packages: versions', () => {
  test('solves the packages that an image asks for, and keeps them until the source asks for others', async () => {
    const { archive, vkc, write, lock, cwd, asked } = await lockedProject();
    const temporaries = ownTemporaries();
    archive.publish(TIME, { ...first, more: '1', bash: '99' });
    const made = await vkc('lock');
    expect(made).toMatchObject({
      exit: 0,
      err: expect.stringContaining('bringing the base image of debian12'),
    });
    expect(temporaries()).toEqual([]);
    expect(lock().packages).toEqual({
      'xaas-shop': {
        base: lock().base_images['debian12']!.checksum,
        requests: expect.arrayContaining(['upgrade everything', 'install greeter']),
        packages: [
          // What the base image has is upgraded.
          expect.objectContaining({ name: 'bash', version: '99' }),
          {
            name: 'greeter',
            arch: 'all',
            version: '1.0',
            sha256: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
            url: `${archive.address}/debian/pool/greeter_1.0_all.deb`,
          },
          expect.objectContaining({ name: 'greetings', version: '1:1.0' }),
        ],
      },
    });
    expect(readdirSync(join(cwd, 'cache/vkc/base-systems'))).toHaveLength(1);

    asked.length = 0;
    expect(await vkc('lock', '--check')).toEqual({ exit: 0, out: '', err: '' });
    write('shop.vkimage', SHOP.replace('package greeter', `package more { ${allowed} }\n  package greeter`));
    for (const argv of [['lock', '--check'], ['compile'], ['build']]) {
      const { exit, err } = await vkc(...argv);
      expect({ argv, exit, err }).toEqual({
        argv,
        exit: 1,
        err: expect.stringContaining('  xaas-shop asks to install more, which is not in it.\n'),
      });
    }
    expect(asked).toEqual([]);
    // The base image is known by now.
    expect(await vkc('lock')).toMatchObject({
      exit: 0,
      err: '',
      out: expect.stringContaining('locked packages'),
    });
    expect(asked.filter((each) => each.includes('qcow2'))).toEqual([]);
    write('shop.vkimage', SHOP);
    expect((await vkc('lock', '--check')).err).toContain(
      '  xaas-shop does not ask to install more any more, as it has it.\n',
    );
  });

  test('leaves out upgrades that not every machine gets yet', async () => {
    const { archive, vkc, locked } = await lockedProject(SHOP, 'versions', 'bash');
    archive.publish(TIME, { ...first, bash: '99' });
    expect(await vkc('lock')).toMatchObject({ exit: 0 });
    expect(locked()).toEqual(['greeter 1.0', 'greetings 1:1.0']);
  });

  test('says which disk it cannot read', async () => {
    const { vkc, files } = await lockedProject();
    const disk = [...files.keys()].find((path) => path.endsWith('20260214-2.qcow2'))!;
    const bytes = Buffer.from(files.get(disk) as Buffer);
    // No file system of ext4 any more.
    for (let at = 0; (at = bytes.indexOf(Buffer.from([0x53, 0xef, 1, 0]), at + 1)) > 0;) bytes[at] = 0;
    files.set(disk, bytes);
    const hash = createHash('sha512').update(bytes).digest('hex');
    for (const [path, text] of files)
      if (path.includes('SHA512SUMS') && typeof text === 'string')
        files.set(path, text.replace(/^[0-9a-f]{128}/, hash));
    const { exit, err } = await vkc('lock');
    expect(exit).toBe(3);
    expect(err).toMatch(/no partition of it has the packages of a Debian or Ubuntu \(debugfs: .+\)\./);
  });

  test('says which package there is not, and keeps the lock as it is', async () => {
    const { archive, vkc, cwd } = await lockedProject();
    archive.publish(TIME, { greeter: '1.0 nothing-like-it' });
    const { exit, err } = await vkc('lock');
    expect(exit).toBe(3);
    expect(err).toMatch(/The packages of xaas-shop cannot be solved: .*greeter.*nothing-like-it/);
    expect(existsSync(join(cwd, 'vkc.lock'))).toBe(false);
  });

  test('takes no package of an archive whose indexes are not signed by the keys of the base image', async () => {
    const { archive, vkc, ...rest } = await lockedProject();
    const other = await lockedProject();
    archive.publish(TIME, first);
    other.archive.publish(TIME, first);
    // The same disk, which names the other archive.
    const { serveBaseDisk } = await import('../../support/debian/base-disk.ts');
    serveBaseDisk(rest, { address: other.archive.address, keyring: archive.keyring });
    const { exit, err } = await vkc('lock');
    expect({ exit, err }).toEqual({
      exit: 3,
      err: expect.stringMatching(
        /The package sources of debian12 cannot be read: .*(?:not signed|NO_PUBKEY|signatures)/,
      ),
    });
  });

  test('starts nothing that the base image asks for', async () => {
    const { archive, vkc, cwd, ...rest } = await lockedProject();
    archive.publish(TIME, first);
    const { serveBaseDisk } = await import('../../support/debian/base-disk.ts');
    const started = join(cwd, 'started');
    serveBaseDisk(rest, archive, {
      'etc/apt/apt.conf.d/99hostile': `APT::Update::Pre-Invoke { "touch ${started}"; };\nAPT::Update::Post-Invoke { "touch ${started}"; };\nDir::Bin::methods "/tmp";\nDPkg::Pre-Install-Pkgs { "touch ${started}"; };\n`,
      'etc/apt/sources.list.d/local.list': 'deb [trusted=yes] file:/etc ./\ndeb [trusted=yes] copy:/etc ./\n',
    });
    expect(await vkc('lock')).toMatchObject({ exit: 0 });
    expect(existsSync(started)).toBe(false);
  });

  test('says what it needs on a machine without apt', async () => {
    const { vkc, cwd } = await lockedProject();
    const path = process.env['PATH'];
    process.env['PATH'] = '/nowhere';
    try {
      const { exit, err } = await vkc('lock');
      expect(exit).toBe(3);
      expect(err).toContain('`lock_packages: versions` needs apt-get, apt-cache, gpgv and qemu-img');
      expect(err).toContain('a container of Debian');
    } finally {
      process.env['PATH'] = path;
    }
    expect(existsSync(join(cwd, 'vkc.lock'))).toBe(false);
  });

  test('says of which targets the versions are not pinned', async () => {
    const { archive, vkc, lock, files, address, write, mirrors } = await lockedProject(
      SHOP.replace('debian12', 'debian12, centos7'),
    );
    archive.publish(TIME, first);
    const name = 'CentOS-7-x86_64-GenericCloud.qcow2';
    files.set('/centos/sha256sum.txt', `${'a'.repeat(64)}  ${name}\n`);
    files.set(`/centos/${name}`, 'the disk of CentOS');
    write(
      'vkc.yaml',
      `lock_packages: versions\n${mirrors}  https://cloud.centos.org/centos/7/images: ${address}/centos\n`,
    );
    const { exit, err } = await vkc('lock');
    expect(exit).toBe(0);
    expect(err).toContain(
      'note: The versions of the packages of xaas-shop-centos7 are not pinned: vkc solves versions with apt and dnf, and not with yum.',
    );
    expect(Object.keys(lock().packages)).toEqual(['xaas-shop-debian12']);
    expect(await vkc('lock', '--check')).toEqual({ exit: 0, out: '', err: '' });
  });

  test('names what is not known before the build', async () => {
    const shell =
      'shell "apt-get install -y more" { title = "Install more"\n allow other-package-manager { reason = "x" } }';
    const { archive, vkc } = await lockedProject(
      SHOP.replace('package greeter', `${shell}\n  package greeter`),
    );
    archive.publish(TIME, first);
    expect((await vkc('lock')).err).toContain(
      'note: What the task "Install more" installs in xaas-shop is not known',
    );
  });
});

test('each target has its own versions in the tree', async () => {
  const source = SHOP.replace(
    'package greeter',
    `variant full { package more { ${allowed} } }\n  package greeter`,
  );
  const { archive, vkc, locked, compiled, read } = await lockedProject(source);
  archive.publish(TIME, { ...first, more: '1' });
  expect(await vkc('lock')).toMatchObject({ exit: 0 });
  expect(locked('xaas-shop-debian12-full')).toEqual(['greeter 1.0', 'greetings 1:1.0', 'more 1']);
  expect(locked('xaas-shop-debian12')).toEqual(['greeter 1.0', 'greetings 1:1.0']);
  await compiled();
  const tasks = parse(tasksOf(read, 'xaas-shop', 'vm_init')) as { name: string; when?: string }[];
  const written = tasks.filter(({ name }) => name === 'Write the packages of vkc.lock');
  expect(written.map(({ when, ...task }) => [when, JSON.stringify(task).includes('more 1 all')])).toEqual([
    ["variant == ''", false],
    ["variant == 'full'", true],
  ]);
});

test('an image on another one has the versions of that', async () => {
  const source = `${SHOP}\n# On it.\nimage xaas-more {\n  version = "1.0.0"\n  os = [debian12]\n  base = image.xaas-shop\n  package more { ${allowed} }\n}\n`;
  const { archive, vkc, locked, compiled } = await lockedProject(source);
  archive.publish(TIME, first);
  archive.publish(TIME, { ...first, more: '1 greetings' });
  expect(await vkc('lock')).toMatchObject({ exit: 0, err: expect.not.stringContaining('cannot') });
  expect(locked('xaas-more')).toEqual(['greeter 1.0', 'greetings 1:1.0', 'more 1']);
  await compiled();
  archive.publish(TIME, {
    greeter: ['1.0 greetings', '2 greetings'],
    greetings: ['1:1.0', '1:2'],
    more: '2 greetings',
  });
  expect(await vkc('lock', '--update', 'versions=xaas-more')).toMatchObject({ exit: 0 });
  expect(locked('xaas-more')).toEqual(['greeter 1.0', 'greetings 1:1.0', 'more 2']);
  expect(await vkc('lock', '--update', 'versions=xaas-shop')).toMatchObject({ exit: 0 });
  expect(locked('xaas-more')).toEqual(['greeter 2', 'greetings 1:2', 'more 2']);
});

test('repositories that the image adds are solved too, with their keys', async () => {
  const other = await debianArchive({ expires: false });
  other.publish(TIME, { greeter: '5.0' });
  const source = SHOP.replace(
    'package greeter',
    `repository acme {
    url = "${other.address}/debian"
    suite = "bookworm"
    key = file("acme.gpg")
    allow plain-http { reason = "It is on loopback." }
  }
  package greeter`,
  );
  const { archive, vkc, write, locked, compiled, read } = await lockedProject(source);
  archive.publish(TIME, { greetings: '1:1.0' });
  write('acme.gpg', readFileSync(other.keyring));
  expect(await vkc('lock')).toMatchObject({ exit: 0 });
  expect(locked()).toEqual(['greeter 5.0']);
  await compiled();
  expect(tasksOf(read, 'xaas-shop', 'vm_init')).toMatch(/^ +greeter 5\.0 all [0-9a-f]{64} later$/m);
});

test('a snapshot is what versions are solved on, if both are asked for', async () => {
  const { archive, vkc, locked, lock, compiled, read, write } = await lockedProject(
    SHOP,
    '[snapshot, versions]',
  );
  archive.publish(TIME, first);
  expect(await vkc('lock')).toMatchObject({ exit: 0 });
  expect(lock().packages['xaas-shop']!.packages[0]!.url).toMatch(
    /^https:\/\/snapshot\.debian\.org\/archive\/debian\/20260110T030000Z\/pool\//,
  );
  archive.publish('20260112T030000Z', { greeter: '2.0' });
  write('shop.vkimage', SHOP.replace('version = "1.0.0"', 'version = "1.0.1"'));
  expect((await vkc('lock', '--update', 'versions')).out).toContain('unchanged');
  expect(locked()).toEqual(['greeter 1.0', 'greetings 1:1.0']);
  await compiled();
  const names = [...tasksOf(read, 'xaas-shop', 'vm_init').matchAll(/^- name: (.*)$/gm)].map(
    ([, name]) => name,
  );
  expect(names.slice(0, 8)).toEqual([
    'Wait until cloud-init is done with the machine',
    "Put the distribution's own package sources aside",
    'Take packages from the snapshot of vkc.lock',
    'Read the indexes of the snapshot',
    'Compare the indexes of the snapshot with vkc.lock',
    'Write the packages of vkc.lock',
    'Let packages have the versions of vkc.lock alone',
    'Look for the packages of vkc.lock in the package sources',
  ]);
  expect((await vkc('lock', '--update', 'snapshots')).out).toContain('locked packages: xaas-shop');
  expect(locked()).toEqual(['greeter 2.0']);
});
