import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { folder } from '../command-line.ts';

/** The suites that the machines of the tests ask for. */
const SUITES = {
  debian: ['bookworm', 'bookworm-updates'],
  'debian-security': ['bookworm-security'],
} as const;

/** An archive of Debian on loopback, with its snapshots, which behaves as deb.debian.org and snapshot.debian.org do. */
export interface DebianArchive {
  readonly address: string;
  /** Public key that the indexes are signed with. */
  readonly keyring: string;
  /** Makes packages the newest state of the archive, and keeps it as a snapshot of that time. */
  publish(time: string, packages: Readonly<Record<string, string>>): void;
  /** Changes a snapshot, which a good server never does. */
  rewrite(time: string, packages: Readonly<Record<string, string>>): void;
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

export async function debianArchive(): Promise<DebianArchive> {
  const work = folder({ 'gnupg/': '' });
  const gnupg = join(work, 'gnupg');
  const keyring = join(work, 'keyring.gpg');
  const gpg = (args: readonly string[], input?: Buffer) =>
    execFileSync('gpg', ['--batch', '--homedir', gnupg, ...args], { input, stdio: ['pipe', 'pipe', 'pipe'] });
  execFileSync('chmod', ['700', gnupg]);
  gpg(['--passphrase', '', '--quick-generate-key', 'archive@example.org', 'ed25519', 'sign']);
  writeFileSync(keyring, gpg(['--export', 'archive@example.org']));

  const files = new Map<string, Buffer>();
  const times: string[] = [];
  let newest = '';

  function build(name: string, version: string): Buffer {
    const root = join(work, `${name}_${version}`);
    mkdirSync(join(root, 'DEBIAN'), { recursive: true });
    mkdirSync(join(root, 'usr/share/doc', name), { recursive: true });
    writeFileSync(join(root, 'usr/share/doc', name, 'version'), `${version}\n`);
    const fields = { Package: name, Version: version, Architecture: 'all', Maintainer: 'A <a@example.org>' };
    const control = Object.entries({ ...fields, Description: 'for a test' });
    writeFileSync(join(root, 'DEBIAN/control'), control.map(([key, value]) => `${key}: ${value}\n`).join(''));
    execFileSync('dpkg-deb', ['--root-owner-group', '--build', root, `${root}.deb`], { stdio: 'pipe' });
    return readFileSync(`${root}.deb`);
  }

  function write(time: string, packages: Readonly<Record<string, string>>): void {
    for (const [archive, suites] of Object.entries(SUITES)) {
      for (const suite of suites) {
        const own = suite === 'bookworm' ? Object.entries(packages) : [];
        const list = own.map(([name, version]) => {
          const deb = build(name, version);
          const path = `pool/${name}_${version}_all.deb`;
          files.set(`${archive}/${time}/${path}`, deb);
          return `Package: ${name}\nVersion: ${version}\nArchitecture: all\nMaintainer: A <a@example.org>\nFilename: ${path}\nSize: ${deb.length}\nSHA256: ${sha256(deb)}\nDescription: for a test\n`;
        });
        const index = Buffer.from(list.join('\n'));
        const inside = 'main/binary-amd64/Packages';
        const folderOf = `${archive}/${time}/dists/${suite}`;
        files.set(`${folderOf}/${inside}`, index);
        const day = new Date(Date.UTC(+time.slice(0, 4), +time.slice(4, 6) - 1, +time.slice(6, 8)));
        const release = [
          'Origin: Debian',
          `Suite: ${suite}`,
          `Codename: ${suite}`,
          `Date: ${day.toUTCString()}`,
          // Long past, as in an old snapshot.
          `Valid-Until: ${new Date(day.getTime() + 7 * 86_400_000).toUTCString()}`,
          'Architectures: amd64 all',
          'Components: main',
          `SHA256:\n ${sha256(index)} ${index.length} ${inside}\n`,
        ];
        files.set(`${folderOf}/InRelease`, gpg(['--clearsign'], Buffer.from(release.join('\n'))));
      }
    }
  }

  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://localhost');
    if (pathname === '/mr/timestamp/') {
      const result = { [searchParams.get('archive')!]: times };
      return void response.end(JSON.stringify({ result }));
    }
    const snapshot = /^\/archive\/(.*)$/.exec(pathname)?.[1];
    const live = /^\/([\w-]+)\/(.*)$/.exec(pathname);
    const found = files.get(snapshot ?? `${live?.[1]}/${newest}/${live?.[2]}`);
    if (found === undefined) return void response.writeHead(404).end();
    response.end(found);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
    execFileSync('gpgconf', ['--homedir', gnupg, '--kill', 'all'], { stdio: 'ignore' });
  });
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    keyring,
    publish(time, packages) {
      times.push((newest = time));
      write(time, packages);
    },
    rewrite: write,
  };
}
