import type { Compiled } from '../project/compile.ts';
import type { AffectedTarget } from './affected.ts';
import { basesOf } from './bases.ts';

/** A target among those that have jobs. */
export interface LayeredTarget extends AffectedTarget {
  /** The listed target whose job comes first, because this one is built on it and takes it from the cache; null if there is none. */
  readonly after: string | null;
  /** How many listed targets it is built on, one above the other, each of which comes first. */
  readonly layer: number;
}

/**
 * Says which targets have to wait for which.
 * @param cached whether jobs of a target use a cache; without one each job builds all that is below, and nothing is won by waiting
 */
export function layered(
  targets: readonly AffectedTarget[],
  images: readonly Compiled[],
  cached: (image: Compiled) => boolean,
): LayeredTarget[] {
  const bases = basesOf(images);
  const listed = new Set(targets.map(({ target }) => target));
  const waits = new Set(images.filter(cached).flatMap(({ image }) => image.targets.map(({ name }) => name)));
  return targets.map((each) => {
    const first = waits.has(each.target) ? bases(each.target).filter((name) => listed.has(name)) : [];
    return { ...each, after: first[0] ?? null, layer: first.length };
  });
}
