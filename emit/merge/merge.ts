import type { Asset, Image, Target, Task } from '../../compiler/model/ir.ts';
import { bool, string, type Value } from '../../compiler/model/value.ts';
import { align, type Column } from './align.ts';
import { mergeRunOf } from './boot-checks.ts';
import { conditionFor } from './conditions.ts';
import { factNames } from './target-facts.ts';
import { fingerprint } from './fingerprint.ts';
import { qualifyNotices, shareTopics } from './handlers.ts';
import type {
  MergedImage,
  MergedPhase,
  MergedRole,
  MergedTask,
  MergeRun,
  Phase,
  RoleImport,
} from './merged.ts';
import { mergedOnce } from './role-memo.ts';
import { TargetVariables } from './target-variables.ts';
import { type MergeEntry, type NameVariable, unify } from './unify.ts';

const finished = new WeakMap<Image, MergedImage>();

/** The image's roles, each written once for all targets. With one target, everything is as it is in the IR. */
export function mergeImage(image: Image): MergedImage {
  const known = finished.get(image);
  if (known !== undefined) return known;
  const variables = new TargetVariables(reservedNames(image));
  const merged: MergedImage = {
    provision: mergePhase(image.targets, 'provision', variables),
    start: mergePhase(image.targets, 'start', variables),
    verify: mergePhase(image.targets, 'verify', variables),
    verify_start: mergePhase(image.targets, 'verify_start', variables),
    variables: (target) => variables.of(target),
  };
  finished.set(image, merged);
  return merged;
}

function mergePhase(targets: readonly Target[], phase: Phase, variables: TargetVariables): MergedPhase {
  // A run without tasks is no run: the import gets the condition, rather than each of the other targets' tasks.
  const order = align({
    rows: targets.map((target) => runsIn(target, phase).filter(isDone)),
    nearness: nearness(targets),
    score: (a, b) => (identityOfRuns(a) === identityOfRuns(b) ? 1 : 0),
    identity: identityOfRuns,
    good: 1,
  });
  const roles = new Map<string, MergedRole>();
  const imports = order.map((cells): RoleImport => {
    const identity = identityOfRuns(cells);
    const role = roles.get(identity) ?? mergeRole(runsOf(identity, targets, phase), variables);
    roles.set(identity, role);
    const condition = conditionFor(inOrder(cells, targets), targets);
    return { role, condition, tasks: foreignImports(cells, targets, variables) };
  });
  return qualifyNotices({ imports, roles: [...roles.values()] });
}

/** A run without tasks is there for what it asks for, and does nothing itself; of one from outside the tasks are not known. */
const isDone = ({ tasks, foreign }: MergeRun): boolean => tasks.length > 0 || foreign !== null;

/** What imports a role from outside, with its variables; null of a role of the language. */
function foreignImports(
  cells: Column<MergeRun>,
  targets: readonly Target[],
  variables: TargetVariables,
): MergedTask[] | null {
  const [first] = cells.values();
  if (first!.foreign === null) return null;
  const naming: NameVariable = (task, path, values) => variables.name(first!.name, task, path, values);
  const columns = new Map([...cells].map(([row, run]) => [row, importTask(run)]));
  // A role that is imported twice would have all its tasks twice.
  const whole = unify(entriesOf(columns, targets), provisionalName);
  if (whole !== null) return [mergeColumn(columns, targets, naming)];
  const rows = targets.map((_, row) => (columns.has(row) ? [columns.get(row)!] : []));
  return mergeTasks(targets, rows, naming, false);
}

function importTask({ title, foreign, origin }: MergeRun): Task {
  const { role, vars } = foreign!;
  const keywords = new Map<string, Value>();
  if (vars.size > 0) keywords.set('vars', { type: 'map', entries: vars, origin });
  // What is read from the environment of the build machine must show in no task of the role.
  if ([...vars.values()].some((value) => value.type === 'jinja' && value.secret)) {
    keywords.set('no_log', bool(true, origin));
  }
  const args: Task['args'] = { type: 'map', entries: new Map([['name', string(role, origin)]]), origin };
  return { title, module: 'ansible.builtin.import_role', args, keywords, notify: [], kind: 'role', origin };
}

const runsIn = (target: Target, phase: Phase): readonly MergeRun[] =>
  phase === 'provision' || phase === 'start' ? target[phase] : target[phase].map(mergeRunOf);

const identityOfRun = ({ identity, name }: MergeRun): string => identity ?? name;

/** All cells of a column of roles have one identity. */
function identityOfRuns(cells: Column<MergeRun>): string {
  const [first] = cells.values();
  return identityOfRun(first!);
}

interface Run {
  readonly target: Target;
  readonly run: MergeRun;
}

function runsOf(identity: string, targets: readonly Target[], phase: Phase): Run[] {
  return targets.flatMap((target) => {
    const run = runsIn(target, phase).find((one) => identityOfRun(one) === identity && isDone(one));
    return run === undefined ? [] : [{ target, run }];
  });
}

/** One role from how it runs on each target; at least one run. */
function mergeRole(runs: readonly Run[], variables: TargetVariables): MergedRole {
  const { run } = runs[0]!;
  const targets = runs.map(({ target }) => target);
  const assets = new Map<string, Asset>();
  for (const one of runs) {
    for (const asset of one.run.assets) {
      const key = `${asset.folder}/${asset.name}`;
      if (!assets.has(key)) assets.set(key, asset);
    }
  }
  const { tasks, handlers } = mergedOnce(
    { targets, runs: runs.map((one) => one.run) },
    (task, path, values) => variables.name(run.name, task, path, values),
    (naming) => {
      const merge = (list: 'tasks' | 'handlers') =>
        mergeTasks(
          targets,
          runs.map((one) => one.run[list]),
          naming,
          list === 'handlers',
        );
      return { tasks: merge('tasks'), handlers: shareTopics(merge('handlers'), targets) };
    },
  );
  return {
    name: run.name,
    title: run.title,
    doc: run.doc,
    targets,
    tasks,
    handlers,
    assets: [...assets.values()],
    carried: run.foreign === null ? null : run.foreign.files,
    origin: run.origin,
  };
}

/** Alike is better than alike but for facts, and that is better than a variable, however many that would save. */
const gains = { alike: 1000, facts: 900, variable: 10 };

function mergeTasks(
  targets: readonly Target[],
  rows: readonly (readonly Task[])[],
  naming: NameVariable,
  sameTitle: boolean,
): MergedTask[] {
  const columns = align({
    rows,
    nearness: nearness(targets),
    score: (a, b) => {
      if (shapeOf(a) !== shapeOf(b)) return 0;
      const entries = entriesOf(new Map([...a, ...b]), targets);
      const title = entries[0]!.task.title;
      if (sameTitle && entries.some(({ task }) => task.title !== title)) return 0;
      const unified = unify(entries, provisionalName);
      if (unified === null) return 0;
      if (unified.variables > 0) return gains.variable - unified.variables;
      return unified.templates > 0 ? gains.facts : gains.alike;
    },
    identity: identityOf,
    good: gains.facts,
  });
  return columns.map((cells) => mergeColumn(cells, targets, naming));
}

/** One task for those of a column, which can be unified. */
function mergeColumn(cells: Column<Task>, targets: readonly Target[], naming: NameVariable): MergedTask {
  const entries = entriesOf(cells, targets);
  const { task } = entries[0]!;
  const { title, args, keywords } = unify(entries, naming)!;
  const condition = conditionFor(
    entries.map(({ target }) => target),
    targets,
  );
  const { module, notify, origin } = task;
  return { title, module, args, keywords, notify, listen: null, condition, origin };
}

/** Tells variables apart while nothing is decided. */
const provisionalName: NameVariable = (_task, path, values) =>
  [...path, ...[...values.values()].map((value) => ('value' in value ? String(value.value) : ''))].join('\0');

/** All cells of a column of tasks have one shape. */
function shapeOf(cells: Column<Task>): string {
  const [first] = cells.values();
  return fingerprint(first!).shape;
}

function identityOf(cells: Column<Task>): string | null {
  let one: string | null = null;
  for (const task of cells.values()) {
    const { identity } = fingerprint(task);
    if (one !== null && identity !== one) return null;
    one = identity;
  }
  return one;
}

function entriesOf(cells: Column<Task>, targets: readonly Target[]): MergeEntry[] {
  return [...cells].sort(([a], [b]) => a - b).map(([row, task]) => ({ target: targets[row]!, task }));
}

function inOrder(cells: Column<unknown>, targets: readonly Target[]): Target[] {
  return targets.filter((_, row) => cells.has(row));
}

/** Variants of a system belong together, then systems of a distribution, then of a family. */
function nearness(targets: readonly Target[]): ((row: number) => string)[] {
  return [
    (row) => targets[row]!.os.name,
    (row) => targets[row]!.os.distro,
    (row) => targets[row]!.os.family.name,
  ];
}

function reservedNames(image: Image): Set<string> {
  const names = new Set<string>([...factNames, 'image_title', 'image_version']);
  for (const variable of image.runtime) names.add(variable.name);
  for (const target of image.targets) {
    for (const run of [...target.provision, ...target.start]) {
      for (const { keywords } of [...run.tasks, ...run.handlers]) {
        const register = keywords.get('register');
        if (register?.type === 'string') names.add(register.value);
        const vars = keywords.get('vars');
        if (vars?.type === 'map') for (const name of vars.entries.keys()) names.add(name);
      }
    }
  }
  return names;
}
