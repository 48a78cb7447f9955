import type { RuleResult } from '../../compiler/sdk/rule.ts';
import { targetLabel } from '../../compiler/model/target-label.ts';
import type { Requirement, Evident } from './types.ts';
import type { State } from '../html/states.ts';
import type { Invariant } from '../../compiler/sdk/invariant.ts';
import type { Image } from '../../compiler/model/ir.ts';
import type { Diagnostic } from '../../grammar/diagnostic.ts';
import { onTargets } from './places.ts';
import type { Place } from './places.ts';
import { STATE_OF } from './labels.ts';

/**
 * Returns a rule as a requirement with its state on each target. `verdicts` are in the order of the targets.
 */
export function ofRule(
  image: Image,
  results: readonly RuleResult[],
  strict: boolean,
  place: Place,
): Requirement {
  const { rule, severity } = results[0]!;
  const asserted = new Map(
    results.flatMap(({ bootChecks }) =>
      bootChecks.map(({ title, origin }) => [title, { title, place: place(origin) }] as const),
    ),
  );
  return {
    id: rule.id,
    codes: [rule.id],
    title: rule.title,
    why: rule.why,
    sources: rule.sources,
    by: 'rule',
    proof:
      severity !== 'off'
        ? PROOFS[proofOf(rule)]
        : rule.optional
          ? 'off unless turned on'
          : 'turned off in vkc.yaml',
    states: results.map((verdict) => stateOf(verdict, strict)),
    evidence: onTargets(image, (_, i) =>
      results[i]!.evidence.map(({ what, span }) => ({ what, place: span === null ? null : place(span) })),
    ),
    assertions: [...asserted.values()],
  };
}

const PROOFS = {
  both: 'rule before the build, check at boot',
  rule: 'rule before the build',
  boot: 'check at boot',
} as const;

const proofOf = ({ check, verify }: RuleResult['rule']): keyof typeof PROOFS =>
  check === undefined ? 'boot' : verify === undefined ? 'rule' : 'both';

function stateOf({ broken, allowed, judged, bootChecks }: RuleResult, strict: boolean): State {
  const found = worst(broken, strict);
  if (found !== null) return found;
  if (allowed.length > 0) return 'allowed';
  if (judged) return 'held';
  return bootChecks.length > 0 ? 'boot' : 'unasked';
}

/**
 * Returns an invariant as a requirement. It is held unless the image takes it over or a diagnostic was
 * reported.
 */
export function ofInvariant(
  image: Image,
  invariant: Invariant,
  reported: readonly Diagnostic[],
  strict: boolean,
  place: Place,
): Requirement {
  const { id, title, why, sources, how, seen, codes = [] } = invariant;
  const taken = invariant.takenOver?.(image) ?? null;
  const found = reported.filter(({ code }) => codes.includes(code));
  const evidence: Omit<Evident, 'where' | 'on'>[] = [{ what: how.replace(/\.$/, ''), place: null }];
  if (taken !== null) evidence.unshift({ what: 'the image meets it in its own way', place: place(taken) });
  else if (seen !== undefined) evidence[0] = { ...evidence[0]!, place: seen.replace('IMAGE', image.name) };
  return {
    id,
    codes,
    title,
    why,
    sources,
    by: 'compiler',
    proof: taken === null ? 'invariant of the compiler' : 'left to the image',
    states: image.targets.map(({ os, variant }) => {
      if (taken !== null) return 'unasked';
      const label = targetLabel(os.name, variant);
      const on = found.filter(({ targets }) => targets.length === 0 || targets.includes(label));
      return worst(on, strict) ?? 'held';
    }),
    evidence: evidence.map((each) => ({ ...each, where: '', on: [...image.targets.keys()] })),
    assertions: [],
  };
}

/**
 * Returns the compiler diagnostics (not rule findings) of one image. A diagnostic in a file of another image
 * counts there.
 */
export function reportedOf(
  image: Image,
  { diagnostics, judged }: { readonly diagnostics: readonly Diagnostic[]; readonly judged: readonly Image[] },
  invariants: readonly Invariant[],
): Diagnostic[] {
  const codes = new Set(invariants.flatMap((each) => each.codes ?? []));
  const others = new Set(
    judged.map(({ origin }) => origin.file).filter((file) => file !== image.origin.file),
  );
  return diagnostics.filter(({ code, span }) => codes.has(code) && !others.has(span.file));
}

/** Returns the state that the most severe finding gives a requirement; null if there are no findings. */
function worst(found: readonly Diagnostic[], strict: boolean): State | null {
  const severities = found.map((each) => strictly(each, strict).severity);
  for (const severity of ['error', 'warning', 'hint'] as const) {
    if (severities.includes(severity)) return STATE_OF[severity];
  }
  return null;
}

export const strictly = (each: Diagnostic, strict: boolean): Diagnostic =>
  strict && each.severity === 'warning' ? { ...each, severity: 'error' } : each;
