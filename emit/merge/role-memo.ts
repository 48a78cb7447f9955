import type { Target, Task } from '../../compiler/model/ir.ts';
import type { Value } from '../../compiler/model/value.ts';
import { fingerprint } from './fingerprint.ts';
import type { MergedTask, MergeRun } from './merged.ts';
import { fact, factNames } from './target-facts.ts';
import type { NameVariable } from './unify.ts';

/** One role on each of its targets, as merging reads it. */
export interface RoleRuns {
  readonly targets: readonly Target[];
  readonly runs: readonly MergeRun[];
}

export type MergedLists = Readonly<Record<'tasks' | 'handlers', readonly MergedTask[]>>;

/** A variable that was named, its values by number of the target. */
interface Named {
  readonly task: Task;
  readonly path: readonly string[];
  readonly values: ReadonlyMap<number, Value>;
  readonly name: string;
}

interface Kept extends RoleRuns {
  /** Whether one of its texts holds the name of a target. */
  readonly mentions: boolean;
  readonly named: readonly Named[];
  readonly merged: MergedLists;
}

/** By the first task of the first target. Images share the tasks of the library's roles, so most are found here again. */
const known = new WeakMap<Task, Kept[]>();

/**
 * Merges a role, or takes what the very same tasks on the same systems and variants came to in another image.
 * Variables get their names in either case, in the same order.
 */
export function mergedOnce(
  all: RoleRuns,
  naming: NameVariable,
  merge: (naming: NameVariable) => MergedLists,
): MergedLists {
  const first = all.runs[0]!.tasks[0];
  if (first === undefined) return merge(naming);
  const kept = known.get(first) ?? [];
  const found = kept.find((each) => sameTargets(each, all) && sameTasks(each, all));
  if (found !== undefined && isSafe(found, all, naming)) return found.merged;
  const named: Named[] = [];
  const merged = merge((task, path, values) => {
    const name = naming(task, path, values);
    const rows = [...values].map(([target, value]) => [all.targets.indexOf(target), value] as const);
    named.push({ task, path, values: new Map(rows), name });
    return name;
  });
  if (!byName(merged))
    known.set(first, [
      ...kept.filter((each) => each !== found),
      { ...all, mentions: mentionsTarget(all), named, merged },
    ]);
  return merged;
}

/** Whether what came to one image is right for another: neither tells its targets apart by their names. */
const isSafe = (kept: Kept, all: RoleRuns, naming: NameVariable): boolean =>
  !kept.mentions &&
  !mentionsTarget(all) &&
  kept.named.every((each) => each.name === nameAgain(each, all.targets, naming));

function nameAgain({ task, path, values }: Named, targets: readonly Target[], naming: NameVariable): string {
  return naming(task, path, new Map([...values].map(([row, value]) => [targets[row]!, value])));
}

/** Facts but for the name of the target, which is another one in each image. */
const facts = factNames.filter((name) => name !== 'image_name');

function sameTargets(a: RoleRuns, b: RoleRuns): boolean {
  return (
    a.targets.length === b.targets.length &&
    a.targets.every((target, row) =>
      facts.every((name) => fact(name, target) === fact(name, b.targets[row]!)),
    )
  );
}

function sameTasks(a: RoleRuns, b: RoleRuns): boolean {
  return a.runs.every((run, row) => {
    const other = b.runs[row]!;
    return sameList(run.tasks, other.tasks) && sameList(run.handlers, other.handlers);
  });
}

const sameList = (a: readonly Task[], b: readonly Task[]): boolean =>
  a.length === b.length && a.every((task, i) => task === b[i]);

/** Whether a text of the tasks holds the name of its target, which a template could take in its place. */
function mentionsTarget({ targets, runs }: RoleRuns): boolean {
  return runs.some((run, row) =>
    [...run.tasks, ...run.handlers].some((task) => fingerprint(task).identity.includes(targets[row]!.name)),
  );
}

/** Whether a condition tells the targets apart by their names alone. */
function byName({ tasks, handlers }: MergedLists): boolean {
  return [...tasks, ...handlers].some(({ condition }) =>
    condition.some((term) => term.fact === 'image_name'),
  );
}
