import type { ImportTarget } from '../model/target.ts';
import type { Step } from '../model/task.ts';

/** A task of the tree, with what it is on each target; a target may not have it at all. */
export interface MergedStep {
  readonly key: string;
  readonly on: ReadonlyMap<ImportTarget, Step>;
  readonly step: Step;
}

/** The steps of all targets as one list that keeps the order of each. */
export function mergeSteps(targets: readonly ImportTarget[]): MergedStep[] {
  const order: string[] = [];
  const known = new Set<string>();
  const found = new Map<string, Map<ImportTarget, Step>>();
  for (const target of targets) {
    let after = -1;
    const seen = new Map<string, number>();
    for (const step of target.expansion.steps) {
      // The same tasks may run twice in one play.
      const n = (seen.get(step.key) ?? 0) + 1;
      seen.set(step.key, n);
      const key = n === 1 ? step.key : `${step.key}#${n}`;
      if (known.has(key)) after = Math.max(after, order.indexOf(key, Math.max(0, after)));
      else {
        order.splice(after + 1, 0, key);
        known.add(key);
        after++;
      }
      const on = found.get(key) ?? new Map<ImportTarget, Step>();
      found.set(key, on.set(target, step));
    }
  }
  return order.map((key) => {
    const on = found.get(key)!;
    return { key, on, step: [...on.values()][0]! };
  });
}

/** Neighbours that one part of the playbook brings: a role, or the tasks of a play. */
export function segmentsOf(steps: readonly MergedStep[]): MergedStep[][] {
  const segments: MergedStep[][] = [];
  for (const each of steps) {
    const last = segments.at(-1);
    if (last?.[0]!.step.part.key === each.step.part.key) last.push(each);
    else segments.push([each]);
  }
  return segments;
}
