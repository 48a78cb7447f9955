import { writeTree } from './write.ts';
import type { TreePlan } from './write.ts';

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
