import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder } from '../command-line.ts';
import type { LockServers } from '../locking/lock-servers.ts';
import type { DebianArchive } from './archive.ts';

const FOLDER = '/cloud/images/cloud/bookworm';
/** What images install if it is not there, and what a machine of the tests need not have. */
const IN_CLOUD_IMAGES = ['cloud-init', 'qemu-guest-agent', 'openssh-server'];
const NAME = 'debian-12-genericcloud-amd64';

/**
 * The disk of a cloud image, as the servers of a lock have it: partitions, and in one of them the packages of this machine with the sources
 * that `machine` makes on its copy.
 * @param files more files of the image, by path
 */
export function serveBaseDisk(
  { files: served }: Pick<LockServers, 'files'>,
  { address, keyring }: Pick<DebianArchive, 'address' | 'keyring'>,
  files: Readonly<Record<string, string>> = {},
): void {
  const signed = '/usr/share/keyrings/debian-archive-keyring.gpg';
  const own = {
    'etc/apt/sources.list': `# The archive.\ndeb [signed-by=${signed} check-valid-until=no] mirror+file:///etc/apt/mirrors/debian.list bookworm main\ndeb-src ${address}/debian bookworm main\n`,
    'etc/apt/mirrors/debian.list': `${address}/debian\n`,
    'etc/apt/sources.list.d/debian.sources': `Types: deb deb-src\nURIs: ${address}/debian-security\nSuites: bookworm-security\nComponents: main\nCheck-Valid-Until: no\nSigned-By: ${signed}\n`,
  };
  const work = folder({});
  const root = join(work, 'root');
  const here = readFileSync('/var/lib/dpkg/status', 'utf8');
  const missing = IN_CLOUD_IMAGES.filter((name) => !here.includes(`Package: ${name}\n`)).map(
    (name) =>
      `Package: ${name}\nStatus: install ok installed\nArchitecture: all\nVersion: 1:99\nMaintainer: A <a@example.org>\nDescription: for a test\n\n`,
  );
  const status = here + missing.join('');
  for (const [name, text] of Object.entries({ 'var/lib/dpkg/status': status, ...own, ...files })) {
    mkdirSync(join(root, name, '..'), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  mkdirSync(join(root, 'usr/share/keyrings'), { recursive: true });
  copyFileSync(keyring, join(root, signed));
  const run = (command: string, args: readonly string[], input = '') =>
    execFileSync(command, args, {
      cwd: work,
      input,
      stdio: ['pipe', 'ignore', 'pipe'],
      env: { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin:/sbin` },
    });
  run('truncate', ['--size=34M', 'raw']);
  run('sfdisk', ['--quiet', 'raw'], 'label: gpt\nstart=2048, size=2048\nstart=4096, size=63488\n');
  run('mke2fs', ['-q', '-t', 'ext4', '-d', 'root', '-E', 'offset=2097152', 'raw', '31M']);
  run('qemu-img', ['convert', '-O', 'qcow2', 'raw', 'base.qcow2']);
  const disk = readFileSync(join(work, 'base.qcow2'));
  const hash = createHash('sha512').update(disk).digest('hex');
  served.set(`${FOLDER}/latest/SHA512SUMS`, `${hash}  ${NAME}.qcow2\n`);
  served.set(`${FOLDER}/20260214-2/SHA512SUMS`, `${hash}  ${NAME}-20260214-2.qcow2\n`);
  served.set(`${FOLDER}/20260214-2/${NAME}-20260214-2.qcow2`, disk);
}
