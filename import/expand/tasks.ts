import type { Raw } from '../model/data.ts';
import type { Note, Place } from '../model/place.ts';
import type { FlatTask, RolePart, Step } from '../model/task.ts';
import { evaluate, evaluateCondition } from '../jinja/evaluate.ts';
import { folderOf, joinPath } from '../read/tree.ts';
import type { Tree } from '../read/tree.ts';
import type { YamlItem } from '../read/yaml.ts';
import { mainFile, variableFiles } from './files/find-files.ts';
import type { Around } from './files/find-files.ts';
import { LOOPS, folderFor, isYes, moduleKey } from './keywords.ts';
import { readLoop } from './loops.ts';
import { fullName } from './modules.ts';
import { allowsDuplicates, dependenciesOf, roleFolder } from './roles.ts';
import { flushAt } from './flush.ts';
import { include } from './include-tasks.ts';
import { includeVars } from './include-vars.ts';
import { RANK, TREE, variablesIn } from './scope.ts';
import type { Scope } from './scope.ts';
import { carriedTask } from './carried-task.ts';
import { evaluated, inner, loopControl, turn } from './context.ts';
import type { Context } from './context.ts';
import { OneTask } from './one-task.ts';
import { outsideValues } from './outside-values.ts';
import { isChosen } from './tags.ts';
import type { TagChoice } from './tags.ts';
import { appliedBy, changesCondition, isDynamic, plainForm } from './task-forms.ts';
import type { SharedVariables } from './shared-variables.ts';

interface RoleUse {
  readonly name: string;
  readonly item: YamlItem;
  readonly map: Readonly<Record<string, Raw>>;
  readonly vars: Readonly<Record<string, Raw>>;
  readonly tasksFrom: string | null;
  /** Which files of variables and handlers it reads in place of `main`. */
  readonly from?: Readonly<Record<string, string>>;
  /** The play knows the role before it runs, so that all tasks of the play see its variables. */
  readonly isStatic: boolean;
  /** A task asks for it, and not `roles` or `meta`. */
  readonly asTask: boolean;
  readonly context: Context;
}

const MOST_STEPS = 20_000;
const DEEPEST = 30;

/** Reads lists of tasks into steps. */
export class TaskReader {
  readonly tree: Tree;
  readonly #paths: readonly string[];
  readonly #tags: TagChoice;
  readonly #shared: SharedVariables;
  readonly #done = new Set<string>();
  readonly steps: Step[] = [];
  readonly notes: Note[] = [];
  #depth = 0;

  constructor(tree: Tree, paths: readonly string[], tags: TagChoice, shared: SharedVariables) {
    this.tree = tree;
    this.#paths = paths;
    this.#tags = tags;
    this.#shared = shared;
  }

  /** A role that was run in one play runs in the next one as well. */
  beginPlay(): void {
    this.#done.clear();
  }

  list(items: readonly YamlItem[], context: Context): void {
    if (++this.#depth <= DEEPEST) for (const item of items) this.#task(item, context);
    else
      this.notes.push({
        place: { file: context.file, line: 1 },
        message: 'tasks are included in each other without end',
      });
    this.#depth--;
  }

  #task(item: YamlItem, outer: Context): void {
    const map = plainForm(variablesIn(item.value));
    const place = { file: outer.file, line: item.line };
    if (this.steps.length > MOST_STEPS) return;
    const context = inner(outer, map, item);
    if (map.block !== undefined) return this.#block(item, map, context, outer, place);
    const key = moduleKey(Object.keys(map));
    if (key === null) {
      if (map.action !== undefined || map.local_action !== undefined)
        this.opaque(item, context, place, 'it is written with `action`');
      return;
    }
    const module = fullName(key);
    const loops = Object.keys(map).filter((each) => LOOPS.test(each));
    const special = SPECIAL[module];
    const dynamic = isDynamic(module);
    if ((special === undefined || dynamic) && !isChosen(context.tags, this.#tags)) {
      if (context.tags.includes('never'))
        this.notes.push({ place, message: 'it is left out: its tag `never` keeps it from being run' });
      return;
    }
    if (special === undefined && loops.length > 1)
      return this.opaque(item, context, place, 'it has several loops');
    if (special === undefined)
      return new OneTask(this, { item, map, place, key, module, loop: loops[0] ?? null }, context).read();
    const begin = this.steps.length;
    // What an include that is decided while it runs says of itself does not hold for the tasks inside.
    const apply = appliedBy(map);
    const within = dynamic ? { ...outer, scope: context.scope } : context;
    const around = apply === null ? within : inner(within, { block: true, ...apply }, null);
    this.#repeated(item, map, loops[0] ?? null, around, place, (each, n) => {
      const { when, skip } = this.conditions(apply?.when, each);
      const inside = { ...each, when: [...each.when, ...when], skip: each.skip || skip };
      special.call(this, map[key] ?? null, item, map, inside, place, n);
    });
    if (dynamic && changesCondition(map.when, this.steps.slice(begin))) {
      this.steps.splice(begin);
      this.opaque(item, outer, place, 'what it includes changes the condition under which it is included');
    }
  }

  #block(
    item: YamlItem,
    map: Readonly<Record<string, Raw>>,
    context: Context,
    outer: Context,
    place: Place,
  ): void {
    const { when, skip } = this.conditions(map.when, context);
    const within = { ...context, when: [...outer.when, ...when], skip: outer.skip || skip };
    if ((map.rescue !== undefined || map.always !== undefined) && !within.skip)
      return this.opaque(item, within, place, 'it is a block with `rescue` or `always`');
    this.list(item.lists['block'] ?? [], within);
  }

  /** Does something once for each item of a loop, or once where there is none. */
  #repeated(
    item: YamlItem,
    map: Readonly<Record<string, Raw>>,
    key: string | null,
    context: Context,
    place: Place,
    act: (context: Context, n: string) => void,
  ): void {
    const once = (scope: Scope, n: string) => {
      const own = { ...context, scope };
      const { when, skip } = this.conditions(map.when, own);
      act({ ...own, when: [...context.when, ...when], skip: context.skip || skip }, n);
    };
    if (key === null) return once(context.scope, '');
    const loop = readLoop(
      key,
      map[key]!,
      context.scope,
      this.tree,
      this.around(context),
      folderFor(fullName(moduleKey(Object.keys(map)) ?? '')),
    );
    if (loop.loop !== 'items') {
      if (!this.conditions(map.when, context).skip)
        this.opaque(
          item,
          context,
          place,
          loop.loop === 'unknown'
            ? loop.reason
            : 'what it includes depends on a loop that is known on the machine only',
        );
      return;
    }
    const control = loopControl(map, context.scope);
    if (control.extended) return this.opaque(item, context, place, 'it looks at its own loop (`extended`)');
    for (const [i, { item: value }] of loop.items.entries())
      once(context.scope.withData(RANK.item, turn(control, value, i)), `[${i}]`);
  }

  around({ role, file, playbook }: Context): Around {
    return { role, here: folderOf(file), playbook };
  }

  conditions(
    raw: Raw | undefined,
    { scope }: Context,
  ): { readonly when: readonly string[]; readonly skip: boolean } {
    const all = Array.isArray(raw) ? (raw as readonly Raw[]) : raw === undefined ? [] : [raw];
    const found = all.map((each) => evaluateCondition(each, scope));
    return { when: found.filter((each) => typeof each === 'string'), skip: found.includes(false) };
  }

  add(
    item: YamlItem,
    context: Context,
    place: Place,
    tasks: readonly FlatTask[],
    opaque: string | null = null,
  ): void {
    this.steps.push({
      key: `${context.trail}>${place.file}:${place.line}`,
      part: context.part,
      place,
      comment: item.comment,
      tasks,
      opaque,
      written: { raw: item.value, when: [...new Set(context.when)] },
      ...(context.role === null && {
        carry: () => carriedTask(item.value, context, this.tree, this.around(context)),
      }),
    });
  }

  flush(item: YamlItem, context: Context, place: Place): void {
    if (context.handlers.takePending())
      this.add({ ...item, comment: null }, context, place, [flushAt(place)]);
  }

  opaque(item: YamlItem, context: Context, place: Place, reason: string): void {
    this.add(item, context, place, [], context.skip ? null : reason);
  }

  includeRole(
    raw: Raw,
    item: YamlItem,
    map: Readonly<Record<string, Raw>>,
    context: Context,
    place: Place,
    isStatic: boolean,
  ): void {
    const args = typeof raw === 'string' ? { name: raw.replace(/^name=/, '') } : variablesIn(raw);
    const name = evaluate(args.name ?? null, context.scope);
    if (context.skip) return;
    if (typeof name !== 'string')
      return this.opaque(item, context, place, 'which role it includes is known on the machine only');
    const tasksFrom = evaluate(args.tasks_from ?? null, context.scope);
    const from = Object.fromEntries(
      ['vars', 'defaults', 'handlers'].flatMap((part) => {
        const file = evaluate(args[`${part}_from`] ?? null, context.scope);
        return typeof file === 'string' ? [[part, file]] : [];
      }),
    );
    this.role({
      from,
      isStatic: isStatic || isYes(args.public),
      asTask: true,
      name,
      item,
      map: { ...map, when: true },
      vars: variablesIn(map.vars ?? null),
      tasksFrom: typeof tasksFrom === 'string' ? tasksFrom : null,
      context,
    });
  }

  role({ name, item, map, vars, tasksFrom, from = {}, isStatic, asTask, context }: RoleUse): void {
    const place = { file: context.file, line: item.line };
    const { when, skip } = this.conditions(map.when, context);
    if (skip || context.skip) return;
    const folder = roleFolder(this.tree, name, this.#paths, context.role);
    const params = evaluated(vars, context.scope);
    // Several roles may stand on one line.
    const trail = `${context.trail}>${place.line}:${name}`;
    const title = typeof map.name === 'string' && map.name !== name ? map.name : null;
    const part: RolePart = {
      key: trail,
      role: name,
      folder,
      place,
      title,
      params,
      outside: folder === null ? {} : outsideValues(this.tree, folder, context.scope),
      partial: tasksFrom !== null,
    };
    if (folder === null) return this.add(item, { ...context, part }, place, [], MISSING);
    if (context.roles.includes(folder) || context.roles.length > DEEPEST) return;
    const read = (path: string) => variablesIn(this.tree.yaml(path)?.value ?? null);
    let scope = context.scope;
    for (const path of variableFiles(this.tree, joinPath(folder, 'defaults'), from.defaults)) {
      scope = scope.with(RANK.defaults, read(path));
      if (isStatic) this.#shared.add(RANK.sharedDefaults, path, read(path));
    }
    for (const path of variableFiles(this.tree, joinPath(folder, 'vars'), from.vars)) {
      scope = scope.with(RANK.role, read(path));
      if (isStatic) this.#shared.add(RANK.sharedRole, path, read(path));
    }
    scope = scope.withData(RANK.params, {
      ...params,
      role_path: `${TREE}/${folder}`,
      role_name: name.split('/').at(-1)!,
    });
    const within: Context = {
      ...context,
      scope,
      part,
      role: folder,
      when: [...context.when, ...when],
      trail,
      roles: [...context.roles, folder],
    };
    for (const each of dependenciesOf(this.tree, folder))
      this.role({
        ...each,
        item: { ...item, value: each.map },
        tasksFrom: null,
        isStatic,
        asTask: false,
        context: { ...inner(within, { ...each.map, vars: null }, null), file: each.file },
      });
    const handlers = mainFile(this.tree, joinPath(folder, 'handlers'), from.handlers);
    if (handlers !== null)
      context.handlers.add(this.tree.yaml(handlers)?.items ?? [], handlers, scope, !asTask);
    const tasks = mainFile(this.tree, joinPath(folder, 'tasks'), tasksFrom ?? 'main');
    if (tasks === null) return;
    const once = `${folder}|${tasksFrom}|${JSON.stringify(params)}`;
    // What `roles` and `meta` ask for runs once with the same values; a task can ask for a role again.
    const repeats = asTask || tasksFrom !== null || allowsDuplicates(this.tree, folder);
    if (this.#done.has(once) && !repeats) return;
    this.#done.add(once);
    this.list(this.tree.yaml(tasks)?.items ?? [], { ...within, file: tasks });
  }
}

/** Why a role that the tree does not hold stays out. */
export const MISSING = 'the role is not in the tree';

type Special = (
  this: TaskReader,
  raw: Raw,
  item: YamlItem,
  map: Readonly<Record<string, Raw>>,
  context: Context,
  place: Place,
  n: string,
) => void;

const including: Special = function (raw, item, map, context, place, n) {
  include(this, { raw, item, map, context, place, n });
};
const role = (isStatic: boolean): Special =>
  function (raw, item, map, context, place) {
    this.includeRole(raw, item, map, context, place, isStatic);
  };
const SPECIAL: Readonly<Record<string, Special>> = {
  'ansible.builtin.include': including,
  'ansible.builtin.include_tasks': including,
  'ansible.builtin.import_tasks': including,
  'ansible.builtin.include_role': role(false),
  'ansible.builtin.import_role': role(true),
  'ansible.builtin.include_vars': function (raw, item, _map, context, place) {
    includeVars(this, raw, item, context, place);
  },
};
