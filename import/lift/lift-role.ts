import type { Note } from '../model/place.ts';
import { placeText } from '../model/place.ts';
import type { ReadNames } from '../expand/read-names.ts';
import type { ImportTarget } from '../model/target.ts';
import { enabledBy } from '../expand/one-handler.ts';
import type { FlatTask, Step } from '../model/task.ts';
import { arranged, partsOf, remarkPart, together } from './arrange.ts';
import type { Part, Written } from './arrange.ts';
import { liftTask } from './lift-task.ts';
import { withParams } from './deployment.ts';
import type { DeploymentParams } from './deployment.ts';
import type { LiftContext } from './lifter.ts';
import type { MergedStep } from './merge-steps.ts';
import type { Grade, Statement } from './statement.ts';
import { withKind } from './tally.ts';

export interface Counts extends Readonly<Record<Grade, number>> {
  /** Those that the language has a kind for, and how many of them are lifted. */
  readonly withKind: number;
  readonly liftedOfKind: number;
  /** Lines of the tree by grade. */
  readonly liftedLines: number;
  readonly keptLines: number;
}

export interface LiftedRole {
  readonly items: readonly Written[];
  /** Calls of modules in the tree by grade, on all systems together: one task of the tree is one. */
  readonly counts: Counts;
  /** Why tasks stay tasks. */
  readonly reasons: readonly Note[];
  /** Tasks of a play that fit no grade; comments stand in their place. */
  readonly left: readonly Note[];
}

export type RoleOutcome = { readonly role: LiftedRole } | { readonly carry: Note };

export interface LiftInput {
  readonly steps: readonly MergedStep[];
  readonly targets: readonly ImportTarget[];
  /** Places of tasks that stay tasks. */
  readonly forced: ReadonlySet<string>;
  /** Places of tasks that the language cannot write. */
  readonly dropped: ReadonlySet<string>;
  readonly file: (path: string) => string;
  readonly content: (src: string) => string;
  readonly read: ReadNames;
  /** Exceptions from rules that a resource has on a target. */
  readonly allows?: ((kind: string, label: string, target: ImportTarget) => readonly string[]) | undefined;
  /** A comment before the first task that is about the role. */
  readonly header?: string | null;
  /** What is given at deployment; only tasks of the start phase know it. */
  readonly params?: DeploymentParams;
}

/** The tasks of a role, or of a play, in the language; or why they can only be carried. */
export function liftRole(input: LiftInput): RoleOutcome {
  const { steps, targets, forced, dropped, file, content, read, header, params = NOT_DEPLOYED } = input;
  const made = new Map<MergedStep, Map<ImportTarget, readonly Statement[]>>(
    steps.map((each) => [each, new Map()]),
  );
  const alone = steps[0]!.step.part.folder === null;
  const left = new Map<MergedStep, Note>();
  const reasons = new Map<MergedStep, Note>();
  const parted = new Map<MergedStep, Set<string | null>>();
  const places = new Set(steps.flatMap(({ on }) => [...on.values()].map(({ place }) => placeText(place))));
  for (const merged of steps)
    for (const each of merged.on.values()) {
      if (each.opaque === null) continue;
      const note = { place: merged.step.place, message: each.opaque };
      if (!alone) return { carry: note };
      left.set(merged, note);
    }
  const enabled = new Map(targets.map((each) => [each, enabledBy(stepTasks(each.expansion.steps))]));
  for (const target of targets) {
    const flat = steps.flatMap((merged) =>
      (merged.on.get(target)?.tasks ?? []).map((task) => ({ merged, task: withParams(task, params) })),
    );
    for (let i = 0; i < flat.length; i++) {
      const { merged, task } = flat[i]!;
      const context: LiftContext = {
        system: target.system,
        phase: input.params === undefined ? 'provision' : 'start',
        params,
        next: flat.slice(i + 1, i + 40).map((each) => each.task),
        file,
        content,
        isRead: (register, by) => read.isRead(register, by),
        stays: (register) => read.stays(register, places),
        enables: enabled.get(target)!,
      };
      const place = placeText(task.place);
      const lift = dropped.has(place)
        ? { reason: 'the language cannot write what it holds' }
        : liftTask(task, context, forced.has(place));
      if (lift.reason !== undefined) {
        const note = { place: task.place, message: lift.reason };
        if (!alone) return { carry: note };
        left.set(merged, note);
        continue;
      }
      if (lift.why !== undefined) reasons.set(merged, { place: task.place, message: lift.why });
      // What is a part of another one's resource has none of its own; what is said above it is said there.
      for (const { merged: part } of flat.slice(i + 1, i + 1 + (lift.also ?? 0))) {
        made.get(part)!.set(target, made.get(part)!.get(target) ?? []);
        if (part !== merged) parted.set(merged, (parted.get(merged) ?? new Set()).add(part.step.comment));
      }
      const before = made.get(merged)!.get(target) ?? [];
      const statements = lift.statements.map((each) => withAllows(each, target, input.allows));
      made.get(merged)!.set(target, together(before, statements));
      i += lift.also ?? 0;
    }
  }
  const counts = { lifted: 0, kept: 0, withKind: 0, liftedOfKind: 0, liftedLines: 0, keptLines: 0 };
  const parts: Part[] = [];
  for (const merged of steps) {
    const on = made.get(merged)!;
    const note = left.get(merged);
    const ofKind = withKind(merged);
    counts.withKind += ofKind;
    if (note !== undefined) {
      parts.push(remarkPart(note, targets));
      continue;
    }
    const grades = [...on.values()].flatMap((statements) => statements.map(({ grade }) => grade));
    const grade = grades.includes('kept') ? 'kept' : 'lifted';
    if (on.size > 0) {
      counts[grade]++;
      counts[`${grade}Lines`] += merged.step.lines;
    }
    if (on.size > 0 && grade === 'lifted') counts.liftedOfKind += ofKind;
    const whole = withComments(merged, parted.get(merged) ?? new Set());
    parts.push(...partsOf(withoutHeader(whole, header), on, targets));
  }
  return {
    role: {
      items: arranged(parts, targets),
      counts,
      reasons: [...reasons.values()],
      left: [...left.values()],
    },
  };
}

const withComments = (merged: MergedStep, more: ReadonlySet<string | null>): MergedStep => {
  const all = [merged.step.comment, ...more].filter((each) => each !== null);
  return more.size === 0 ? merged : { ...merged, step: { ...merged.step, comment: all.join('\n') || null } };
};

/** A step without the comment that is about its role. */
const withoutHeader = (merged: MergedStep, header: string | null = null): MergedStep =>
  header !== null && wordsOf(merged.step.comment) === wordsOf(header)
    ? { ...merged, step: { ...merged.step, comment: null } }
    : merged;

const wordsOf = (text: string | null) => (text ?? '').match(/[\p{L}\d]+/gu)?.join(' ') ?? '';

const NOT_DEPLOYED: DeploymentParams = new Map();

const stepTasks = (steps: readonly Step[]): readonly FlatTask[] => steps.flatMap(({ tasks }) => tasks);

function withAllows(statement: Statement, target: ImportTarget, allows: LiftInput['allows']): Statement {
  const found = new Set(
    allows === undefined ? [] : statement.labels.flatMap((label) => allows(statement.kind, label, target)),
  );
  return found.size === 0 ? statement : { ...statement, allows: [...found] };
}
