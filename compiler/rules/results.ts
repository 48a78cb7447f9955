import type { Rule, RuleResult, Allowed } from '../sdk/rule.ts';
import type { Diagnostic } from '../../grammar/diagnostic.ts';
import type { Image, Target } from '../model/ir.ts';
import { allowing, diagnosticOf, isAbout, ownFindings, severityIn } from './engine.ts';
import type { RuleOptions } from './engine.ts';
import { RunFindings } from './run-findings.ts';
import { TargetView } from './view.ts';

/** What every rule comes to on a target, in order of id. */
export function resultsOf(image: Image, target: Target, options: RuleOptions): RuleResult[] {
  const { context } = new TargetView(image, target, options);
  const found = new RunFindings(options.all).in(context);
  const findings = (rule: Rule) => (rule.eachRun ? found.get(rule) : rule.check?.(context)) ?? [];
  return options.all
    .filter((rule) => isAbout(rule, target))
    .map((rule) => {
      const severity = severityIn(options.rules, rule);
      const on = severity !== 'off';
      const judged = on && rule.check !== undefined && !(rule.dated && options.date === undefined);
      const broken: Diagnostic[] = [];
      const allowed: Allowed[] = [];
      for (const finding of ownFindings(judged ? findings(rule) : [], target)) {
        const diagnostic = diagnosticOf(rule, on ? severity : rule.severity, finding, target);
        const allow = allowing(rule, finding, target);
        if (allow === undefined) broken.push(diagnostic);
        else allowed.push({ diagnostic, allow });
      }
      const asked = on && !target.allows.some((each) => each.rule === rule.id);
      const bootChecks = [...((asked && rule.verify?.(context)) || [])].map((each) => ({
        ...each,
        origin: each.origin ?? target.origin,
      }));
      const evidence = [...((on && broken.length === 0 && rule.evidence?.(context)) || [])];
      return { rule, severity, judged, broken, allowed, bootChecks, evidence };
    });
}
