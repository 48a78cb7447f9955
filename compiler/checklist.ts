import { pointTask } from './assertions.ts';
import type { RoleRun } from './ir.ts';
import { finishTask } from './role-run.ts';
import type { Rule, RuleContext } from './rule.ts';
import { pointsRun } from './verify.ts';

/** What the rules assert on a machine booted from the image; nothing when they assert nothing. */
export function checklistOf(rules: readonly Rule[], context: RuleContext): RoleRun[] {
  const { origin } = context.target;
  const tasks = rules.flatMap((rule) => {
    const assertions = [...(rule.verify?.(context) ?? [])];
    return assertions.map((each) =>
      finishTask(pointTask(each, { id: rule.id, kind: 'rule', origin: each.origin ?? origin })),
    );
  });
  if (tasks.length === 0) return [];
  // No role can have this name.
  const name = 'checklist_';
  const title = 'The marketplace’s checklist';
  return [pointsRun({ name, title, doc: null, origin, resources: [], tasks })];
}
