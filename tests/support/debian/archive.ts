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
  publish(time: string, packages: Packages): void;
  /** Changes a snapshot, which a good server never does. */
  rewrite(time: string, packages: Packages): void;
}

/** Versions by name, one or several, with what a package needs after it: `1.0 greetings`. */
type Packages = Readonly<Record<string, string | readonly string[]>>;

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/**
 * @param how.expires whether its indexes are long past their time, as those of an old snapshot
 * @param how.phased a package whose upgrade only some machines get at first
 */
export async function debianArchive({ expires = true, phased = '' } = {}): Promise<DebianArchive> {
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

  function build(name: string, version: string, depends: readonly string[]): Buffer {
    const root = join(work, `${name}_${version}`);
    mkdirSync(join(root, 'DEBIAN'), { recursive: true });
    mkdirSync(join(root, 'usr/share/doc', name), { recursive: true });
    writeFileSync(join(root, 'usr/share/doc', name, 'version'), `${version}\n`);
    const fields = { Package: name, Version: version, Architecture: 'all', Maintainer: 'A <a@example.org>' };
    const needs = depends.length > 0 && { Depends: depends.join(', ') };
    const control = Object.entries({ ...fields, ...needs, Description: 'for a test' });
    writeFileSync(join(root, 'DEBIAN/control'), control.map(([key, value]) => `${key}: ${value}\n`).join(''));
    execFileSync('dpkg-deb', ['--root-owner-group', '--build', root, `${root}.deb`], {
      stdio: 'pipe',
      // The same package is the same file whenever it is made.
      env: { ...process.env, SOURCE_DATE_EPOCH: '1767225600' },
    });
    return readFileSync(`${root}.deb`);
  }

  function write(time: string, packages: Packages): void {
    for (const [archive, suites] of Object.entries(SUITES)) {
      for (const suite of suites) {
        const all = Object.entries(packages).flatMap(([name, versions]) =>
          [versions].flat().map((version) => [name, version] as const),
        );
        const own = suite === 'bookworm' ? all : [];
        const list = own.map(([name, given]) => {
          const [version, ...depends] = given.split(' ') as [string, ...string[]];
          const deb = build(name, version, depends);
          const needs =
            (depends.length > 0 ? `Depends: ${depends.join(', ')}\n` : '') +
            (name === phased ? 'Phased-Update-Percentage: 10\n' : '');
          const path = `pool/${name}_${version}_all.deb`;
          files.set(`${archive}/${time}/${path}`, deb);
          return `Package: ${name}\nVersion: ${version}\nArchitecture: all\nMaintainer: A <a@example.org>\n${needs}Filename: ${path}\nSize: ${deb.length}\nSHA256: ${sha256(deb)}\nDescription: for a test\n`;
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
          ...(expires ? [`Valid-Until: ${new Date(day.getTime() + 7 * 86_400_000).toUTCString()}`] : []),
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
