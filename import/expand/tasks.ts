import type { Raw } from '../model/data.ts';
import type { Note, Place } from '../model/place.ts';
import type { FlatTask, RolePart, Step } from '../model/task.ts';
import { evaluate, evaluateCondition } from '../jinja/evaluate.ts';
import { folderOf, joinPath } from '../read/tree.ts';
import type { Tree } from '../read/tree.ts';
import type { YamlItem } from '../read/yaml.ts';
import { mainFile, variableFiles } from './files.ts';
import type { Around } from './files.ts';
import { LOOPS, folderFor, moduleKey } from './keywords.ts';
import { readLoop } from './loops.ts';
import { fullName } from './modules.ts';
import { dependenciesOf, roleFolder } from './roles.ts';
import { firstFoundOf, includeVars } from './include-vars.ts';
import { RANK, TREE, variablesIn } from './scope.ts';
import type { Scope } from './scope.ts';
import { carriedTask } from './carried-task.ts';
import { evaluated, inner, loopVariable } from './context.ts';
import type { Context } from './context.ts';
import { OneTask } from './one-task.ts';
import { outsideValues } from './outside-values.ts';

interface RoleUse {
  readonly name: string;
  readonly item: YamlItem;
  readonly map: Readonly<Record<string, Raw>>;
  readonly vars: Readonly<Record<string, Raw>>;
  readonly tasksFrom: string | null;
  readonly context: Context;
}

const MOST_STEPS = 20_000;
const DEEPEST = 30;

/** Reads lists of tasks into steps. */
export class TaskReader {
  readonly tree: Tree;
  readonly #paths: readonly string[];
  readonly #done = new Set<string>();
  readonly steps: Step[] = [];
  readonly notes: Note[] = [];
  #depth = 0;

  constructor(tree: Tree, paths: readonly string[]) {
    this.tree = tree;
    this.#paths = paths;
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
    const map = variablesIn(item.value);
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
    if (special === undefined && loops.length > 1)
      return this.opaque(item, context, place, 'it has several loops');
    if (special === undefined)
      return new OneTask(this, { item, map, place, key, module, loop: loops[0] ?? null }, context).read();
    this.#repeated(item, map, loops[0] ?? null, context, place, (each, n) =>
      special.call(this, map[key] ?? null, item, map, each, place, n),
    );
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
    const name = loopVariable(map, context.scope);
    for (const [i, { item: value }] of loop.items.entries())
      once(context.scope.withData(RANK.item, { [name]: value }), `[${i}]`);
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
      ...(opaque !== null && { written: { raw: item.value, when: [...new Set(context.when)] } }),
      ...(context.role === null && {
        carry: () => carriedTask(item.value, context, this.tree, this.around(context)),
      }),
    });
  }

  opaque(item: YamlItem, context: Context, place: Place, reason: string): void {
    this.add(item, context, place, [], context.skip ? null : reason);
  }

  include(
    raw: Raw,
    item: YamlItem,
    map: Readonly<Record<string, Raw>>,
    context: Context,
    place: Place,
    n: string,
  ): void {
    if (context.skip) return;
    const given = typeof raw === 'object' && raw !== null ? variablesIn(raw).file : raw;
    const inline = typeof given === 'string' ? /^(\S+)\s+(.+=.*)$/.exec(given.trim()) : null;
    const looked = firstFoundOf(this, given ?? null, context, 'tasks');
    if (looked !== null && looked.found === 'nothing') return;
    const name =
      looked?.found === 'file' ? looked.name : evaluate(inline?.[1] ?? given ?? null, context.scope);
    const own = variablesIn(typeof raw === 'object' ? (variablesIn(raw).vars ?? null) : null);
    if (typeof name !== 'string')
      return this.opaque(item, context, place, 'which file it includes is known on the machine only');
    const { role, here, playbook } = this.around(context);
    const places = [
      ...(role === null ? [] : [joinPath(role, 'tasks', name), joinPath(role, name)]),
      joinPath(here, name),
      joinPath(playbook, name),
    ];
    const file = name.startsWith(TREE)
      ? joinPath(name.slice(TREE.length))
      : this.tree.first(...places.filter((each) => !each.startsWith('..')));
    if (file === null)
      return this.opaque(item, context, place, `the file \`${name}\` that it includes is not in the tree`);
    const read = this.tree.yaml(file);
    if (read === null)
      return this.opaque(item, context, place, `the file \`${file}\` that it includes cannot be read`);
    const scope = context.scope.withData(
      RANK.params,
      evaluated({ ...variablesIn(map.vars ?? null), ...own }, context.scope),
    );
    this.list(read.items, { ...context, scope, file, trail: `${context.trail}>${place.line}${n}` });
  }

  includeRole(
    raw: Raw,
    item: YamlItem,
    map: Readonly<Record<string, Raw>>,
    context: Context,
    place: Place,
  ): void {
    const args = typeof raw === 'string' ? { name: raw.replace(/^name=/, '') } : variablesIn(raw);
    const name = evaluate(args.name ?? null, context.scope);
    if (context.skip) return;
    if (typeof name !== 'string')
      return this.opaque(item, context, place, 'which role it includes is known on the machine only');
    const tasksFrom = evaluate(args.tasks_from ?? null, context.scope);
    this.role({
      name,
      item,
      map: { ...map, when: true },
      vars: variablesIn(map.vars ?? null),
      tasksFrom: typeof tasksFrom === 'string' ? tasksFrom : null,
      context,
    });
  }

  role({ name, item, map, vars, tasksFrom, context }: RoleUse): void {
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
    for (const path of variableFiles(this.tree, joinPath(folder, 'defaults')))
      scope = scope.with(RANK.defaults, read(path));
    for (const path of variableFiles(this.tree, joinPath(folder, 'vars')))
      scope = scope.with(RANK.role, read(path));
    scope = scope.withData(RANK.params, {
      ...params,
      role_path: `${TREE}/${folder}`,
      role_name: name.split('/').at(-1)!,
    });
    const become = map.become === undefined ? context.become : evaluate(map.become, scope) === true;
    const within: Context = {
      ...context,
      scope,
      part,
      become,
      becomeUser: map.become_user ?? context.becomeUser,
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
        context: { ...within, file: each.file },
      });
    const handlers = mainFile(this.tree, joinPath(folder, 'handlers'));
    if (handlers !== null) context.handlers.add(this.tree.yaml(handlers)?.items ?? [], handlers, scope);
    const tasks = mainFile(this.tree, joinPath(folder, 'tasks'), tasksFrom ?? 'main');
    if (tasks === null) return;
    const once = `${folder}|${tasksFrom}|${JSON.stringify(params)}`;
    // A dependency runs once; a play can ask for a role again.
    if (this.#done.has(once) && context.roles.length > 0 && tasksFrom === null) return;
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
  this.include(raw, item, map, context, place, n);
};
const role: Special = function (raw, item, map, context, place) {
  this.includeRole(raw, item, map, context, place);
};
const SPECIAL: Readonly<Record<string, Special>> = {
  'ansible.builtin.include': including,
  'ansible.builtin.include_tasks': including,
  'ansible.builtin.import_tasks': including,
  'ansible.builtin.include_role': role,
  'ansible.builtin.import_role': role,
  'ansible.builtin.include_vars': function (raw, item, _map, context, place) {
    includeVars(this, raw, item, context, place);
  },
};
