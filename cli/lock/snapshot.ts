import { EXIT, isFailure } from '../shell/command.ts';
import type { Failure } from '../shell/command.ts';
import { distributionOf } from './archives.ts';
import type { Archive } from './archives.ts';
import type { Fetcher } from './fetcher.ts';
import type { LockedSnapshot } from './lockfile.ts';
import type { SnapshotNeed } from './needs.ts';

/** The newest snapshot of each archive is looked for among those of so many days. */
const DAYS = 30;

/**
 * The newest snapshot of the archives of a system, with the hash of each signed index: it has the hash of every list of packages, and those
 * have the hash of every package.
 * @param today such as `2026-11-24`
 * @param base the checksum of the base image, which must not be newer
 */
export async function resolveSnapshot(
  system: SnapshotNeed,
  base: string | null,
  today: string,
  fetcher: Fetcher,
): Promise<LockedSnapshot | Failure> {
  const archives: Record<string, Record<string, string>> = {};
  for (const archive of distributionOf(system)?.archives ?? []) {
    const time = await newestTime(archive, today, fetcher);
    if (typeof time !== 'string') return time;
    const url = `${archive.url}/${time}`;
    const suites: Record<string, string> = {};
    for (const suite of archive.suites(system.codename)) {
      const index = await fetcher.hash(`${url}/dists/${suite}/InRelease`);
      if (isFailure(index)) return index;
      suites[suite] = index.checksum;
    }
    archives[url] = suites;
  }
  return { base, archives };
}

async function newestTime(
  { name, times }: Archive,
  today: string,
  fetcher: Fetcher,
): Promise<string | Failure> {
  if (times === null) return `${today.replaceAll('-', '')}T000000Z`;
  const after = new Date(Date.parse(`${today}T00:00:00Z`) - DAYS * 24 * 60 * 60 * 1000);
  const address = times(`${after.toISOString().slice(0, 10).replaceAll('-', '')}T000000Z`);
  const answer = await fetcher.json(address);
  if (isFailure(answer)) return answer;
  const { result } = (answer.json ?? {}) as { result?: Readonly<Record<string, unknown>> };
  const listed = result?.[name];
  const known = (Array.isArray(listed) ? listed : []).filter((each) => /^\d{8}T\d{6}Z$/.test(String(each)));
  const newest = (known as string[]).sort().at(-1);
  return (
    newest ?? {
      exit: EXIT.environment,
      message: `${address}: lists no snapshot of ${name}.`,
      hint: 'A mirror in its place has to answer as snapshot.debian.org does.',
    }
  );
}

/** Whether a snapshot is of the archives that a system has. */
export function fitsSystem({ archives }: LockedSnapshot, system: SnapshotNeed): boolean {
  const wanted = (distributionOf(system)?.archives ?? []).flatMap(({ suites }) => suites(system.codename));
  const locked = Object.values(archives).flatMap((suites) => Object.keys(suites));
  return String(locked.sort()) === String(wanted.sort());
}
