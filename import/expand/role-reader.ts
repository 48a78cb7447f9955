import type { Raw } from '../model/data.ts';
import type { RolePart } from '../model/task.ts';
import { evaluate } from '../jinja/evaluate.ts';
import { joinPath } from '../read/tree.ts';
import type { Tree } from '../read/tree.ts';
import type { YamlItem } from '../read/yaml.ts';
import { evaluated, inner } from './context.ts';
import type { Context, Including, Reader } from './context.ts';
import { mainFile, variableFiles } from './files/find-files.ts';
import { isYes } from './keywords.ts';
import { outsideValues } from './outside-values.ts';
import { allowsDuplicates, dependenciesOf, roleFolder } from './roles.ts';
import { RANK, TREE, variablesIn } from './scope.ts';
import type { SharedVariables } from './shared-variables.ts';

/** Why a role that the tree does not hold stays out. */
export const MISSING = 'the role is not in the tree';

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

/** How deep roles may stand in each other. */
const DEEPEST = 30;

/** Reads roles of a play: what they bring along, those that they depend on, and their tasks. */
export class RoleReader {
  readonly #reader: Reader;
  readonly #tree: Tree;
  readonly #paths: readonly string[];
  readonly #shared: SharedVariables;
  readonly #done = new Set<string>();

  constructor(reader: Reader, paths: readonly string[], shared: SharedVariables) {
    this.#reader = reader;
    this.#tree = reader.tree;
    this.#paths = paths;
    this.#shared = shared;
  }

  /** A role that was run in one play runs in the next one as well. */
  beginPlay(): void {
    this.#done.clear();
  }

  /** The role that a task asks for. */
  include({ raw, item, map, context, place }: Including, isStatic: boolean): void {
    const args = typeof raw === 'string' ? { name: raw.replace(/^name=/, '') } : variablesIn(raw);
    const name = evaluate(args.name ?? null, context.scope);
    if (context.skip) return;
    if (typeof name !== 'string')
      return this.#reader.opaque(item, context, place, 'which role it includes is known on the machine only');
    const tasksFrom = evaluate(args.tasks_from ?? null, context.scope);
    const from = Object.fromEntries(
      ['vars', 'defaults', 'handlers'].flatMap((part) => {
        const file = evaluate(args[`${part}_from`] ?? null, context.scope);
        return typeof file === 'string' ? [[part, file]] : [];
      }),
    );
    this.read({
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

  read({ name, item, map, vars, tasksFrom, from = {}, isStatic, asTask, context }: RoleUse): void {
    const place = { file: context.file, line: item.line };
    const { when, skip } = this.#reader.conditions(map.when, context);
    if (skip || context.skip) return;
    const folder = roleFolder(this.#tree, name, this.#paths, context.role);
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
      outside: folder === null ? {} : outsideValues(this.#tree, folder, context.scope),
      partial: tasksFrom !== null,
    };
    if (folder === null) return this.#reader.opaque(item, { ...context, part }, place, MISSING);
    if (context.roles.includes(folder) || context.roles.length > DEEPEST) return;
    const values = (path: string) => variablesIn(this.#tree.yaml(path)?.value ?? null);
    let scope = context.scope;
    for (const path of variableFiles(this.#tree, joinPath(folder, 'defaults'), from.defaults)) {
      scope = scope.with(RANK.defaults, values(path));
      if (isStatic) this.#shared.add(RANK.sharedDefaults, path, values(path));
    }
    for (const path of variableFiles(this.#tree, joinPath(folder, 'vars'), from.vars)) {
      scope = scope.with(RANK.role, values(path));
      if (isStatic) this.#shared.add(RANK.sharedRole, path, values(path));
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
    for (const each of dependenciesOf(this.#tree, folder))
      this.read({
        ...each,
        item: { ...item, value: each.map },
        tasksFrom: null,
        isStatic,
        asTask: false,
        context: { ...inner(within, { ...each.map, vars: null }, null), file: each.file },
      });
    const handlers = mainFile(this.#tree, joinPath(folder, 'handlers'), from.handlers);
    if (handlers !== null)
      context.handlers.add(this.#tree.items(handlers, 'handlers'), handlers, scope, !asTask);
    const tasks = mainFile(this.#tree, joinPath(folder, 'tasks'), tasksFrom ?? 'main');
    if (tasks === null) return;
    const once = `${folder}|${tasksFrom}|${JSON.stringify(params)}`;
    // What `roles` and `meta` ask for runs once with the same values; a task can ask for a role again.
    const repeats = asTask || tasksFrom !== null || allowsDuplicates(this.#tree, folder);
    if (this.#done.has(once) && !repeats) return;
    this.#done.add(once);
    this.#reader.list(this.#tree.items(tasks, 'tasks'), { ...within, file: tasks });
  }
}
