import type { Compiled } from '../project/compile.ts';
import { basesOf } from './bases.ts';
import { fingerprints } from './fingerprint.ts';

/** A target that changed, or that is new. */
export interface AffectedTarget {
  readonly target: string;
  readonly image: string;
  readonly system: string;
  readonly variant: string | null;
  /** The source that declares the image, relative to the current folder. */
  readonly file: string;
  /** `missing`: nothing was compared, and the cache does not have its image. */
  readonly change: 'added' | 'changed' | 'missing';
  /** The changed files that the target depends on, relative to the current folder. */
  readonly because: readonly string[];
}

export interface Affected {
  /** In order of image and target. */
  readonly targets: readonly AffectedTarget[];
  /** Names of targets that are gone. */
  readonly removed: readonly string[];
}

/** Returns the hash of what each target is built from, by its name. */
export function targetHashes(images: readonly Compiled[]): ReadonlyMap<string, string> {
  const byResult = new Map<Compiled['result'], ReturnType<typeof fingerprints>>();
  const found = new Map<string, string>();
  for (const { image, result, lock } of images) {
    const hash = byResult.get(result) ?? fingerprints(result.read);
    byResult.set(result, hash);
    for (const target of image.targets) found.set(target.name, `${hash(image, target)} ${toolsOf(lock)}`);
  }
  // A change of a base is one of all that are built on it.
  const bases = basesOf(images);
  const whole = (name: string): string =>
    [name, ...bases(name)].map((each) => found.get(each) ?? '').join(' on ');
  return new Map([...found.keys()].map((name) => [name, whole(name)]));
}

/** The versions of what makes and builds trees, as far as a lock says them. */
const toolsOf = (lock: Compiled['lock']): string =>
  lock === null
    ? ''
    : JSON.stringify([lock.vkc, Object.entries(lock.plugins).map(([name, { version }]) => [name, version])]);

/**
 * Compares two compilations of the same sources.
 * @param before hashes of the targets by name; a missing one is new
 * @param unknown projects whose state before is not known: all their targets count as changed
 * @param because the changed files that a target depends on
 */
export function affectedTargets(
  now: readonly Compiled[],
  before: ReadonlyMap<string, string>,
  unknown: ReadonlySet<string>,
  because: (target: string) => readonly string[],
): Affected {
  const hashes = targetHashes(now);
  const targets = now.flatMap(({ image, file, root }) =>
    image.targets.flatMap(({ name, os, variant }): AffectedTarget[] => {
      const was = before.get(name);
      const same = was === hashes.get(name) && !unknown.has(root);
      if (same) return [];
      const change = was === undefined && !unknown.has(root) ? 'added' : 'changed';
      return [
        { target: name, image: image.name, system: os.name, variant, file, change, because: because(name) },
      ];
    }),
  );
  const removed = [...before.keys()].filter((name) => !hashes.has(name)).sort();
  return { targets, removed };
}

/** The targets of a compilation that a cache does not have, where nothing is compared. */
export const missingTargets = (now: readonly Compiled[], missing: ReadonlySet<string>): AffectedTarget[] =>
  now.flatMap(({ image, file }) =>
    image.targets.flatMap(({ name, os, variant }): AffectedTarget[] =>
      missing.has(name)
        ? [
            {
              target: name,
              image: image.name,
              system: os.name,
              variant,
              file,
              change: 'missing',
              because: [],
            },
          ]
        : [],
    ),
  );
