import type { Lockfile } from './lockfile.ts';
import { fitsSystem } from './snapshot.ts';
import type { Needs } from './needs.ts';
import { staleVersions } from './versions/stale.ts';

/** What is not in a lock as the sources ask for it, each in a sentence without its full stop. */
export function staleParts(needs: Needs, lock: Lockfile): string[] {
  const found: string[] = [];
  const missing = (what: string) => found.push(`${what} is not in it`);
  const changed = (what: string, was: string, is: string) =>
    found.push(`${what}: it has ${was}, the source asks for ${is}`);
  for (const [name, asked] of needs.base_images) {
    const locked = lock.base_images[name];
    const what = `The base image of ${name}`;
    if (locked === undefined) missing(what);
    else if (locked.requested.url !== asked.url) changed(what, locked.requested.url, asked.url);
    else if (locked.requested.checksum !== asked.checksum)
      changed(what, locked.requested.checksum, asked.checksum);
  }
  for (const name of needs.plugins.keys())
    if (lock.plugins[name] === undefined) missing(`The Packer plugin ${name}`);
  for (const kind of ['collections', 'roles'] as const)
    for (const [name, asked] of needs[kind]) {
      const locked = lock[kind][name];
      const what = `The ${kind === 'roles' ? 'role' : 'collection'} ${name}`;
      if (locked === undefined) missing(what);
      else if (locked.requested !== asked) changed(what, locked.requested, asked);
    }
  for (const [name, hash] of needs.libraries) {
    const locked = lock.libraries[name];
    if (locked === undefined) missing(`The library ${name}`);
    else if (locked.sha256 !== hash) found.push(`The library ${name} is not the one that was locked`);
  }
  for (const [url, checksum] of needs.downloads) {
    const locked = lock.downloads[url];
    const what = `The download ${url}`;
    if (locked === undefined) missing(what);
    else if (locked.requested !== checksum)
      changed(what, locked.requested ?? 'no checksum', checksum ?? 'none');
  }
  for (const [name, system] of needs.snapshots) {
    const locked = lock.snapshots[name];
    const what = `The snapshot of ${name}`;
    if (locked === undefined) missing(what);
    else if (!fitsSystem(locked, system)) found.push(`${what} is of another distribution or release`);
    else if (locked.base !== (lock.base_images[name]?.checksum ?? null))
      found.push(`${what} was taken for another base image`);
  }
  found.push(...staleVersions(needs.packages, lock));
  for (const [name, os] of needs.targets) {
    const locked = lock.targets[name];
    if (locked === undefined) missing(`The target ${name}`);
    else if (locked !== os) changed(`The target ${name}`, locked, os);
  }
  return found;
}

/** Entries of a lock that nothing needs, in the same form. All sources of the project have to be known. */
export function unneededParts(needs: Needs, lock: Lockfile): string[] {
  const parts = [
    'base_images',
    'collections',
    'roles',
    'libraries',
    'downloads',
    'snapshots',
    'packages',
    'targets',
  ] as const;
  return parts.flatMap((part) =>
    Object.keys(lock[part])
      .filter((name) => !needs[part].has(name))
      .map((name) => `${name} (${part.replace('_', ' ')}) is in it, but nothing needs it`),
  );
}
