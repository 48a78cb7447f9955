import type { Diagnostic, Severity } from '../grammar/diagnostic.ts';
import type { Span } from '../grammar/span.ts';
import type { Allow, Image, Target } from './ir.ts';
import type { Assertion } from './assertions.ts';
import type { Evidence, Rule } from './rule.ts';
import { allowing, contextOf, diagnosticOf, severityIn } from './rule-engine.ts';
import type { RuleOptions } from './rule-engine.ts';
import { allRules } from './rule-set.ts';

/** Something that a rule found, and the `allow` that says why it may be. */
interface Allowed {
  readonly diagnostic: Diagnostic;
  readonly allow: Allow;
}

/** What a rule comes to on one target. */
export interface Verdict {
  readonly rule: Rule;
  /** As the project has it. */
  readonly severity: Severity | 'off';
  /** Whether it was looked at before the build: it can be, it is on, and a day is known where it needs one. */
  readonly judged: boolean;
  readonly broken: readonly Diagnostic[];
  readonly allowed: readonly Allowed[];
  /** What the booted image is asked. */
  readonly assertions: readonly (Assertion & { readonly origin: Span })[];
  /** What shows that it is as it should be, where it is and the rule can say. */
  readonly evidence: readonly Evidence[];
}

/** What every rule comes to on a target, in order of id. */
export function verdictsOf(image: Image, target: Target, options: RuleOptions): Verdict[] {
  const context = contextOf(image, target, options);
  return allRules().map((rule) => {
    const severity = severityIn(options.rules, rule);
    const on = severity !== 'off';
    const judged = on && rule.check !== undefined && !(rule.dated && options.date === undefined);
    const broken: Diagnostic[] = [];
    const allowed: Allowed[] = [];
    for (const finding of (judged && rule.check?.(context)) || []) {
      const diagnostic = diagnosticOf(rule, on ? severity : rule.severity, finding, target);
      const allow = allowing(rule, finding, target);
      if (allow === undefined) broken.push(diagnostic);
      else allowed.push({ diagnostic, allow });
    }
    const asked = on && !target.allows.some((each) => each.rule === rule.id);
    const assertions = [...((asked && rule.verify?.(context)) || [])].map((each) => ({
      ...each,
      origin: each.origin ?? target.origin,
    }));
    const evidence = [...((on && broken.length === 0 && rule.evidence?.(context)) || [])];
    return { rule, severity, judged, broken, allowed, assertions, evidence };
  });
}
