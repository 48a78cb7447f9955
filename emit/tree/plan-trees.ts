import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { OutputFile } from '../output.ts';
import { planTree, writeTree } from './write.ts';
import type { TreePlan } from './write.ts';

/** A tree that is compared with its folder. */
export interface PlannedTree {
  /** Name of the image, and of the folder. */
  readonly name: string;
  readonly plan: TreePlan;
  /** Its folder is not there yet. */
  readonly isNew: boolean;
}

/** Compares rendered trees, by the names of their images, with the folders that they have in `out`. Reads only. */
export function planTrees(
  out: string,
  trees: ReadonlyMap<string, readonly OutputFile[]>,
  force: boolean,
): PlannedTree[] {
  return [...trees].map(([name, files]) => {
    const folder = join(out, name);
    return { name, plan: planTree(folder, files, { force }), isNew: !existsSync(folder) };
  });
}

/**
 * Carries plans out, one after the other; null when all are. What was written before a failure stays, and the next run completes it.
 * `error` is a sentence; null when conflicts are the reason.
 */
export function writePlans(
  plans: readonly TreePlan[],
): { readonly plan: TreePlan; readonly error: string | null } | null {
  for (const plan of plans) {
    const result = writeTree(plan);
    if (!result.written) return { plan, error: result.error };
  }
  return null;
}
