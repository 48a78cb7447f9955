import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { makeFolder } from '../../emit/tree/disk.ts';
import { EXIT, isFailure } from '../shell/command.ts';
import type { Failure } from '../shell/command.ts';
import type { Wanted } from './bring.ts';
import { readChecksums } from './checksums.ts';
import type { Fetcher } from './fetcher.ts';
import type { Lockfile } from './lockfile.ts';
import { GALAXY, pluginFiles, roleArchive } from './packages.ts';

/** Plugins of Packer for each platform, as PACKER_PLUGIN_PATH takes them. */
export const PLUGINS = 'plugins';

/** Where a file of an address is in a folder: below the name of its server, so that the folder can be served in place of the servers. */
export function vendoredPath(folder: string, url: string): string {
  const { host, pathname } = new URL(url);
  const parts = decoded(pathname)
    .split('/')
    .filter((part) => part !== '' && part !== '.' && part !== '..');
  return join(folder, host.replace(':', '_'), ...parts);
}

/** As it is if a percent sign in it is no escape. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** All files that a lock names. Servers are asked only for lists of names. */
export async function wantedFiles(
  lock: Lockfile,
  folder: string,
  platforms: readonly string[],
  fetcher: Fetcher,
): Promise<Wanted[] | Failure> {
  const at = (url: string, checksum: string, size: number | null = null): Wanted => ({
    url,
    path: vendoredPath(folder, url),
    checksum,
    size,
  });
  const files = [
    ...Object.values(lock.base_images).map(({ url, checksum, size }) => at(url, checksum, size)),
    ...Object.entries(lock.downloads).map(([url, { checksum, size }]) => at(url, checksum, size)),
    ...Object.entries(lock.collections).map(([name, { version, sha256 }]) =>
      at(
        `${GALAXY}/api/v3/plugin/ansible/content/published/collections/artifacts/${name.replace('.', '-')}-${version}.tar.gz`,
        sha256,
      ),
    ),
  ];
  for (const [name, { version, sha256 }] of Object.entries(lock.roles)) {
    const archive = await roleArchive(name, version, fetcher);
    if (isFailure(archive as object)) return archive as Failure;
    files.push(at(archive as string, sha256));
  }
  for (const [source, { version, hashes }] of Object.entries(lock.plugins)) {
    const wanted = Object.entries(hashes).filter(([platform]) => platforms.includes(platform));
    if (wanted.length === 0) continue;
    const { list, prefix } = pluginFiles(source, version);
    const text = await fetcher.text(list);
    if (typeof text !== 'string') return text;
    const names = readChecksums(text).map(({ file }) => file);
    for (const [platform, checksum] of wanted) {
      const file = names.find((each) => each.startsWith(prefix) && each.endsWith(`_${platform}.zip`));
      if (file === undefined)
        return {
          exit: EXIT.environment,
          message: `${list}: does not name the plugin for ${platform}.`,
          hint: '`mirrors` in vkc.yaml names other servers.',
        };
      files.push(at(new URL(file, list).href, checksum));
    }
  }
  return files;
}

/** Unpacks the archive of a plugin to where Packer looks for it, with the checksum without which Packer does not run it. */
export async function unpackPlugin(folder: string, source: string, archive: string): Promise<void> {
  const name = basename(archive, '.zip');
  const target = join(folder, PLUGINS, source, name);
  if (existsSync(target) && existsSync(`${target}_SHA256SUM`)) return;
  const { unzipSync } = await import('fflate');
  const [program] = Object.values(
    unzipSync(readFileSync(archive), { filter: (file) => file.name.startsWith(name) }),
  );
  if (program === undefined) return;
  makeFolder(dirname(target));
  // The checksum last: Packer leaves a program without one alone.
  writeFileSync(`${target}.new`, program, { mode: 0o755 });
  renameSync(`${target}.new`, target);
  writeFileSync(`${target}_SHA256SUM`, createHash('sha256').update(program).digest('hex'));
}
