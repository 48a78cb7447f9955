import type { Span } from '../../grammar/span.ts';
import { closeBootCheck } from '../sdk/boot-check.ts';
import type { BootCheckGroup } from '../model/ir.ts';
import type { BootCheckDraft } from '../sdk/boot-check.ts';
import type { Rule, RuleContext } from '../sdk/rule.ts';
import type { TargetView } from './view.ts';

/** What the rules assert on a machine booted from the image; nothing when they assert nothing. */
export function checklistOf(rules: readonly Rule[], view: TargetView, origin: Span): BootCheckGroup[] {
  const checks = rules.flatMap((rule) =>
    view.answer(draftsOf(rule)).map((each) => closeBootCheck(each, { id: rule.id, kind: null, origin })),
  );
  return checks.length === 0 ? [] : [{ from: 'rules', role: null, expectations: [], checks, origin }];
}

const drafts = new WeakMap<Rule, (context: RuleContext) => readonly BootCheckDraft[]>();

/** All that a rule asserts, as one function for each rule. */
function draftsOf(rule: Rule): (context: RuleContext) => readonly BootCheckDraft[] {
  let of = drafts.get(rule);
  if (of === undefined) drafts.set(rule, (of = (context) => [...(rule.verify?.(context) ?? [])]));
  return of;
}
