import type { RuleResult } from '../../compiler/sdk/rule.ts';
import { targetLabel } from '../../compiler/model/target-label.ts';
import type { Expectation, AllowedReport, Finding, TargetReport, ImageReport, CheckReport } from './types.ts';
import type { State } from '../html/states.ts';
import { categoryTitle } from '../../compiler/contents/describe.ts';
import { formatSize } from '../../compiler/model/text.ts';
import { invariants } from '../../stdlib/invariants.generated.ts';
import type { Image, Target } from '../../compiler/model/ir.ts';
import type { Diagnostic, Severity } from '../../grammar/diagnostic.ts';
import type { Compiled } from '../project/compile.ts';
import { CATEGORIES, mergedRows } from '../contents/rows.ts';
import { byTopic } from '../../compiler/diagnostics/explanation.ts';
import { onTargets, placing } from './places.ts';
import type { Place } from './places.ts';
import { ofInvariant, ofRule, reportedOf, strictly } from './requirements.ts';

/** A compiled image with the root of its project, after its targets were checked by the rules. */
type Judged = Compiled;

export function checkReport(
  judged: readonly Judged[],
  mistakes: readonly Diagnostic[],
  { cwd, date, version, strict }: { cwd: string; date: string | null; version: string; strict: boolean },
): CheckReport {
  const images = judged.map((compiled) => imageReport(compiled, cwd, strict));
  const states = new Map<State, number>();
  const requirements = images.flatMap(({ topics }) => topics.flatMap(({ rules }) => rules));
  for (const state of requirements.flatMap((each) => each.states))
    states.set(state, (states.get(state) ?? 0) + 1);
  return {
    images,
    mistakes: mistakes.map((each) => findingOf(each, `${each.span.file}:${each.span.line}`, each.targets)),
    date,
    version,
    totals: {
      targets: images.reduce((sum, { targets }) => sum + targets.length, 0),
      requirements: new Set(requirements.map(({ id }) => id)).size,
      states,
      ready: mistakes.length === 0 && images.length > 0 && images.every(({ ready }) => ready),
    },
  };
}

function imageReport(compiled: Judged, cwd: string, strict: boolean): ImageReport {
  const { image, result, file } = compiled;
  const short = image.targets.map((target) => shortName(target));
  const results = image.targets.map((target) => result.results(image, target));
  const place = placing(compiled, cwd);
  const reported = reportedOf(image, result, invariants);
  const rules = (results[0] ?? []).map(({ rule: { id, topic } }) => ({
    topic,
    row: ofRule(
      image,
      results.map((all) => all.find(({ rule }) => rule.id === id)!),
      strict,
      place,
    ),
  }));
  const given = invariants.map((each) => ({
    topic: each.topic,
    row: ofInvariant(image, each, reported, strict, place),
  }));
  const topics = byTopic([...rules, ...given]).map((topic) => ({
    ...topic,
    rules: topic.rules.map(({ row }) => row),
  }));
  const findings = [
    ...merged(results, short, ({ broken }) =>
      broken.map((each) => findingOf(strictly(each, strict), place(each.span), [])),
    ),
    ...reported.map((each) => findingOf(strictly(each, strict), place(each.span), shortNames(image, each))),
  ];
  const states = topics.flatMap(({ rules }) => rules.flatMap((each) => each.states));
  const all = image.targets.map((target) => ({ ...compiled, target }));
  return {
    name: image.name,
    title: image.title,
    version: image.version,
    description: image.description ?? image.doc,
    file,
    targets: image.targets.map(targetReport),
    systems: [...new Map(image.targets.map(({ os }) => [os.name, os])).values()].map((os) => ({
      title: os.title,
      ...os.image,
      endOfLife: os.end_of_life || 'not known',
    })),
    topics,
    findings: findings.sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity)),
    allowed: merged(results, short, ({ allowed }) =>
      allowed.map(({ diagnostic, allow }): AllowedReport => ({
        ...findingOf(diagnostic, place(diagnostic.span), []),
        reason: allow.reason,
        allowedAt: place(allow.origin),
      })),
    ),
    expected: [...expectations(image, 'verify', place), ...expectations(image, 'verify_start', place)],
    contents: (['provision', 'start'] as const).flatMap((phase) =>
      CATEGORIES.map((category) => ({
        category,
        phase,
        title: categoryTitle(category),
        rows: mergedRows(all, phase, category, cwd),
      })).filter(({ rows }) => rows.length > 0),
    ),
    ready: !states.includes('broken'),
  };
}

function expectations(image: Image, phase: 'verify' | 'verify_start', place: Place): Expectation[] {
  const found = onTargets(image, (target) =>
    // Boot checks of rules are listed with their requirement.
    target[phase]
      .filter(({ from }) => from !== 'rules')
      .flatMap(({ checks }) => checks)
      .map(({ title, origin }) => ({ title, place: place(origin) })),
  );
  return found.map((each) => ({ ...each, deployed: phase === 'verify_start' }));
}

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'hint'];

/** Returns the part of a target's name that differs between the targets of an image. */
const shortName = ({ os, variant }: Target): string =>
  variant === null ? os.short : `${os.short}-${variant}`;

/** Returns the targets that a compiler diagnostic names. */
function shortNames({ targets }: Image, { targets: labels }: Diagnostic): string[] {
  return targets
    .filter(({ os, variant }) => labels.includes(targetLabel(os.name, variant)))
    .map((each) => shortName(each));
}

function targetReport(target: Target): TargetReport {
  const { name, os, variant, build } = target;
  return {
    name,
    title: variant === null ? os.title : `${os.title}, ${variant}`,
    short: shortName(target),
    disk: formatSize(build.disk.value),
    memory: formatSize(build.memory.value),
    user: os.user,
  };
}

function findingOf(each: Diagnostic, place: string, targets: readonly string[]): Finding {
  const { code, severity, message, help } = each;
  return { code, severity, message, help, place, targets };
}

/** Merges equal findings of several targets. Each lists its targets, unless it applies to all. */
function merged<T extends Finding>(
  results: readonly (readonly RuleResult[])[],
  names: readonly string[],
  of: (verdict: RuleResult) => readonly T[],
): T[] {
  const found = new Map<string, { readonly first: T; readonly targets: string[] }>();
  for (const [i, all] of results.entries()) {
    for (const each of all.flatMap(of)) {
      const known = found.get(JSON.stringify(each)) ?? { first: each, targets: [] };
      found.set(JSON.stringify(each), known);
      if (!known.targets.includes(names[i]!)) known.targets.push(names[i]!);
    }
  }
  return [...found.values()].map(({ first, targets }) => ({
    ...first,
    targets: targets.length === names.length ? [] : targets,
  }));
}
