import { EXIT, isFailure } from '../shell/command.ts';
import type { Failure } from '../shell/command.ts';
import { resolveBase } from './base-image.ts';
import type { Fetcher } from './fetcher.ts';
import type { LockedSnapshot, LockedPackage, LockedVersions, Lockfile, Part } from './lockfile.ts';
import type { Needs } from './needs.ts';
import { baseOf as solvedOn, fitsNeed } from './versions/stale.ts';
import type { VersionResolver } from './versions/resolver.ts';
import { requestsOf } from './versions/steps.ts';
import type { PackageNeed } from './versions/steps.ts';
import { resolveCollection, resolvePlugin, resolveRole } from './packages.ts';
import { fitsSystem, resolveSnapshot } from './snapshot.ts';

/** What is looked up anew though it is in the lock already. */
export interface Update {
  readonly part: Part;
  /** Null for all entries. */
  readonly name: string | null;
}

export interface Resolved {
  readonly lock: Lockfile;
  /** What was looked up, by part and name. */
  readonly fresh: readonly string[];
  /** What the reader should know, each in a sentence. */
  readonly notes: readonly string[];
}

/**
 * Makes a lock of what is needed. What the old lock has, and what still fits the source, stays as it is, so that nothing is renewed
 * that nobody asked for.
 * @param keep entries of the old lock stay though nothing needs them, because not all sources are known
 */
export async function resolveLock(
  needs: Needs,
  old: Lockfile | null,
  how: {
    readonly fetcher: Fetcher;
    readonly updates: readonly Update[];
    readonly keep: boolean;
    readonly vkc: string;
    /** The date, such as `2026-11-24`. */
    readonly today: string;
    /** The version that a library's package has; null if it has none. */
    readonly libraryVersion: (name: string) => string | null;
    /** Solves packages; it is made if there are any to solve. */
    readonly versions: () => Promise<Pick<VersionResolver, 'solve'>>;
  },
): Promise<Resolved | Failure> {
  const { fetcher, updates, keep, vkc, today, libraryVersion, versions } = how;
  const fresh: string[] = [];
  const notes: string[] = [];

  /** One part: entries that still fit stay, the others are looked up one after the other, so that servers are not hurried. */
  async function part<N, L>(
    name: Part,
    asked: ReadonlyMap<string, N>,
    fits: (locked: L, wanted: N, key: string) => boolean,
    look: (key: string, wanted: N) => Promise<L | Failure>,
  ): Promise<Readonly<Record<string, L>> | Failure> {
    const before = (old?.[name] ?? {}) as Readonly<Record<string, L>>;
    const entries: Record<string, L> = keep ? { ...before } : {};
    for (const [key, wanted] of asked) {
      const locked = Object.hasOwn(before, key) ? before[key] : undefined;
      const renewed = updates.some(
        (update) => update.part === name && (update.name === null || update.name === key),
      );
      if (locked !== undefined && fits(locked, wanted, key) && !renewed) {
        entries[key] = locked;
        continue;
      }
      const found = await look(key, wanted);
      if (isFailure(found as object)) return found as Failure;
      entries[key] = found as L;
      if (JSON.stringify(found) !== JSON.stringify(locked)) fresh.push(`${name.replace('_', ' ')}: ${key}`);
    }
    return entries;
  }

  /** A target is solved after the one that it is built on, with the packages of that. */
  async function lockVersions(
    { packages, snapshots }: Needs,
    done: Pick<Lockfile, 'base_images' | 'snapshots'>,
  ): Promise<Lockfile['packages'] | Failure> {
    const found: Record<string, LockedVersions> = keep ? { ...old?.packages } : {};
    const on = (need: PackageNeed) => solvedOn(need, { ...done, packages: found });
    return part(
      'packages',
      packages,
      (locked: LockedVersions, need, name) => {
        const fits = fitsNeed(locked, need, on(need));
        if (fits) found[name] = locked;
        return fits;
      },
      async (name, need) => {
        const base = done.base_images[need.system];
        if (base === undefined) return noBase(name, need);
        for (const each of need.unknown)
          notes.push(
            `What ${each} installs in ${name} is not known before the build, which then refuses it. Name those packages with \`package\`.`,
          );
        const pins = need.base === null ? [] : (found[need.base]?.packages ?? []);
        const solver = await versions();
        const solved = await solver.solve(name, need, {
          base,
          snapshot: done.snapshots[need.system],
          distribution: snapshots.get(need.system) ?? null,
          pins,
        });
        if (isFailure(solved as object)) return solved as Failure;
        // dnf takes any of many mirrors: the same file from another one is no change.
        const before =
          old?.packages[name]?.packages.filter(({ repository }) => repository !== undefined) ?? [];
        const known = new Map(before.map((each) => [fileOf(each), each]));
        const packages = (solved as LockedPackage[]).map((each) => known.get(fileOf(each)) ?? each);
        const locked = { base: on(need), requests: requestsOf(need), packages };
        found[name] = locked;
        return locked;
      },
    );
  }

  const baseImages = await part(
    'base_images',
    needs.base_images,
    (locked: Lockfile['base_images'][string], { url, checksum }) =>
      locked.requested.url === url && locked.requested.checksum === checksum,
    async (name, requested) => {
      const found = await resolveBase({ ...requested }, fetcher);
      if (isFailure(found)) return found;
      if (found.moves)
        notes.push(
          `${found.base.url} leads to another image later, and the server names no dated one: the build of ${name} fails then, until you run \`vkc lock --update os=${name}\`.`,
        );
      if (found.base.checksum === 'none')
        notes.push(`The base image of ${name} has no checksum: set \`checksum\` of the system.`);
      return found.base;
    },
  );
  if (isFailure(baseImages)) return baseImages as Failure;
  const baseOf = (name: string) => (baseImages as Lockfile['base_images'])[name]?.checksum ?? null;
  const parts = {
    base_images: baseImages,
    plugins: await part(
      'plugins',
      needs.plugins,
      (_locked: Lockfile['plugins'][string]) => true,
      (name, wanted) => resolvePlugin(name, wanted, fetcher),
    ),
    collections: await part('collections', needs.collections, sameRequest, (name, wanted) =>
      resolveCollection(name, wanted, fetcher),
    ),
    roles: await part('roles', needs.roles, sameRequest, (name, wanted) =>
      resolveRole(name, wanted, fetcher),
    ),
    libraries: await part(
      'libraries',
      needs.libraries,
      (locked: Lockfile['libraries'][string], hash) => locked.sha256 === hash,
      async (name, sha256) => ({ version: libraryVersion(name), sha256 }),
    ),
    downloads: await part(
      'downloads',
      needs.downloads,
      (locked: Lockfile['downloads'][string], checksum) => locked.requested === checksum,
      async (url, requested) => {
        const found = await fetcher.hash(url);
        return isFailure(found) ? found : { requested, ...found };
      },
    ),
    // apt does not go back to older packages, so a newer base image needs a newer snapshot.
    snapshots: await part(
      'snapshots',
      needs.snapshots,
      (locked: LockedSnapshot, system, name) => fitsSystem(locked, system) && locked.base === baseOf(name),
      (name, system) => resolveSnapshot(system, baseOf(name), today, fetcher),
    ),
  };
  notes.push(...needs.unpinned);
  const failure = Object.values(parts).find((each) => isFailure(each));
  if (failure !== undefined) return failure as Failure;
  const packages = await lockVersions(needs, parts as Omit<Lockfile, 'packages' | 'targets'>);
  if (isFailure(packages)) return packages as Failure;
  const targets = { ...(keep ? old?.targets : {}), ...Object.fromEntries(needs.targets) };
  return {
    lock: {
      version: 1,
      vkc,
      ...(parts as Omit<Lockfile, 'version' | 'vkc' | 'targets' | 'packages'>),
      packages: packages as Lockfile['packages'],
      targets,
    },
    fresh,
    notes,
  };
}

const noBase = (name: string, { system }: PackageNeed): Failure => ({
  exit: EXIT.source,
  message: `The packages of ${name} cannot be solved: vkc.lock has no base image of ${system}.`,
  hint: 'Run `vkc lock` for all sources of the project.',
});

const fileOf = ({ name, arch, version, sha256, repository }: LockedPackage): string =>
  JSON.stringify([name, arch, version, sha256, repository]);

const sameRequest = (locked: Lockfile['collections'][string], wanted: string): boolean =>
  locked.requested === wanted;
