import type { Raw } from '../model/data.ts';
import type { Expansion, RolePart } from '../model/task.ts';
import { evaluate } from '../jinja/evaluate.ts';
import { folderOf, joinPath } from '../read/tree.ts';
import type { Tree } from '../read/tree.ts';
import type { YamlItem } from '../read/yaml.ts';
import { mainFile, variableFiles } from './files.ts';
import { Handlers } from './handlers.ts';
import { rolePaths } from './roles.ts';
import { Machine, RANK, Scope, TREE, variablesIn } from './scope.ts';
import { TaskReader } from './tasks.ts';
import type { Context } from './context.ts';
import type { Data } from '../model/data.ts';

/** What is known of one run of a playbook. */
export interface PlaybookRun {
  readonly playbook: string;
  /** The configuration of Ansible that is used, or null. */
  readonly config: string | null;
  readonly facts: Readonly<Record<string, Data>>;
  readonly extraVars: Readonly<Record<string, Data>>;
  /** Groups of the machine beside `all`. */
  readonly groups: readonly string[];
  /** Who logs in; null if nothing says. */
  readonly user: string | null;
}

/** What a playbook comes to on one system: its tasks in order, each as far as the tree says what it does. */
export function expandPlaybook(tree: Tree, run: PlaybookRun): Expansion {
  const machine = new Machine(run.facts);
  const reader = new PlaybookReader(tree, run, machine);
  reader.playbook(run.playbook, []);
  return { steps: reader.tasks.steps, notes: reader.tasks.notes, gathers: reader.gathers };
}

class PlaybookReader {
  readonly #tree: Tree;
  readonly #run: PlaybookRun;
  readonly #machine: Machine;
  readonly tasks: TaskReader;
  gathers = false;

  constructor(tree: Tree, run: PlaybookRun, machine: Machine) {
    this.#tree = tree;
    this.#run = run;
    this.#machine = machine;
    this.tasks = new TaskReader(tree, rolePaths(tree, run.playbook, run.config));
  }

  playbook(path: string, above: readonly string[]): void {
    const read = this.#tree.yaml(path);
    if (read === null || above.includes(path) || above.length > 20) return;
    for (const play of read.items) {
      const map = variablesIn(play.value);
      const other = map.import_playbook ?? map['ansible.builtin.import_playbook'] ?? map.include;
      if (typeof other === 'string') this.playbook(joinPath(folderOf(path), other), [...above, path]);
      else this.#play(play, path);
    }
  }

  #play(play: YamlItem, path: string): void {
    const map = variablesIn(play.value);
    const place = { file: path, line: play.line };
    let scope = this.#scope(path, map);
    scope = scope.with(RANK.play, variablesIn(map.vars ?? null));
    for (const name of listOf(map.vars_files)) scope = this.#varsFile(name, path, scope);
    if (map.gather_facts !== false && map.gather_facts !== 'no') this.gathers = true;
    const handlers = new Handlers();
    const part: RolePart = {
      key: `${path}:${play.line}`,
      role: null,
      folder: null,
      place,
      title: typeof map.name === 'string' ? map.name : null,
      params: {},
      outside: {},
      partial: false,
    };
    const become = evaluate(map.become ?? map.sudo ?? false, scope);
    const context: Context = {
      scope,
      part,
      file: path,
      playbook: folderOf(path),
      role: null,
      when: [],
      skip: false,
      handlers,
      keywords: {
        ...(map.environment !== undefined && { environment: map.environment }),
        ...(map.no_log !== undefined && { no_log: map.no_log }),
        ...(map.ignore_errors !== undefined && { ignore_errors: map.ignore_errors }),
      },
      become: become === true || become === 'yes' || become === 'true',
      becomeUser: map.become_user ?? map.sudo_user ?? null,
      user: typeof map.remote_user === 'string' ? map.remote_user : this.#run.user,
      trail: `${path}:${play.line}`,
      roles: [],
    };
    handlers.add(play.lists['handlers'] ?? [], path, scope);
    this.tasks.list(play.lists['pre_tasks'] ?? [], context);
    for (const role of play.lists['roles'] ?? []) this.#roleOfPlay(role, context);
    this.tasks.list(play.lists['tasks'] ?? [], context);
    this.tasks.list(play.lists['post_tasks'] ?? [], context);
    for (const odd of ['strategy', 'serial', 'module_defaults'])
      if (odd === 'module_defaults' && map[odd] !== undefined)
        this.tasks.notes.push({
          place,
          message: `\`${odd}\` of the play is left out: write it in the tasks`,
        });
  }

  /** Values of the inventory, as the build sees them: one machine, which is in `all` and in the groups of the run. */
  #scope(path: string, play: Readonly<Record<string, Raw>>): Scope {
    const here = folderOf(path);
    let scope = new Scope(this.#machine)
      .withData(RANK.extra, this.#run.extraVars)
      .withData(RANK.group, { playbook_dir: `${TREE}/${here}` });
    const hosts = listOf(play.hosts).filter((name) => /^[\w-]+$/.test(name));
    const groups = ['all', ...new Set([...hosts, ...this.#run.groups])].filter(
      (name) => name !== 'localhost',
    );
    for (const group of groups)
      for (const base of new Set([here, folderOf(here), '', joinPath(here, 'inventory')]))
        for (const file of variableFiles(this.#tree, joinPath(base, 'group_vars'), group))
          scope = scope.with(RANK.group, variablesIn(this.#tree.yaml(file)?.value ?? null));
    for (const host of new Set(['default', ...hosts]))
      for (const file of variableFiles(this.#tree, joinPath(here, 'host_vars'), host))
        scope = scope.with(RANK.host, variablesIn(this.#tree.yaml(file)?.value ?? null));
    return scope;
  }

  #varsFile(name: string, path: string, scope: Scope): Scope {
    const value = evaluate(name, scope);
    const file = typeof value === 'string' ? mainFile(this.#tree, folderOf(path), value) : null;
    if (file === null) {
      this.tasks.notes.push({
        place: { file: path, line: 1 },
        message: `the file of variables \`${name}\` is not in the tree`,
      });
      return scope;
    }
    return scope.with(RANK.play, variablesIn(this.#tree.yaml(file)?.value ?? null));
  }

  #roleOfPlay(item: YamlItem, context: Context): void {
    const map = typeof item.value === 'string' ? { role: item.value } : variablesIn(item.value);
    const name = map.role ?? map.name;
    if (typeof name !== 'string') return;
    const rest = Object.entries(map).filter(
      ([key]) => !['role', 'name', 'when', 'tags', 'vars', 'become', 'become_user'].includes(key),
    );
    this.tasks.role({
      name,
      item,
      map,
      vars: { ...Object.fromEntries(rest), ...variablesIn(map.vars ?? null) },
      tasksFrom: null,
      context,
    });
  }
}

const listOf = (raw: Raw | undefined): string[] =>
  (Array.isArray(raw)
    ? (raw as readonly Raw[]).flat()
    : raw === undefined
      ? []
      : typeof raw === 'string'
        ? raw.split(/[,:]/)
        : []
  )
    .filter((each): each is string => typeof each === 'string')
    .map((each) => each.trim());
