import type { Lockfile } from './lockfile.ts';

/** Beginnings of addresses, and what is asked in their place. */
export type Mirrors = ReadonlyMap<string, string>;

/** The address that is asked in place of another one. The longest beginning is the most exact one. */
export function throughMirror(url: string, mirrors: Mirrors): string {
  const fitting = [...mirrors].filter(([from]) => url.startsWith(from));
  const [mirror] = fitting.sort(([a], [b]) => b.length - a.length);
  return mirror === undefined ? url : mirror[1] + url.slice(mirror[0].length);
}

/** The lock with snapshots where the machines of this project find them. */
export function mirroredSnapshots(lock: Lockfile, mirrors: Mirrors): Lockfile {
  if (mirrors.size === 0) return lock;
  const snapshots = Object.entries(lock.snapshots).map(([name, { archives, ...rest }]) => {
    const found = Object.entries(archives).map(
      ([url, suites]) => [throughMirror(url, mirrors), suites] as const,
    );
    return [name, { ...rest, archives: Object.fromEntries(found) }] as const;
  });
  return { ...lock, snapshots: Object.fromEntries(snapshots) };
}
