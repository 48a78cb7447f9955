import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import type { Lockfile } from '../../../cli/lock/lockfile.ts';
import { compile } from '../../../stdlib/index.ts';
import { folder, vkc as run } from '../command-line.ts';
import { lockServers } from '../locking/lock-servers.ts';
import { baseSystem, serveBaseDisk } from './base-disk.ts';
import { provision } from './provision.ts';
import { rpmServer } from './repository.ts';

export const allowed = 'allow unknown-package { reason = "It is in the repository of this test alone." }';
export const SHOP = `# Shop.
image xaas-shop {
  version = "1.0.0"
  os      = [almalinux9]
  package greeter { ${allowed} }
}
`;

/** A project that pins the versions of packages of dnf, with repositories and the disk of a base image to solve them on. */
export async function lockedProject(source = SHOP, files: Readonly<Record<string, string>> = {}) {
  const server = await rpmServer();
  server.define('greeter', { requires: ['greetings'] });
  const servers = await lockServers();
  const base = baseSystem(server, server.address, files);
  serveBaseDisk(servers, base);
  const settings = `lock_packages: versions\n${servers.settings}`;
  const cwd = folder({ 'vkc.yaml': settings, 'shop.vkimage': source });
  vi.stubEnv('XDG_CACHE_HOME', join(cwd, 'cache'));
  const vkc = (...argv: string[]) => run(cwd, argv, { compile, env: process.env });
  const read = (name: string) => readFileSync(join(cwd, name), 'utf8');
  const lock = () => JSON.parse(read('vkc.lock')) as Lockfile;
  return {
    ...servers,
    server,
    base,
    cwd,
    vkc,
    read,
    lock,
    mirrors: servers.settings,
    write: (name: string, text: string | Buffer) => writeFileSync(join(cwd, name), text),
    /** Names and versions that the lock has. */
    locked: (target = 'xaas-shop') =>
      lock().packages[target]!.packages.map(({ name, version }) => `${name} ${version}`),
    compiled: async (...argv: string[]) =>
      expect(await vkc('compile', '-q', '-o', 'out', ...argv)).toMatchObject({ exit: 0, err: '' }),
    /** Builds it, and writes its bill of materials. */
    built: async (name: string) => {
      const result = await provision(cwd, base);
      expect(result).not.toHaveProperty('failed');
      writeFileSync(join(cwd, name), (result as { bill: string }).bill);
    },
    /** What is said when it cannot be built. */
    refused: async () => {
      const result = await provision(cwd, base);
      expect(result).not.toHaveProperty('bill');
      return (result as { failed: string }).failed;
    },
  };
}
