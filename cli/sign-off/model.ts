import type { Contents, Sort } from '../../compiler/contents-schema.ts';
import { sortTitle } from '../../compiler/contents-words.ts';
import { formatSize } from '../../compiler/text.ts';
import { guarantees } from '../../compiler/guarantees.generated.ts';
import type { Image, Target } from '../../compiler/ir.ts';
import { targetLabel } from '../../compiler/targets.ts';
import type { Verdict } from '../../compiler/verdicts.ts';
import type { Diagnostic, Severity } from '../../grammar/diagnostic.ts';
import { defaults } from '../../emit/packer/build.ts';
import type { Compiled } from '../compilation.ts';
import { SORTS, mergedRows } from '../contents-rows.ts';
import type { MergedRow } from '../contents-rows.ts';
import { byTopic } from '../explanation.ts';
import { onTargets, placing } from './places.ts';
import type { Place } from './places.ts';
import { ofGuarantee, ofRule, reportedOf, strictly } from './requirements.ts';

/**
 * What people who sign off images want to know, before it is written as a page, as Markdown or as XML. All text is
 * plain; nothing in it depends on the clock or the machine.
 */
export interface SignOff {
  readonly images: readonly ImageReport[];
  /** Mistakes of the source for which no image could be judged. */
  readonly mistakes: readonly Finding[];
  /** The day that was asked for, or null. */
  readonly date: string | null;
  readonly version: string;
  readonly totals: Totals;
}

export interface Totals {
  readonly targets: number;
  readonly requirements: number;
  /** By `State`, counted once for each target. */
  readonly states: ReadonlyMap<State, number>;
  readonly ready: boolean;
}

/** What a requirement comes to on a target. */
export type State = 'broken' | 'warned' | 'noted' | 'allowed' | 'held' | 'boot' | 'unasked';

export interface ImageReport {
  readonly name: string;
  readonly title: string;
  readonly version: string | null;
  readonly description: string | null;
  /** The file that declares it. */
  readonly file: string;
  readonly targets: readonly TargetReport[];
  readonly systems: readonly SystemReport[];
  readonly topics: readonly {
    readonly name: string;
    readonly about: string;
    readonly rules: readonly Requirement[];
  }[];
  readonly findings: readonly Finding[];
  readonly allowed: readonly AllowedReport[];
  /** What the source itself expects of the booted image, beside the requirements. */
  readonly expected: readonly Expectation[];
  readonly contents: readonly Section[];
  readonly ready: boolean;
}

interface TargetReport {
  readonly name: string;
  /** `Ubuntu 24.04 LTS, large` */
  readonly title: string;
  /** `ubuntu24-large`: what tells it from the other targets. */
  readonly short: string;
  readonly disk: string;
  readonly memory: string;
  readonly user: string;
}

interface SystemReport {
  readonly title: string;
  readonly url: string;
  readonly checksum: string;
  /** `2029-05` */
  readonly endOfLife: string;
}

/** Something that shows that a requirement is met. */
export interface Evident {
  /** In words, with `backticks` around names. */
  readonly what: string;
  /** A line of the source, or a file of the tree; null where there is none. */
  readonly place: string | null;
  /** In words, on which targets; empty when it is on all. */
  readonly where: string;
  /** Those targets, by their number. */
  readonly on: readonly number[];
}

/** A rule, or a guarantee of the compiler’s, with what it comes to on each target. */
export interface Requirement {
  readonly id: string;
  /** Codes of the findings that are about it. */
  readonly codes: readonly string[];
  readonly by: 'rule' | 'compiler';
  readonly title: string;
  readonly why: string;
  readonly source: string;
  readonly proof: string;
  /** In the order of the targets. */
  readonly states: readonly State[];
  readonly evidence: readonly Evident[];
  /** What the booted image is asked, and the line that it is about. */
  readonly assertions: readonly { readonly title: string; readonly place: string }[];
}

export interface Finding {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly help: string | null;
  readonly place: string;
  /** Short names of targets; empty when it is on all. */
  readonly targets: readonly string[];
}

export interface AllowedReport extends Finding {
  readonly reason: string;
  /** Where the `allow` stands. */
  readonly allowedAt: string;
}

export interface Expectation {
  /** A sentence without its full stop. */
  readonly title: string;
  /** Asked after the start phase, on a deployed machine. */
  readonly deployed: boolean;
  readonly place: string;
  /** In words, on which targets; empty when it is on all. */
  readonly where: string;
}

/** Everything of one sort. */
export interface Section {
  readonly sort: Sort;
  readonly phase: keyof Contents;
  readonly title: string;
  readonly rows: readonly MergedRow[];
}

/** A compiled image with the root of its project; its targets have been judged. */
type Judged = Compiled;

export function signOff(
  judged: readonly Judged[],
  mistakes: readonly Diagnostic[],
  { cwd, date, version, strict }: { cwd: string; date: string | null; version: string; strict: boolean },
): SignOff {
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
  const verdicts = image.targets.map((target) => result.verdicts(image, target));
  const place = placing(compiled, cwd);
  const reported = reportedOf(image, result, guarantees);
  const rules = (verdicts[0] ?? []).map(({ rule: { id, topic } }) => ({
    topic,
    row: ofRule(
      image,
      verdicts.map((all) => all.find(({ rule }) => rule.id === id)!),
      strict,
      place,
    ),
  }));
  const given = guarantees.map((each) => ({
    topic: each.topic,
    row: ofGuarantee(image, each, reported, strict, place),
  }));
  const topics = byTopic([...rules, ...given]).map((topic) => ({
    ...topic,
    rules: topic.rules.map(({ row }) => row),
  }));
  const findings = [
    ...merged(verdicts, short, ({ broken }) =>
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
      endOfLife: os.end_of_life,
    })),
    topics,
    findings: findings.sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity)),
    allowed: merged(verdicts, short, ({ allowed }) =>
      allowed.map(({ diagnostic, allow }): AllowedReport => ({
        ...findingOf(diagnostic, place(diagnostic.span), []),
        reason: allow.reason,
        allowedAt: place(allow.origin),
      })),
    ),
    expected: [...expectations(image, 'verify', place), ...expectations(image, 'verify_start', place)],
    contents: (['provision', 'start'] as const).flatMap((phase) =>
      SORTS.map((sort) => ({
        sort,
        phase,
        title: sortTitle(sort),
        rows: mergedRows(all, phase, sort, cwd),
      })).filter(({ rows }) => rows.length > 0),
    ),
    ready: !states.includes('broken'),
  };
}

function expectations(image: Image, phase: 'verify' | 'verify_start', place: Place): Expectation[] {
  const found = onTargets(image, (target) =>
    // What rules assert is said with the requirement.
    target[phase]
      .flatMap(({ tasks }) => tasks)
      .filter(({ kind }) => kind !== 'rule')
      .map(({ title, origin }) => ({ title, place: place(origin) })),
  );
  return found.map((each) => ({ ...each, deployed: phase === 'verify_start' }));
}

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'hint'];

/** What tells a target of an image from the others. */
const shortName = ({ os, variant }: Target): string =>
  variant === null ? os.short : `${os.short}-${variant}`;

/** The targets that a diagnostic of the compiler names. */
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
    disk: formatSize(build.disk?.value ?? defaults.disk),
    memory: formatSize(build.memory?.value ?? defaults.memory),
    user: os.user,
  };
}

function findingOf(each: Diagnostic, place: string, targets: readonly string[]): Finding {
  const { code, severity, message, help } = each;
  return { code, severity, message, help, place, targets };
}

/** What is found on several targets, once, with the targets where it is not all of them. */
function merged<T extends Finding>(
  verdicts: readonly (readonly Verdict[])[],
  names: readonly string[],
  of: (verdict: Verdict) => readonly T[],
): T[] {
  const found = new Map<string, { readonly first: T; readonly targets: string[] }>();
  for (const [i, all] of verdicts.entries()) {
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
