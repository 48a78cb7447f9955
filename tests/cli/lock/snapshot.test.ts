import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Lockfile } from '../../../cli/lock/lockfile.ts';
import { compile } from '../../../stdlib/index.ts';
import { folder, vkc as run } from '../../support/command-line.ts';
import { lockServers } from '../../support/locking/lock-servers.ts';

const SOURCE = `# Shop.
image xaas-shop {
  version = "1.0.0"
  os      = [debian12]
  package jq
}
`;
/** What vm_init does that an image needs. */
const REPLACED = [
  'cloud-init-installed',
  'curl-installed',
  'guest-agent-installed',
  'kernel-console',
  'ssh-enabled',
  'ssh-server-installed',
];
const PLAYBOOK = 'out/xaas-shop/playbook';

interface Task {
  readonly name: string;
  readonly when?: string;
  readonly block?: readonly Task[];
  readonly [module: string]: unknown;
}

const vkc = (cwd: string, ...argv: string[]) => run(cwd, argv, { compile });

async function project({ source = SOURCE, settings = 'lock_packages: snapshot\n' } = {}) {
  const servers = await lockServers();
  const cwd = folder({ 'vkc.yaml': settings + servers.settings, 'shop.vkimage': source });
  const read = (name: string) => readFileSync(join(cwd, name), 'utf8');
  return {
    ...servers,
    cwd,
    read,
    write: (name: string, text: string) => writeFileSync(join(cwd, name), text),
    lock: () => JSON.parse(read('vkc.lock')) as Lockfile,
    /** The tasks of a role in the tree, those of blocks too. */
    tasks: (role: string) =>
      (parse(read(`${PLAYBOOK}/provision_roles/${role}/tasks/main.yml`)) as Task[]).flatMap(
        (task) => task.block ?? [task],
      ),
  };
}

async function locked(given?: Parameters<typeof project>[0]) {
  const made = await project(given);
  expect(await vkc(made.cwd, 'lock')).toMatchObject({ exit: 0 });
  return made;
}

async function compiled(given?: Parameters<typeof project>[0]) {
  const made = await locked(given);
  expect(await vkc(made.cwd, 'compile', '-q', '-o', 'out')).toMatchObject({ exit: 0, err: '' });
  return made;
}

describe('lock_packages: snapshot', () => {
  test('locks the newest snapshot of each archive of Debian, with the hashes of its indexes', async () => {
    const { cwd, lock, asked } = await project();
    const { out } = await vkc(cwd, 'lock');
    expect(out).toContain('locked snapshots: debian12\n');
    expect(lock().snapshots).toEqual({
      debian12: {
        base: lock().base_images['debian12']!.checksum,
        archives: {
          'https://snapshot.debian.org/archive/debian/20260114T211500Z': {
            bookworm: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
            'bookworm-updates': expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
          },
          'https://snapshot.debian.org/archive/debian-security/20260114T211500Z': {
            'bookworm-security': expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
          },
        },
      },
    });
    asked.length = 0;
    expect((await vkc(cwd, 'lock')).out).toBe('vkc.lock: 1 target, unchanged\n');
    expect(asked).toEqual([]);
  });

  test('locks the archive of Ubuntu as it was at the beginning of the day', async () => {
    const { lock } = await locked({ source: SOURCE.replace('debian12', 'ubuntu2404') });
    expect(Object.keys(lock().snapshots['ubuntu2404']!.archives)).toEqual([
      'https://snapshot.ubuntu.com/ubuntu/20260115T000000Z',
    ]);
  });

  test('says of which systems the packages are not pinned', async () => {
    const { cwd, lock } = await project({
      source: SOURCE.replace('debian12', 'debian12, almalinux9'),
    });
    const { err } = await vkc(cwd, 'lock');
    expect(err).toContain(
      'note: The packages of almalinux9 are not pinned: its repositories have the newest packages of the current minor release alone, and its vault has only earlier minor releases, older than the base image.\n',
    );
    expect(err).not.toContain('packages of debian12');
    expect(Object.keys(lock().snapshots)).toEqual(['debian12']);
    expect(await vkc(cwd, 'lock', '--check')).toEqual({ exit: 0, out: '', err: '' });
  });

  test('is off unless it is asked for', async () => {
    const { cwd, read, asked } = await compiled({ settings: '' });
    expect(read('vkc.lock')).not.toContain('snapshot');
    expect(asked.join()).not.toContain('snapshot');
    expect(read(`${PLAYBOOK}/provision_roles/vm_init/tasks/main.yml`)).not.toContain('snapshot');
    expect(await vkc(cwd, 'lock', '--update', 'snapshots')).toMatchObject({ exit: 0 });
  });

  test.each([
    [
      'no snapshot',
      '/debian/mr/timestamp/?archive=debian&after=20251216T000000Z',
      '{"result": {"debian": []}}',
      'lists no snapshot of debian.',
    ],
    [
      'nonsense',
      '/debian/mr/timestamp/?archive=debian-security&after=20251216T000000Z',
      'null',
      'lists no snapshot of debian-security.',
    ],
    [
      'no index',
      '/debian/archive/debian/20260114T211500Z/dists/bookworm-updates/InRelease',
      null,
      'bookworm-updates/InRelease: the server answers 404.',
    ],
  ])('fails on a server that has %s', async (_, path, text, words) => {
    const { cwd, files, read } = await project();
    if (text === null) files.delete(path);
    else files.set(path, text);
    const { exit, err } = await vkc(cwd, 'lock');
    expect({ exit, err }).toEqual({ exit: 3, err: expect.stringContaining(words) });
    expect(() => read('vkc.lock')).toThrow('ENOENT');
  });

  test('is a setting with one value', async () => {
    const { cwd } = await project({ settings: 'lock_packages: newest\n' });
    const { exit, err } = await vkc(cwd, 'lock');
    expect(exit).toBe(1);
    expect(err).toContain('lock_packages');
    expect(err).toContain('snapshot');
  });
});

describe('a tree with a snapshot', () => {
  test('takes packages from it before the first one, and from the own sources of the distribution after cleanup', async () => {
    const { tasks, address } = await compiled();
    expect(
      tasks('vm_init')
        .slice(0, 6)
        .map(({ name }) => name),
    ).toEqual([
      'Wait until cloud-init is done with the machine',
      "Put the distribution's own package sources aside",
      'Take packages from the snapshot of vkc.lock',
      'Read the indexes of the snapshot',
      'Compare the indexes of the snapshot with vkc.lock',
      'Pause the upgrades that the system makes by itself',
    ]);
    // The machine asks the mirrors of the project too.
    expect(tasks('vm_init')[2]!['ansible.builtin.copy']).toMatchObject({
      dest: '/etc/apt/sources.list.d/vkc-snapshot.sources',
      content: expect.stringContaining(
        [
          'Types: deb',
          `URIs: ${address}/debian/archive/debian/20260114T211500Z`,
          'Suites: bookworm bookworm-updates',
          'Components: main',
          'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg',
          'Check-Valid-Until: no\n',
        ].join('\n'),
      ),
    });
    expect(tasks('cleanup')[0]!.name).toBe("Put the distribution's own package sources back");
  });

  test('sets it where roles prepare the machine, before any of them', async () => {
    const { tasks, read } = await compiled({
      source: SOURCE.replace('package jq', 'prepare { package make }'),
    });
    expect(tasks('vm_init_prepare').map(({ name }) => name)).toEqual([
      'Wait until cloud-init is done, before anything is prepared',
      "Put the distribution's own package sources aside",
      'Take packages from the snapshot of vkc.lock',
      'Read the indexes of the snapshot',
      'Compare the indexes of the snapshot with vkc.lock',
    ]);
    expect(read(`${PLAYBOOK}/provision_roles/vm_init/tasks/main.yml`)).not.toContain('snapshot');
  });

  test('waits for cloud-init where a role of the project takes the place of vm_init', async () => {
    const { tasks } = await compiled({
      settings: `lock_packages: snapshot\nrules:\n${REPLACED.map((rule) => `  ${rule}: "off"\n`).join('')}`,
      source: `${SOURCE}\n# Own.\nrole vm_init {\n  package [make, "gcc"]\n}\n`,
    });
    expect(tasks('vm_init').map(({ name }) => name)).toEqual([
      'Wait until cloud-init has written its package sources',
      "Put the distribution's own package sources aside",
      'Take packages from the snapshot of vkc.lock',
      'Read the indexes of the snapshot',
      'Compare the indexes of the snapshot with vkc.lock',
      'Install make and gcc',
    ]);
  });

  test('gives each system its own, and other families none', async () => {
    const { tasks } = await compiled({
      source: SOURCE.replace('debian12', 'debian12, ubuntu2404, almalinux9'),
    });
    const sources = tasks('vm_init').filter(({ name }) => name.startsWith('Take packages from'));
    expect(
      sources.map(({ when, ...task }) => [
        when,
        /^Components: .*/m.exec((task['ansible.builtin.copy'] as { content: string }).content)?.[0],
      ]),
    ).toEqual([
      ["os_distro == 'debian'", 'Components: main'],
      ["os_distro == 'ubuntu'", 'Components: main restricted universe multiverse'],
    ]);
  });

  test('is checked on the booted machine to have nothing left of it', async () => {
    const { read } = await compiled();
    expect(read('out/xaas-shop/tests/verify.yml')).toContain('package-snapshot-gone');
    const without = await compiled({ settings: '' });
    expect(without.read('out/xaas-shop/tests/verify.yml')).not.toContain('package-snapshot-gone');
  });
});

test('an image on another one leaves the repositories of its base where they are', async () => {
  const source = `image base {
  os = [debian12]
  repository acme { url = "https://a.example.org" suite = "stable" components = ["main"] key = file("/acme.asc") }
  task "Add b" { module = "ansible.builtin.apt_repository" args = { repo = "deb https://b.example.org stable main", filename = "b" } }
}

${SOURCE.replace('package jq', 'base = image.base\n  package jq')}`;
  const { tasks } = await compiled({ source: source.replace('file("/acme.asc")', '"file:///etc/acme.asc"') });
  const [aside] = tasks('vm_init').filter(({ name }) => name.endsWith('sources aside'));
  const { cmd } = aside!['ansible.builtin.shell'] as { cmd: string };
  const folder = '/etc/apt/sources.kept/sources.list.d';
  for (const name of ['acme.sources', 'b.list'])
    expect(cmd).toContain(
      `if test -e ${folder}/${name}; then mv ${folder}/${name} /etc/apt/sources.list.d/; fi`,
    );
  expect(tasks('cleanup')[0]!.name).toBe("Put the distribution's own package sources back");
  const alone = await compiled();
  const [first] = alone.tasks('vm_init').filter(({ name }) => name.endsWith('sources aside'));
  expect((first!['ansible.builtin.shell'] as { cmd: string }).cmd).not.toContain(folder);
});

describe('a snapshot in a lock', () => {
  test('stays until it is updated, alone or with all packages', async () => {
    const { cwd, files, lock } = await locked();
    const before = lock();
    for (const name of ['debian', 'debian-security'])
      files.set(
        `/debian/mr/timestamp/?archive=${name}&after=20251216T000000Z`,
        JSON.stringify({ result: { [name]: ['20260120T030000Z', '20260110T030000Z'] } }),
      );
    expect((await vkc(cwd, 'lock')).out).toContain('unchanged');
    for (const update of ['snapshots', 'packages=debian12', 'packages']) {
      expect(await vkc(cwd, 'lock', '--update', update)).toMatchObject({ exit: 0 });
      expect(Object.keys(lock().snapshots['debian12']!.archives)[0]).toContain('/20260120T030000Z');
      expect({ ...lock(), snapshots: {} }).toEqual({ ...before, snapshots: {} });
      writeFileSync(join(cwd, 'vkc.lock'), JSON.stringify(before));
    }
    expect(await vkc(cwd, 'lock', '--update', 'snapshots=debian11')).toMatchObject({
      exit: 2,
      err: expect.stringContaining('Nothing to lock is called debian11.'),
    });
  });

  test('is taken again for a newer base image, which it must not be older than', async () => {
    const { cwd, lock, write } = await locked();
    const old = lock();
    const base = { ...old.base_images['debian12']!, checksum: `sha256:${'0'.repeat(64)}` };
    write('vkc.lock', JSON.stringify({ ...old, base_images: { debian12: base } }));
    const { exit, err } = await vkc(cwd, 'compile');
    expect({ exit, err }).toEqual({
      exit: 1,
      err: expect.stringContaining('  The snapshot of debian12 was taken for another base image.\n'),
    });
    expect((await vkc(cwd, 'lock')).out).toContain('locked snapshots: debian12\n');
    expect(lock().snapshots['debian12']!.base).toBe(base.checksum);
  });

  test.each([
    ['is missing', (lock: Lockfile) => ({ ...lock, snapshots: {} }), 'The snapshot of debian12 is not in it'],
    [
      'is of another release',
      (lock: Lockfile) => {
        const { debian12 } = lock.snapshots;
        const archives = {
          'https://snapshot.debian.org/archive/debian/20260101T000000Z': { trixie: 'sha256:ab' },
        };
        return { ...lock, snapshots: { debian12: { ...debian12, archives } } };
      },
      'The snapshot of debian12 is of another distribution or release',
    ],
  ])('that %s is stale', async (_, change, words) => {
    const { cwd, lock, write } = await locked();
    write('vkc.lock', JSON.stringify(change(lock())));
    for (const argv of [['compile'], ['build'], ['lock', '--check']]) {
      const { exit, err } = await vkc(cwd, ...argv);
      expect({ argv, exit, err }).toEqual({ argv, exit: 1, err: expect.stringContaining(`  ${words}.\n`) });
    }
  });

  test('that nothing asks for any more is named by --check, and goes', async () => {
    const { cwd, lock, write, settings } = await locked();
    write('vkc.yaml', settings);
    expect(await vkc(cwd, 'compile', '-q', '-o', 'out')).toMatchObject({ exit: 0 });
    expect((await vkc(cwd, 'lock', '--check')).err).toContain(
      '  debian12 (snapshots) is in it, but nothing needs it.\n',
    );
    await vkc(cwd, 'lock');
    expect(lock()).not.toHaveProperty('snapshots');
  });

  test('is a material of the attestation', async () => {
    const { lockedDependencies } = await import('../../../cli/attest/statement.ts');
    const { lock } = await locked();
    const names = lockedDependencies(lock(), '', 'debian12').map(({ name }) => name);
    expect(names).toContain('packages of bookworm-security');
    expect(lockedDependencies({ ...lock(), snapshots: {} }, '', 'debian12').map(({ name }) => name)).toEqual(
      names.filter((name) => !name?.startsWith('packages of ')),
    );
  });
});
