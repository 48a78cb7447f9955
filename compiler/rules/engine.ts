import type { RuleSettings, Rule, RuleContext, RuleFinding } from '../sdk/rule.ts';
import { targetLabel } from '../model/target-label.ts';
import { isLibraryFile } from '../model/file-names.ts';
import type { Diagnostic, Related, Severity } from '../../grammar/diagnostic.ts';
import type { Span } from '../../grammar/span.ts';
import { checklistOf } from './checklist.ts';
import { diagnose } from '../diagnostics/catalogue.ts';
import type { DiagnosticCollector } from '../diagnostics/collector.ts';
import type { ImageRecord, Said } from '../model/image-record.ts';
import type { Allow, Image, Resource, Target } from '../model/ir.ts';
import { RunFindings } from './run-findings.ts';
import { TargetView } from './view.ts';
import type { ViewOptions } from './view.ts';

export interface RuleOptions extends ViewOptions {
  readonly rules?: RuleSettings;
  /** Given when only some of the targets are compiled. */
  readonly os?: readonly string[];
  readonly variants?: readonly string[];
  /** All that there are, in order of id. */
  readonly all: readonly Rule[];
}

/** What rules say of an image. */
export interface Judgement extends Pick<ImageRecord, 'found' | 'allows' | 'needed'> {
  /** With what rules assert at boot, but for the rules that it allows to be broken. */
  readonly image: Image;
}

/** Looks at every target of an image with every rule that is on. */
export function judge(image: Image, options: RuleOptions): Judgement {
  const active = activeRules(options);
  const said: Said[] = [];
  const needed = new Set<string>();
  const views: TargetView[] = [];
  const byRun = new RunFindings(options.all);
  const inRuns = (context: RuleContext) => byRun.in(context);
  const targets = image.targets.map((target) => {
    const view = new TargetView(image, target, options, views);
    views.push(view);
    const label = targetLabel(target.os.name, target.variant);
    const about = active.filter(({ rule }) => isAbout(rule, target));
    const found = view.answer(inRuns);
    for (const { rule, severity } of about) {
      const all = rule.eachRun ? found.get(rule) : rule.check && view.answer(checkOf(rule));
      if (all === undefined) continue;
      for (const finding of ownFindings(all, target)) {
        const allow = allowing(rule, finding, target);
        if (allow !== undefined) needed.add(place(allow.origin));
        else said.push({ diagnostic: diagnosticOf(rule, severity, finding, target), target: label });
      }
    }
    const asserting = about.filter(({ rule }) => {
      const allow = rule.verify && target.allows.find((each) => each.rule === rule.id);
      if (allow !== undefined) needed.add(place(allow.origin));
      return rule.verify !== undefined && allow === undefined;
    });
    const checklist = checklistOf(
      asserting.map(({ rule }) => rule),
      view,
      target.origin,
    );
    return { ...target, verify: [...checklist, ...target.verify] };
  });
  return { image: { ...image, targets }, found: said, needed: [...needed], allows: allowsOf(image) };
}

const checks = new WeakMap<Rule, (context: RuleContext) => readonly RuleFinding[]>();

/** All that a rule finds, as one function for each rule. */
function checkOf(rule: Rule): (context: RuleContext) => readonly RuleFinding[] {
  let check = checks.get(rule);
  if (check === undefined) checks.set(rule, (check = (context) => [...rule.check!(context)]));
  return check;
}

/** Reports what is allowed for nothing in images that are all that there are. */
export function reportIdleAllows(
  images: readonly Pick<ImageRecord, 'allows' | 'needed'>[],
  collector: DiagnosticCollector,
  options: RuleOptions,
): void {
  // With some of the targets left out an `allow` may be there for the others.
  if (options.os !== undefined || options.variants !== undefined) return;
  // What depends on the day may be broken on another one.
  const judged = new Set(activeRules(options).flatMap(({ rule }) => (rule.dated ? [] : [rule.id])));
  const needed = new Set(images.flatMap((image) => image.needed));
  const all = new Map(images.flatMap(({ allows }) => allows.map((each) => [place(each.origin), each])));
  for (const [at, { rule, origin }] of all) {
    if (needed.has(at) || !judged.has(rule) || isLibraryFile(origin.file)) continue;
    collector.add(diagnose('VK0802', origin, { rule }));
  }
}

const activeRules = ({ all, rules, date }: RuleOptions) =>
  all.flatMap((rule) => {
    const severity = severityIn(rules, rule);
    return severity === 'off' || (rule.dated && date === undefined) ? [] : [{ rule, severity }];
  });

/** What a project makes of a rule: advice for some is off unless the project wants it. */
export function severityIn(settings: RuleSettings | undefined, rule: Rule): Severity | 'off' {
  return settings?.get(rule.id) ?? (rule.optional ? 'off' : rule.severity);
}

/** Whether a rule has something to say of a target that is built with what it is built with. */
export const isAbout = ({ builders }: Rule, { build }: Target): boolean =>
  builders === undefined || builders.includes(build.builder.value);

/** What is found in a target, without what is in its base, where it is found and allowed as well. */
export function* ownFindings(findings: Iterable<RuleFinding>, { base }: Target): Iterable<RuleFinding> {
  for (const finding of findings) {
    const { at, span } = finding;
    const isBelow =
      base !== null &&
      (at === undefined
        ? span != null && base.provision.some(({ resources }) => resources.some(around(span)))
        : at.phase === 'start'
          ? base.start.includes(at.run.name)
          : base.provision.includes(at.run));
    if (!isBelow) yield finding;
  }
}

const around =
  (span: Span) =>
  ({ origin }: Resource): boolean =>
    origin.file === span.file && origin.start <= span.start && span.end <= origin.end;

/** The nearest `allow` that covers a finding. */
export function allowing({ id }: Rule, { at }: RuleFinding, target: Target): Allow | undefined {
  const all = [...(at?.resource?.allows ?? []), ...(at?.run.allows ?? []), ...target.allows];
  return all.find(({ rule }) => rule === id);
}

/** What is found in the library is said of the line on which the author used it. */
export function diagnosticOf(
  rule: Rule,
  severity: Severity,
  finding: RuleFinding,
  target: Target,
): Diagnostic {
  const { at, params } = finding;
  const inside = at?.resource?.head ?? at?.run.origin ?? target.origin;
  const exact = finding.span ?? inside;
  const isLibrary = ({ file }: Span) => isLibraryFile(file);
  const span = [exact, inside, at?.run.origin].find((each) => each && !isLibrary(each)) ?? target.origin;
  const related: Related[] = [...(finding.related ?? [])];
  if (span !== exact && isLibrary(exact)) related.unshift({ span: exact, message: 'this is what it brings' });
  const { message, help } = rule.text!;
  return {
    code: rule.id,
    severity,
    message: fill(message, params),
    help: finding.help ?? (help === undefined ? null : fill(help, params)),
    span,
    related,
    fix: finding.fix ?? null,
    targets: [],
    ...(finding.secret && span === exact && { secret: true }),
  };
}

function fill(text: string, params: RuleFinding['params']): string {
  return text.replace(/(?<!\$|\\u)\{(\w+)\}/g, (whole, name: string) => params[name] ?? whole);
}

/** Every `allow`, once. */
function allowsOf(image: Image): Pick<Allow, 'rule' | 'origin'>[] {
  const found = new Map<string, Pick<Allow, 'rule' | 'origin'>>();
  const add = (allows: readonly Allow[]) => {
    for (const { rule, origin } of allows) found.set(place(origin), { rule, origin });
  };
  for (const target of image.targets) {
    add(target.allows);
    for (const run of [...target.provision, ...target.start]) {
      add(run.allows);
      for (const { allows } of run.resources) add(allows);
    }
  }
  return [...found.values()];
}

const place = ({ file, start }: Span) => `${file}\0${start}`;
