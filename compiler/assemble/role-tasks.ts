import { addTo } from '../model/multimap.ts';
import type { Architecture } from '../model/hardware.ts';
import type { Element } from '../../grammar/syntax.ts';
import type { Span } from '../../grammar/span.ts';
import type { EvalContext } from '../evaluate/context.ts';
import type { Allow, Asset, Os, RoleRun, Task } from '../model/ir.ts';
import type { LowerContext, ResourceKind, LoweredTask, TaskDraft } from '../sdk/resource-kind.ts';
import { reportRepeats } from './duplicates.ts';
import { headOf, lowerElement, underConditions } from './resources.ts';
import type { LoweredResource } from './resources.ts';
import type { Registers } from './task-keywords.ts';
import type { Scope } from '../evaluate/scope.ts';
import { didYouMean } from '../model/suggest.ts';
import { bool, map, same, string, textsIn } from '../model/value.ts';
import type { RecordValue, Value } from '../model/value.ts';
import type { Conditions } from '../evaluate/expand.ts';

/** A resource in the text of a role, with the names in scope where it stands. */
export interface PlacedElement {
  readonly element: Element;
  readonly scope: Scope;
  /** Decided at deployment; none in the image build. */
  readonly conditions?: Conditions;
}

/**
 * Names of files in the folders of an image's roles. One file keeps one name on all targets, and two files of the
 * same name in different folders of the project get different ones.
 */
export class AssetNames {
  readonly #taken = new Map<string, string>();

  /** @param folder folder in the tree, e.g. `docker/files` */
  name(folder: string, path: string): string {
    const parts = path.split('/');
    const name = plain(parts.pop()!);
    for (let i = 0; ; i++) {
      const before = plain(parts.slice(Math.max(0, parts.length - i)).join('-'));
      const candidate = i === 0 ? name : i <= parts.length ? `${before}-${name}` : `${i}-${before}-${name}`;
      const key = `${folder}/${candidate}`.toLowerCase();
      const owner = this.#taken.get(key);
      if (owner === undefined || owner === path) {
        this.#taken.set(key, path);
        return candidate;
      }
    }
  }
}

/** A name without what Ansible takes for a variable of its environment or for a template, and a program for an option. */
const plain = (name: string): string => name.replace(/[^\p{L}\p{M}\p{N}._+@=, -]/gu, '_').replace(/^-/, '_');

export interface RoleRunInput {
  readonly name: string;
  readonly title: string;
  readonly doc: string | null;
  readonly origin: Span;
  readonly phase: 'provision' | 'start';
  readonly elements: readonly PlacedElement[];
  readonly allows: readonly Allow[];
  readonly kinds: ReadonlyMap<string, ResourceKind>;
  readonly os: RecordValue;
  readonly packageManager: Os['package_manager'];
  readonly architecture: Architecture;
  readonly assets: AssetNames;
  readonly context: EvalContext;
}

/** A role run before the tasks of the whole target are settled. */
export interface RoleRunDraft extends Omit<RoleRun, 'tasks' | 'handlers'> {
  readonly tasks: LoweredTask[];
  readonly handlers: LoweredTask[];
}

/** Lowers the resources of one role on one target, in one phase. */
export function runRole(input: RoleRunInput): RoleRunDraft {
  const { name, kinds, context } = input;
  const assets = new Map<string, Asset>();
  const lowered: (LoweredResource & { kind: ResourceKind })[] = [];
  const lowering = lowerContext(input, assets);
  const registers: Registers = new Map();
  for (const { element, scope, conditions = [] } of input.elements) {
    const kind = kinds.get(element.kind.text);
    if (kind === undefined) continue;
    if (input.phase === 'start' && kind.notAtStart !== undefined) {
      context.report('VK0403', headOf(element), { message: kind.notAtStart });
      continue;
    }
    for (const each of lowerElement(element, kind, scope, context, lowering, registers)) {
      lowered.push({ ...underConditions(each, conditions), kind });
    }
  }
  reportRepeats(lowered, context);
  const handlers = new Map<string, LoweredTask>();
  const watched = watchers(lowered, context);
  const groups: { readonly kind: ResourceKind; readonly tasks: LoweredTask[] }[] = [];
  for (const [i, each] of lowered.entries()) {
    const { resource, kind } = each;
    const place = { kind: kind.name, origin: resource.origin };
    const drafts = [...each.handlers, ...(watched.get(resource.label) ?? [])];
    for (const handler of [...(each.lowered.handlers ?? []), ...drafts]) {
      if (!handlers.has(handler.title)) handlers.set(handler.title, { ...handler, ...place });
    }
    const notify = [...new Set(drafts.map((draft) => draft.title))];
    for (const [j, draft] of each.lowered.tasks.entries()) {
      const task: LoweredTask = { ...draft, ...place, notify: [...(draft.notify ?? []), ...notify] };
      // The first task of a resource may be one with the last of its neighbour.
      const group = j === 0 && lowered[i - 1]?.kind === kind ? groups.at(-1) : undefined;
      if (group?.kind === kind) group.tasks.push(task);
      else groups.push({ kind, tasks: [task] });
    }
  }
  const tasks = groups.flatMap((group) => joinAll(group.kind, group.tasks));
  for (const [i, task] of tasks.entries()) {
    const kind = kinds.get(task.kind);
    if (kind?.finish !== undefined) tasks[i] = { ...task, ...kind.finish(task) };
  }
  const needed = [...kinds.values()].reduce<readonly LoweredTask[]>(
    (left, kind) => kind.reduce?.(left) ?? left,
    tasks,
  );
  return {
    name,
    title: input.title,
    doc: input.doc,
    origin: input.origin,
    resources: lowered.map(({ resource }) => resource),
    tasks: [...needed],
    handlers: [...handlers.values()],
    assets: [...assets.values()],
    foreign: null,
    collections: lowered.flatMap((each) => each.lowered.collections ?? []),
    allows: [...input.allows],
  };
}

/** Neighbours as few tasks as they can be; half by half, since joining copies what was joined before. */
function joinAll(kind: ResourceKind, all: readonly LoweredTask[]): LoweredTask[] {
  if (all.length < 2 || kind.join === undefined) return [...all];
  const middle = all.length >> 1;
  const left = joinAll(kind, all.slice(0, middle));
  const right = joinAll(kind, all.slice(middle));
  const [a, b] = [left.at(-1)!, right[0]!];
  const joined = join(kind, a, b);
  if (joined === null) return [...left, ...right];
  return [...left.slice(0, -1), { ...joined, kind: a.kind, origin: a.origin }, ...right.slice(1)];
}

function join(kind: ResourceKind, a: LoweredTask, b: LoweredTask): TaskDraft | null {
  if (kind.join === undefined || a.notify!.length + b.notify!.length > 0) return null;
  if (!same(keywordsOf(a), keywordsOf(b))) return null;
  return kind.join(a, b);
}

/** All but what joining itself makes. */
const keywordsOf = ({ keywords }: TaskDraft) =>
  map({ ...keywords, loop: undefined, loop_control: undefined }, null);

/** Handlers to notify by the label of the resource that changed. */
function watchers(lowered: readonly LoweredResource[], { report }: EvalContext): Map<string, TaskDraft[]> {
  const labels = new Set(lowered.map(({ resource }) => resource.label));
  const found = new Map<string, TaskDraft[]>();
  for (const { lowered: each, resource } of lowered) {
    // What never runs while building is not restarted, but a label that names nothing is wrong all the same.
    const written = resource.attributes.get('restart_on');
    const items = written?.type === 'list' ? written.items : [];
    for (const label of each.watches?.labels ?? items) {
      if (label.type !== 'string') continue;
      if (!labels.has(label.value)) {
        const params = { label: label.value, service: resource.label };
        report('VK0412', label.origin ?? resource.origin, params, didYouMean(label.value, labels));
      }
      if (each.watches === undefined) continue;
      addTo(found, label.value, each.watches.handler);
    }
  }
  return found;
}

function lowerContext(input: RoleRunInput, assets: Map<string, Asset>): LowerContext {
  const { name: role, os, packageManager, architecture, phase } = input;
  const variables = new Set<string>();
  return {
    os,
    role,
    phase,
    packageManager,
    architecture,
    asset(file, folder) {
      const name = input.assets.name(`${role}/${folder}`, file.path);
      assets.set(`${folder}/${name}`, { folder, name, path: file.path, origin: file.origin ?? input.origin });
      return string(name, file.origin);
    },
    variable(hint) {
      const base = `${role}_${hint
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '_')
        .replace(/^_|_$/g, '')}`;
      let variable = base;
      for (let i = 2; variables.has(variable); i++) variable = `${base}_${i}`;
      variables.add(variable);
      return variable;
    },
  };
}

/** Whether something that `env()` reads is in a value: the task that gets it is never logged. */
const holdsSecret = (value: Value | undefined): boolean =>
  textsIn(value).some((text) => text.type === 'jinja' && text.secret);

const finished = new WeakMap<LoweredTask, Task>();
/** The run that was made of a draft last: the very same one, unless its tasks have become others. */
const settled = new WeakMap<RoleRunDraft, RoleRun>();

/** The runs of a target with their tasks as they are when each kind has seen those of all runs. */
export function settleRuns(
  runs: readonly RoleRunDraft[],
  packageManager: Os['package_manager'],
  kinds: ReadonlyMap<string, ResourceKind>,
): RoleRun[] {
  // Tasks that nobody changes stay the very same objects, which is how the variants of a system are known to agree.
  let sequence: readonly LoweredTask[] = runs.flatMap(({ tasks }) => tasks);
  for (const kind of kinds.values()) {
    if (kind.normalize !== undefined) sequence = kind.normalize(sequence, packageManager);
  }
  let next = 0;
  return runs.map((draft) => {
    const tasks = draft.tasks.map(() => closeTask(sequence[next++]!));
    const before = settled.get(draft);
    if (before?.tasks.every((task, i) => task === tasks[i]) === true) return before;
    const run = { ...draft, tasks, handlers: draft.handlers.map(closeTask) };
    settled.set(draft, run);
    return run;
  });
}

/** The task as the IR has it; one for each object. */
function closeTask(task: LoweredTask): Task {
  let done = finished.get(task);
  if (done === undefined) finished.set(task, (done = toTask(task)));
  return done;
}

function toTask({ title, module, args, keywords, notify, kind, origin }: LoweredTask): Task {
  const kept = new Map<string, Value>();
  for (const [key, value] of Object.entries(keywords ?? {})) if (value !== undefined) kept.set(key, value);
  if ([...Object.values(args), ...kept.values()].some(holdsSecret)) kept.set('no_log', bool(true, origin));
  return {
    title,
    module,
    args: { type: 'map', entries: new Map(map(args, origin).entries), origin },
    keywords: kept,
    notify: [...(notify ?? [])],
    kind,
    origin,
  };
}

/** A role, or what stands in an image, before it is lowered. */
export interface RoleInput {
  readonly name: string;
  readonly title: string;
  readonly doc: string | null;
  readonly origin: Span;
  readonly elements: readonly PlacedElement[];
  readonly allows: readonly Allow[];
}
