import { askingIn } from '../../emit/ansible/boot-checks.ts';
import { evaluate } from '../jinja/evaluate.ts';
import { expandPlaybook } from '../expand/playbook.ts';
import { Machine, RANK, Scope, isDataMap, variablesIn } from '../expand/scope.ts';
import { mergeSteps } from '../lift/merge-steps.ts';
import type { MergedStep } from '../lift/merge-steps.ts';
import type { Phase } from '../lift/lifter.ts';
import type { Note } from '../model/place.ts';
import { factsOf } from '../model/system.ts';
import type { System } from '../model/system.ts';
import type { Step } from '../model/task.ts';
import type { ImportTarget } from '../model/target.ts';
import { joinPath } from '../read/tree.ts';
import type { Tree } from '../read/tree.ts';
import { pointOf } from './point.ts';
import type { Point } from './point.ts';

/** Who asks for points, as the compiler's playbooks say it. */
export interface Asker {
  readonly from: string;
  readonly role: string | null;
}

/** Two tasks that look and judge, with the point that they are on each target. */
export interface PointStep {
  /** Null if nothing says. */
  readonly asker: Asker | null;
  readonly step: MergedStep;
  readonly on: ReadonlyMap<ImportTarget, Point>;
}

export interface PointSteps {
  readonly targets: readonly ImportTarget[];
  readonly steps: readonly PointStep[];
  /** Tasks that are no points. */
  readonly odd: readonly Note[];
}

/** A target of a tree, with its name there. */
export interface NamedTarget {
  readonly name: string;
  readonly system: System;
  readonly variant: string | null;
}

const FILES: Readonly<Record<Phase, string>> = {
  provision: 'tests/verify.yml',
  start: 'tests/verify_start.yml',
};

/** What the playbook of a phase looks at on the booted machine of each target. */
export function pointSteps({
  tree,
  folder,
  phase,
  targets,
  given,
}: {
  readonly tree: Tree;
  readonly folder: string;
  readonly phase: Phase;
  readonly targets: readonly NamedTarget[];
  readonly given: ReadonlySet<string>;
}): PointSteps {
  const playbook = joinPath(folder, FILES[phase]);
  if (!tree.exists(playbook)) return { targets: [], steps: [], odd: [] };
  const expanded = targets.map(({ name, system, variant }) => ({
    system,
    variant,
    expansion: expandPlaybook(tree, {
      playbook,
      config: joinPath(folder, 'playbook/ansible.cfg'),
      facts: factsOf(system),
      extraVars: valuesOf(tree, joinPath(folder, `playbook/targets/${name}.yml`)),
      given,
      groups: [],
      user: null,
    }),
  }));
  const steps: PointStep[] = [];
  const odd: Note[] = [];
  let asker: Asker | null = null;
  const merged = mergeSteps(expanded);
  for (let i = 0; i < merged.length; i++) {
    const [step, next] = [merged[i]!, merged[i + 1]];
    asker = askerIn(step.step.comment) ?? asker;
    if (isSummary(step.step)) continue;
    const points = [...step.on].flatMap(([target, look]) => {
      const judge = next?.on.get(target);
      const point = judge === undefined ? null : pointOf(look, judge);
      return point === null ? [] : [[target, point] as const];
    });
    const isThere = [...step.on.values()].filter(({ tasks, opaque }) => tasks.length > 0 || opaque !== null);
    if (isThere.length > points.length) {
      odd.push({ place: step.step.place, message: 'the language has no expectation that says this' });
      continue;
    }
    steps.push({ asker, step, on: new Map(points) });
    i++;
  }
  return { targets: expanded, steps, odd };
}

const askerIn = (comment: string | null): Asker | null =>
  (comment ?? '').split('\n').reduce<Asker | null>((found, line) => askingIn(line) ?? found, null);

/** A task without what is said above it of who asks. */
export function withoutAskers(step: Step): Step {
  const lines = (step.comment ?? '').split('\n').filter((line) => line !== '' && askingIn(line) === null);
  return { ...step, comment: lines.length === 0 ? null : lines.join('\n') };
}

/** The last task of the compiler's playbooks, which names the points that do not hold. */
function isSummary({ written }: Step): boolean {
  const { tags, 'ansible.builtin.assert': asserted } = variablesIn(written?.raw ?? null);
  return tags === 'always' && variablesIn(asserted ?? null).fail_msg === '{{ failures | trim }}';
}

function valuesOf(tree: Tree, file: string) {
  const variables = tree.exists(file) ? variablesIn(tree.yaml(file)?.value ?? null) : {};
  const values = evaluate(variables, new Scope(new Machine({})).with(RANK.play, variables));
  return isDataMap(values) ? values : {};
}
