import { patternKey } from '../language/declarations.ts';
import type { Expr, Match, MatchArm, MatchExpr, SourceFile, When } from '../../grammar/syntax.ts';
import type { Span } from '../../grammar/span.ts';
import type { DiagnosticCollector } from '../diagnostics/collector.ts';
import type { Scope } from './scope.ts';
import type { Branch } from '../model/image-record.ts';
import { enumerate } from '../model/text.ts';

export type Choice = When | Match | MatchExpr;
export type Arm = MatchArm | MatchExpr['arms'][number];
/** What was chosen: the truth of a test, an arm, or the `else`. */
export type Outcome = boolean | Arm | 'else';

/** What `when` and `match` came to on the targets of one image. */
export class ImageBranches {
  readonly #seen = new Map<
    Choice,
    { readonly outcomes: Set<Outcome>; readonly targets: Set<object>; readonly subjects: Set<string> }
  >();

  /** @param at what stands for the target, and what was matched, in words */
  add(
    choice: Choice,
    isAboutTarget: () => boolean,
    outcome: Outcome,
    { target, subject }: { target: object; subject: string | null },
  ): void {
    let seen = this.#seen.get(choice);
    if (seen === undefined) {
      if (!isAboutTarget()) return;
      seen = { outcomes: new Set(), targets: new Set(), subjects: new Set() };
      this.#seen.set(choice, seen);
    }
    seen.outcomes.add(outcome);
    seen.targets.add(target);
    if (subject !== null) seen.subjects.add(subject);
  }

  all(): Branch[] {
    return [...this.#seen].map(([choice, { outcomes, targets, subjects }]) => ({
      file: choice.span.file,
      start: choice.span.start,
      end: choice.span.end,
      outcomes: [...outcomes].map((each) =>
        typeof each === 'object' ? (armsOf(choice) as Arm[]).indexOf(each) : each,
      ),
      targets: targets.size,
      subjects: [...subjects],
    }));
  }
}

/** Whether what a choice goes by is the target alone. */
export function goesByTarget(choice: Choice, scope: Scope): boolean {
  const about = choice.node === 'when' ? choice.test : choice.subject;
  return aboutTarget(about, (name) => scope.lookup(name) !== null);
}

const armsOf = (choice: Choice): readonly Arm[] => (choice.node === 'when' ? [] : choice.arms);

interface Seen {
  readonly outcomes: Set<boolean | number | 'else'>;
  targets: number;
  readonly subjects: Set<string>;
}

/** What `when` and `match` came to over all images together. */
export class BranchCoverage {
  /** By file, and in it by place. */
  readonly #seen = new Map<string, Map<string, Seen>>();

  add(branches: readonly Branch[]): void {
    for (const { file, start, end, outcomes, targets, subjects } of branches) {
      const inFile = this.#seen.get(file) ?? new Map<string, Seen>();
      this.#seen.set(file, inFile);
      const seen = inFile.get(`${start} ${end}`) ?? { outcomes: new Set(), targets: 0, subjects: new Set() };
      inFile.set(`${start} ${end}`, seen);
      for (const outcome of outcomes) seen.outcomes.add(outcome);
      for (const subject of subjects) seen.subjects.add(subject);
      seen.targets += targets;
    }
  }

  /** Reports arms, branches and tests that make no difference, in the files that were asked for. */
  report(
    files: readonly { readonly file: string; readonly syntax: SourceFile }[],
    collector: DiagnosticCollector,
  ): void {
    for (const module of files) {
      const inFile = this.#seen.get(module.file);
      if (inFile === undefined) continue;
      visitChoices(module.syntax.declarations, (choice) => {
        const seen = inFile.get(`${choice.span.start} ${choice.span.end}`);
        if (seen === undefined) return;
        if (choice.node === 'when') this.#when(choice, seen, collector);
        else this.#match(choice, seen, collector);
      });
    }
  }

  #when({ test, else: otherwise }: When, { outcomes, targets }: Seen, collector: DiagnosticCollector): void {
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
    { outcomes, subjects, targets }: Seen,
    collector: DiagnosticCollector,
  ): void {
    // Arms for other systems are what makes a role fit for them; they are odd beside several that pass them by.
    if (targets === 1) return;
    const report = collector.reporter();
    const names = [...subjects].sort().map((each) => `\`${each}\``);
    const taken = enumerate(names, 'or');
    for (const [i, arm] of armsOf(match).entries()) {
      // Of an arm whose patterns all stand in earlier ones that is said already.
      if (outcomes.has(i) || repeated(arm, match)) continue;
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

/** Every `when` and `match` in a piece of syntax. */
function visitChoices(node: unknown, found: (choice: Choice) => void): void {
  if (typeof node !== 'object' || node === null) return;
  if (Array.isArray(node)) {
    for (const each of node) visitChoices(each, found);
    return;
  }
  const { node: kind } = node as { node?: string };
  if (CHOICES.has(kind!)) found(node as Choice);
  for (const key in node) if (key !== 'span') visitChoices((node as Record<string, unknown>)[key], found);
}

const CHOICES: ReadonlySet<string> = new Set(['when', 'match', 'matchexpr'] satisfies Choice['node'][]);
