import { plural } from '../../compiler/diagnostics/render.ts';
import type { OutputFile } from '../../emit/output.ts';
import type { TreePlan } from '../../emit/tree/write.ts';
import type { Compiled } from '../project/compile.ts';

export interface Rendered extends Compiled {
  readonly files: readonly OutputFile[];
}

/** The planned changes in a folder: a tree, or the folder above the trees. */
export interface Work {
  readonly plan: TreePlan;
  /** The folder, relative to the current one. */
  readonly shown: string;
}

export interface Planned extends Rendered, Work {
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
  const lines = planned.map(({ image, plan, files, shown }) => {
    const what = `${plural(image.targets.length, 'target')}, ${plural(files.length, 'file')}`;
    return `${image.name}: ${what} (${became(plan)}) -> ${shown}\n`;
  });
  for (const { plan, shown } of pipelines)
    lines.push(`pipelines: ${plural(plan.files.size, 'file')} (${became(plan)}) -> ${shown}\n`);
  return lines.join('');
}

/** What to do with the first tree of those that are new; nothing if none is. */
export function firstSteps(planned: readonly Planned[]): string {
  const first = planned.find(({ isNew }) => isNew);
  if (first === undefined) return '';
  const commands = [`cd ${first.shown}`, './seed.sh', 'packer init .', 'packer validate .', 'packer build .'];
  return `\nNext:\n${commands.map((each) => `  ${each}\n`).join('')}`;
}
