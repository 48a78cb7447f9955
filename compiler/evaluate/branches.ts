import { patternKey } from '../language/declarations.ts';
import type { Expr, Match, MatchArm, MatchExpr, When } from '../../grammar/syntax.ts';
import type { Span } from '../../grammar/span.ts';
import type { DiagnosticCollector } from '../diagnostics/collector.ts';
import type { Scope } from './scope.ts';
import { enumerate } from '../model/text.ts';

export type Choice = When | Match | MatchExpr;
export type Arm = MatchArm | MatchExpr['arms'][number];
/** What was chosen: the truth of a test, an arm, or the `else`. */
export type Outcome = boolean | Arm | 'else';

interface Seen {
  readonly outcomes: Set<Outcome>;
  /** By image, the targets on which it was decided. */
  readonly targets: Map<string, Set<object>>;
  /** What the subject of a match was, in words. */
  readonly subjects: Set<string>;
}

/** What `when` and `match` came to on the targets, over all images together. */
export class BranchCoverage {
  readonly #seen = new Map<Choice, Seen>();

  /** @param at the image, what stands for the target, and what was matched, in words */
  add(
    choice: Choice,
    scope: Scope,
    outcome: Outcome,
    { image, target, subject }: { image: string; target: object; subject: string | null },
  ): void {
    let seen = this.#seen.get(choice);
    if (seen === undefined) {
      const about = choice.node === 'when' ? choice.test : choice.subject;
      if (!aboutTarget(about, (name) => scope.lookup(name) !== null)) return;
      seen = { outcomes: new Set(), targets: new Map(), subjects: new Set() };
      this.#seen.set(choice, seen);
    }
    seen.outcomes.add(outcome);
    if (subject !== null) seen.subjects.add(subject);
    const targets = seen.targets.get(image);
    if (targets === undefined) seen.targets.set(image, new Set([target]));
    else targets.add(target);
  }

  /** Reports arms, branches and tests that make no difference, in the files that were asked for. */
  report(files: ReadonlySet<string>, collector: DiagnosticCollector): void {
    for (const [choice, seen] of this.#seen) {
      if (!files.has(choice.span.file)) continue;
      const targets = [...seen.targets.values()].reduce((sum, each) => sum + each.size, 0);
      if (choice.node === 'when') this.#when(choice, seen, targets, collector);
      else this.#match(choice, seen, targets, collector);
    }
  }

  #when(
    { test, else: otherwise }: When,
    { outcomes }: Seen,
    targets: number,
    collector: DiagnosticCollector,
  ): void {
    if (outcomes.size !== 1) return;
    const report = collector.reporter();
    if (outcomes.has(false)) {
      // On a single system the other branch is an answer for those to come.
      if (targets === 1 && otherwise !== null) return;
      const remedy =
        otherwise === null
          ? 'Compare with what one of the targets has, or remove the `when`.'
          : 'Compare with what one of the targets has, or keep only what stands in `else`.';
      report('VK0711', test.span, { remedy });
    } else if (targets > 1) {
      const remedy =
        otherwise === null
          ? 'Write what stands in the block without `when`.'
          : 'Write what stands in the block without `when`; its `else` is never reached.';
      report('VK0710', test.span, { remedy });
    }
  }

  #match(
    match: Match | MatchExpr,
    { outcomes, subjects }: Seen,
    targets: number,
    collector: DiagnosticCollector,
  ): void {
    // Arms for other systems are what makes a role fit for them; they are odd beside several that pass them by.
    if (targets === 1) return;
    const report = collector.reporter();
    const names = [...subjects].sort().map((each) => `\`${each}\``);
    const taken = enumerate(names, 'or');
    for (const arm of match.arms as readonly Arm[]) {
      // Of an arm whose patterns all stand in earlier ones that is said already.
      if (outcomes.has(arm) || repeated(arm, match)) continue;
      const first = arm.patterns[0]!;
      const at: Span = { ...first.span, end: arm.patterns.at(-1)!.span.end };
      report('VK0708', at, { taken });
    }
    if (match.else !== null && !outcomes.has('else')) {
      report('VK0709', match.else.span, {});
    }
  }
}

function repeated(arm: Arm, match: Match | MatchExpr): boolean {
  const before = new Set<string>();
  for (const each of match.arms as readonly Arm[]) {
    if (each === arm) break;
    for (const pattern of each.patterns) before.add(patternKey(pattern));
  }
  return arm.patterns.every((pattern) => before.has(patternKey(pattern)));
}

const TARGET: ReadonlySet<string> = new Set(['os', 'variant', 'image', 'build']);

/**
 * Whether an expression is about the target alone: it mentions one of what targets differ in, and nothing that
 * differs from use to use. `bound` says whether a name is a param, a let or a loop variable.
 */
function aboutTarget(expr: Expr, bound: (name: string) => boolean): boolean {
  let mentions = false;
  const visit = (node: unknown): boolean => {
    if (Array.isArray(node)) return node.every(visit);
    if (typeof node !== 'object' || node === null) return true;
    const each = node as Expr;
    if (each.node === 'ref') {
      if (TARGET.has(each.name)) mentions = true;
      else if (bound(each.name)) return false;
      return true;
    }
    return Object.entries(each).every(([key, value]) => key === 'span' || visit(value));
  };
  return visit(expr) && mentions;
}
