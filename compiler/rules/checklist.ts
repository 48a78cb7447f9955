import { bootCheckTask } from '../sdk/boot-check.ts';
import type { RoleRun } from '../model/ir.ts';
import { closeTask } from '../assemble/role-tasks.ts';
import type { Rule, RuleContext } from '../sdk/rule.ts';
import { pointsRun } from '../assemble/boot-checks.ts';

/** What the rules assert on a machine booted from the image; nothing when they assert nothing. */
export function checklistOf(rules: readonly Rule[], context: RuleContext): RoleRun[] {
  const { origin } = context.target;
  const tasks = rules.flatMap((rule) => {
    const bootChecks = [...(rule.verify?.(context) ?? [])];
    return bootChecks.map((each) =>
      closeTask(bootCheckTask(each, { id: rule.id, kind: 'rule', origin: each.origin ?? origin })),
    );
  });
  if (tasks.length === 0) return [];
  // No role can have this name.
  const name = 'checklist_';
  const title = 'The marketplace’s checklist';
  return [pointsRun({ name, title, doc: null, origin, resources: [], tasks })];
}
