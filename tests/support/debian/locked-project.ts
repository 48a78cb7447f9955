import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import type { Lockfile } from '../../../cli/lock/lockfile.ts';
import { compile } from '../../../stdlib/index.ts';
import { folder, vkc as run } from '../command-line.ts';
import { lockServers } from '../locking/lock-servers.ts';
import { debianArchive } from './archive.ts';
import { serveBaseDisk } from './base-disk.ts';
import { provision } from './provision.ts';

export const allowed = 'allow unknown-package { reason = "It is in the archive of this test alone." }';
export const SHOP = `# Shop.
image xaas-shop {
  version = "1.0.0"
  os      = [debian12]
  package greeter { ${allowed} }
}
`;

/** A project that pins the versions of packages, with an archive and the disk of a base image to solve them on. */
export async function lockedProject(source = SHOP, setting = 'versions', phased = '') {
  const archive = await debianArchive({ phased });
  const servers = await lockServers();
  serveBaseDisk(servers, archive);
  const mirrors = servers.settings.replace(/(https:\/\/snapshot\.debian\.org: ).*$/m, `$1${archive.address}`);
  const settings = `lock_packages: ${setting}\n${mirrors}`;
  const cwd = folder({ 'vkc.yaml': settings, 'shop.vkimage': source });
  vi.stubEnv('XDG_CACHE_HOME', join(cwd, 'cache'));
  const vkc = (...argv: string[]) => run(cwd, argv, { compile, env: process.env });
  const read = (name: string) => readFileSync(join(cwd, name), 'utf8');
  return {
    ...servers,
    archive,
    cwd,
    mirrors,
    vkc,
    read,
    write: (name: string, text: string | Buffer) => writeFileSync(join(cwd, name), text),
    lock: () => JSON.parse(read('vkc.lock')) as Lockfile,
    /** Names and versions that the lock has. */
    locked: (target = 'xaas-shop') =>
      (JSON.parse(read('vkc.lock')) as Lockfile).packages[target]!.packages.map(
        ({ name, version }) => `${name} ${version}`,
      ),
    compiled: async (...argv: string[]) =>
      expect(await vkc('compile', '-q', '-o', 'out', ...argv)).toMatchObject({ exit: 0, err: '' }),
    /** Builds it, and writes its bill of materials. */
    built: async (name: string) => {
      const result = await provision(cwd, archive);
      expect(result).not.toHaveProperty('failed');
      writeFileSync(join(cwd, name), (result as { bill: string }).bill);
    },
    /** What is said when it cannot be built. */
    refused: async () => {
      const result = await provision(cwd, archive);
      expect(result).not.toHaveProperty('bill');
      return (result as { failed: string }).failed;
    },
  };
}
