import { closeBootCheck } from '../sdk/boot-check.ts';
import type { BootCheckGroup } from '../model/ir.ts';
import type { Rule, RuleContext } from '../sdk/rule.ts';

/** What the rules assert on a machine booted from the image; nothing when they assert nothing. */
export function checklistOf(rules: readonly Rule[], context: RuleContext): BootCheckGroup[] {
  const { origin } = context.target;
  const checks = rules.flatMap((rule) =>
    [...(rule.verify?.(context) ?? [])].map((each) =>
      closeBootCheck(each, { id: rule.id, kind: null, origin }),
    ),
  );
  return checks.length === 0 ? [] : [{ from: 'rules', role: null, expectations: [], checks, origin }];
}
