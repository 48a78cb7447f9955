import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder } from '../command-line.ts';
import type { LockServers } from '../locking/lock-servers.ts';
import type { RpmServer } from './repository.ts';

/** What images of AlmaLinux install if it is not there, and what a machine of the tests need not have. */
const IN_CLOUD_IMAGES = [
  'cloud-init',
  'curl',
  'systemd',
  'qemu-guest-agent',
  'openssh-server',
  'ca-certificates',
];
const NAME = 'AlmaLinux-9-GenericCloud-latest.x86_64.qcow2';
const RELEASE = 'almalinux-release';

const run = (command: string, args: readonly string[], cwd: string) =>
  execFileSync(command, args, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin:/sbin` },
  });

export interface BaseSystem {
  /** The folder with what dnf of the base image decides by. */
  readonly root: string;
}

/** Files of a machine, with the rpm database and the repository of an AlmaLinux 9. */
export function baseSystem(
  server: RpmServer,
  address: string,
  files: Readonly<Record<string, string>> = {},
): BaseSystem {
  const root = join(folder({}), 'root');
  const own = {
    'etc/os-release':
      'NAME="AlmaLinux"\nID="almalinux"\nID_LIKE="rhel centos fedora"\nVERSION_ID="9.4"\nPLATFORM_ID="platform:el9"\nPRETTY_NAME="AlmaLinux 9.4"\n',
    'etc/dnf/dnf.conf':
      '[main]\ngpgcheck=0\ninstallonly_limit=3\nclean_requirements_on_remove=True\nbest=True\nskip_if_unavailable=False\n',
    'etc/dnf/vars/place': 'BaseOS\n',
    'etc/yum.repos.d/almalinux-baseos.repo': `[baseos]\nname=AlmaLinux $releasever\nbaseurl=${address}/$releasever/$place/$basearch\nenabled=1\ngpgcheck=0\n`,
    ...files,
  };
  for (const [name, text] of Object.entries(own)) {
    mkdirSync(join(root, name, '..'), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  server.define(RELEASE, { provides: ['system-release = 9', 'system-release(releasever) = 9'] });
  const packages = [server.rpm(RELEASE, '9-1'), server.rpm('bash', '5.1-1')];
  packages.push(...IN_CLOUD_IMAGES.map((name) => server.rpm(name, '1:99-1')));
  const database = join(root, 'var/lib/rpm');
  mkdirSync(database, { recursive: true });
  const how = ['--dbpath', database, '--justdb', '--nodeps', '--noscripts', '--ignorearch'];
  run('rpm', ['--install', ...how, ...packages], root);
  for (const name of readdirSync(database)) if (name.endsWith('-shm')) rmSync(join(database, name));
  return { root };
}

/**
 * The disk of a cloud image, as the servers of a lock have it: a partition of BIOS, one of EFI, an XFS for /boot, and an XFS with the files of
 * a machine, as the images of AlmaLinux and Rocky Linux are.
 */
export function serveBaseDisk(
  { files: served }: Pick<LockServers, 'files'>,
  { root }: BaseSystem,
  format: 'xfs' | 'ext4' = 'xfs',
): Buffer {
  const work = folder({ 'boot.proto': '/none\n0 0\nd--755 0 0\n$\n', 'root.proto': proto(root) });
  const size = { start: 4096 + 655_360, sectors: 655_360 };
  run('truncate', ['--size=660M', 'raw'], work);
  execFileSync('sfdisk', ['--quiet', 'raw'], {
    cwd: work,
    input: `label: gpt\nstart=2048, size=2048, type=21686148-6449-6E6F-744E-656564454649\nstart=4096, size=655360\nstart=${size.start}, size=${size.sectors}\n`,
    env: { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin:/sbin` },
  });
  const write = (name: string, start: number) =>
    run(
      'dd',
      [`if=${name}`, 'of=raw', `seek=${start}`, 'bs=512', 'conv=notrunc,sparse', 'status=none'],
      work,
    );
  for (const [name, start] of [
    ['boot', 4096],
    ['root', size.start],
  ] as const) {
    run('truncate', ['--size=320M', name], work);
    if (name === 'root' && format === 'ext4') run('mke2fs', ['-q', '-t', 'ext4', '-d', root, name], work);
    else run('mkfs.xfs', ['-q', '-p', `${name}.proto`, name], work);
    write(name, start);
  }
  run('qemu-img', ['convert', '-O', 'qcow2', 'raw', 'base.qcow2'], work);
  const disk = readFileSync(join(work, 'base.qcow2'));
  rmSync(join(work, 'raw'));
  const hash = createHash('sha256').update(disk).digest('hex');
  served.set('/alma/CHECKSUM', `${hash}  ${NAME}\n`);
  served.set(`/alma/${NAME}`, disk);
  return disk;
}

/** A folder in the language that mkfs.xfs reads. */
function proto(root: string): string {
  const inside = (path: string): string =>
    readdirSync(path, { withFileTypes: true })
      .map((each) =>
        each.isDirectory()
          ? `${each.name} d--755 0 0\n${inside(join(path, each.name))}$\n`
          : `${each.name} ---644 0 0 ${join(path, each.name)}\n`,
      )
      .join('');
  return `/none\n0 0\nd--755 0 0\n${inside(root)}$\n`;
}

/** Prints a database of rpm in the language that db_load reads. */
const DUMP = `
import sqlite3, struct, sys
rows = list(sqlite3.connect(sys.argv[1]).execute('select hnum, blob from Packages'))
print('VERSION=3\\nformat=bytevalue\\ntype=hash\\ndb_pagesize=4096\\nHEADER=END')
for number, blob in [(0, struct.pack('<I', len(rows))), *rows]:
    print('', struct.pack('<I', number).hex() + '\\n', blob.hex())
print('DATA=END')
`;

/** Gives a machine the database of rpm that EL 8 has, which nothing writes any more. */
export function withBerkeleyDatabase({ root }: BaseSystem): void {
  const database = join(root, 'var/lib/rpm');
  const text = execFileSync('/usr/bin/python3', ['-c', DUMP, join(database, 'rpmdb.sqlite')]);
  for (const name of readdirSync(database)) rmSync(join(database, name));
  execFileSync('db5.3_load', [join(database, 'Packages')], { input: text });
}
