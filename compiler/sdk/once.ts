import type { PlacedRun, RuleContext } from './rule.ts';

/** Something that several rules ask of a target is worked out once for all of them. */
export function once<T>(work: (context: RuleContext) => T): (context: RuleContext) => T {
  return (context) => context.once(work);
}

/**
 * Something that is found in the runs of a target, each looked at by itself. It is worked out once for all targets that have a run; so it may
 * depend on the run, the system and the content of files that the run carries, and on nothing else.
 */
export function inEachRun<T>(
  work: (placed: PlacedRun, context: Pick<RuleContext, 'target' | 'read'>) => Iterable<T>,
): (context: RuleContext) => readonly T[] {
  const known = new WeakMap<PlacedRun, readonly T[]>();
  return once((context) =>
    context.runs().flatMap((placed) => {
      if (carriesFiles(placed)) return [...work(placed, context)];
      let found = known.get(placed);
      if (found === undefined) known.set(placed, (found = [...work(placed, context)]));
      return found;
    }),
  );
}

/** Whether a run carries files, whose content may change while the run does not. */
export const carriesFiles = ({ run }: PlacedRun): boolean => run.assets.length > 0 || run.foreign !== null;
