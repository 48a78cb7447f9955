import { createHash } from 'node:crypto';
import type { LockedVersions, Lockfile } from '../lockfile.ts';
import { requestsOf } from './steps.ts';
import type { PackageNeed } from './steps.ts';

/** What the packages of a target were solved on: a base image, or the packages of the target below. Null if the lock has neither. */
export function baseOf(
  { base, system }: Pick<PackageNeed, 'base' | 'system'>,
  lock: Pick<Lockfile, 'base_images' | 'packages' | 'snapshots'>,
): string | null {
  const below = base === null ? undefined : lock.packages[base];
  const found = below === undefined ? lock.base_images[system]?.checksum : sha256(JSON.stringify(below));
  const snapshot = lock.snapshots[system];
  if (snapshot === undefined || below !== undefined) return found ?? null;
  const indexes = Object.values(snapshot.archives).flatMap((suites) => Object.entries(suites));
  return sha256(`${found} ${String(indexes.sort())}`);
}

const sha256 = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

/** Whether locked packages are those that a target asks for. */
export const fitsNeed = (locked: LockedVersions, need: PackageNeed, base: string | null): boolean =>
  locked.base === base && JSON.stringify(locked.requests) === JSON.stringify(requestsOf(need));

/** What of the locked packages does not fit, each in a sentence without its full stop. */
export function staleVersions(needs: ReadonlyMap<string, PackageNeed>, lock: Lockfile): string[] {
  return [...needs].flatMap(([target, need]) => {
    const locked = lock.packages[target];
    if (locked === undefined) return [`The packages of ${target} are not in it`];
    const base = baseOf(need, lock);
    if (fitsNeed(locked, need, base)) return [];
    const asked = requestsOf(need);
    const found = [
      ...changes(asked, locked.requests).map((each) => `${target} asks to ${each}, which is not in it`),
      ...changes(locked.requests, asked).map(
        (each) => `${target} does not ask to ${each} any more, as it has it`,
      ),
    ];
    if (locked.base !== base)
      found.unshift(
        need.base !== null && lock.packages[need.base] !== undefined
          ? `The packages of ${target} were solved on other packages of ${need.base}`
          : `The packages of ${target} were solved on another base image or snapshot`,
      );
    return found.length > 0 ? found : [`${target} asks for its packages in another order`];
  });
}

/** What is asked for in one list and not in the other; of packages, those alone that are not asked for in the same way. */
function changes(of: readonly string[], other: readonly string[]): string[] {
  const known = new Set(other);
  const packages = new Set(
    other.map(words).flatMap((each) => each?.names.map((name) => name + each.how) ?? []),
  );
  return of.flatMap((each) => {
    if (known.has(each)) return [];
    const asked = words(each);
    if (asked === null) return [each];
    const fresh = asked.names.filter((name) => !packages.has(name + asked.how));
    return fresh.length > 0 ? [`install ${fresh.join(' ')}${asked.how}`] : [];
  });
}

function words(request: string): { readonly names: readonly string[]; readonly how: string } | null {
  const found = /^install ((?!the file )[^(]+?)( \(.*\))?$/.exec(request);
  return found === null ? null : { names: found[1]!.split(' '), how: found[2] ?? '' };
}
