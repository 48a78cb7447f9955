import { plural } from '../../compiler/diagnostics/render.ts';
import type { TreePlan } from '../../emit/tree/write.ts';
import type { TreeDraft } from './drafts.ts';

/** The planned changes in a folder: a tree, or the folder above the trees. */
export interface Work {
  readonly plan: TreePlan;
  /** The folder, relative to the current one. */
  readonly shown: string;
}

/** A tree and what changes in it. */
export interface Planned {
  readonly draft: TreeDraft;
  /** Null when it is known that nothing changes. */
  readonly plan: TreePlan | null;
  readonly shown: string;
  readonly isNew: boolean;
}

/** In the form `3 written, 12 unchanged`. */
export function done(plan: TreePlan): string {
  const counts = [
    [plan.creates.length + plan.updates.length, 'written'],
    [plan.unchanged.length, 'unchanged'],
    [plan.stale.length, 'deleted'],
  ] as const;
  return counts.flatMap(([n, verb]) => (n > 0 ? [`${n} ${verb}`] : [])).join(', ');
}

/** What became of each tree. */
export function summary(
  planned: readonly Planned[],
  pipelines: readonly Work[],
  became: (plan: TreePlan) => string,
): string {
  const lines = planned.map(({ draft: { name, targets, count }, plan, shown }) => {
    const what = `${plural(targets.length, 'target')}, ${plural(count, 'file')}`;
    return `${name}: ${what} (${plan === null ? `${count} unchanged` : became(plan)}) -> ${shown}\n`;
  });
  for (const { plan, shown } of pipelines)
    lines.push(`pipelines: ${plural(plan.files.count, 'file')} (${became(plan)}) -> ${shown}\n`);
  return lines.join('');
}

/**
 * What to do with the first tree of those that are new; nothing if none is. If one is built on another, Packer alone does not know their order.
 * @param build the command that builds what was compiled
 */
export function firstSteps(planned: readonly Planned[], build: string): string {
  const added = planned.filter(({ isNew }) => isNew);
  const [first] = added;
  if (first === undefined) return '';
  if (added.some(({ draft }) => draft.above.base !== null)) return `\nNext:\n  ${build}\n`;
  // What is built in a cloud needs no key of its own.
  const seed = first.plan?.creates.includes('seed.sh') ? ['./seed.sh'] : [];
  const commands = [`cd ${first.shown}`, ...seed, 'packer init .', 'packer validate .', 'packer build .'];
  return `\nNext:\n${commands.map((each) => `  ${each}\n`).join('')}`;
}
