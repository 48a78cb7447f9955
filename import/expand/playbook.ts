import { newMap } from '../model/data.ts';
import type { Data, Raw } from '../model/data.ts';
import type { Note } from '../model/place.ts';
import type { Expansion, RolePart } from '../model/task.ts';
import { evaluate } from '../jinja/evaluate.ts';
import { folderOf, joinPath } from '../read/tree.ts';
import type { Tree } from '../read/tree.ts';
import type { YamlItem } from '../read/yaml.ts';
import { ansibleConfig } from './ansible-config.ts';
import type { AnsibleConfig } from './ansible-config.ts';
import { inner } from './context.ts';
import { mainFile, variableFiles } from './files/find-files.ts';
import { Handlers } from './handlers.ts';
import { isKeyword } from './keywords.ts';
import { hostsOf, playsForMachine, playsOf } from './plays.ts';
import type { Play } from './plays.ts';
import { rolePaths } from './roles.ts';
import { Machine, RANK, Scope, TREE, variablesIn } from './scope.ts';
import { SharedVariables } from './shared-variables.ts';
import { ALL_TAGS, tagsIn } from './tags.ts';
import type { TagChoice } from './tags.ts';
import { TaskReader } from './tasks.ts';
import type { Context } from './context.ts';

/** What is known of one run of a playbook. */
export interface PlaybookRun {
  readonly playbook: string;
  /** The configuration of Ansible that is used, or null. */
  readonly config: string | null;
  readonly facts: Readonly<Record<string, Data>>;
  readonly extraVars: Readonly<Record<string, Data>>;
  /** Variables of the inventory. */
  readonly inventory?: Readonly<Record<string, Raw>>;
  /** Folders in which inventories lie; null if nothing says. */
  readonly inventories?: readonly string[] | null;
  /** Variables whose values are given to the run, so that nothing in the tree says what they are. */
  readonly given?: ReadonlySet<string>;
  /** Groups of the machine beside `all`. */
  readonly groups: readonly string[];
  /** Names of the machine in the inventory, groups included; null if nothing says. */
  readonly hosts?: readonly string[] | null;
  /** Who logs in; null if nothing says. */
  readonly user: string | null;
  readonly tags?: TagChoice;
  /** Tasks are run as root unless they say otherwise (`--become`). */
  readonly become?: boolean;
  /** Who tasks become unless they say otherwise (`--become-user`). */
  readonly becomeUser?: string | null;
}

/** What a playbook comes to on one system: its tasks in order, each as far as the tree says what it does. */
export function expandPlaybook(tree: Tree, run: PlaybookRun): Expansion {
  const shared = new SharedVariables();
  const { result, unread } = tree.watched(() => {
    const first = read(tree, run, shared);
    // A task sees what roles after it bring along, which is known in a second reading.
    return shared.isEmpty ? first : read(tree, run, shared);
  });
  const { tasks, gathers, doubts } = result;
  return { steps: tasks.steps, notes: tasks.notes, doubts: [...doubts, ...tasks.doubts, ...unread], gathers };
}

function read(tree: Tree, run: PlaybookRun, shared: SharedVariables): PlaybookReader {
  const reader = new PlaybookReader(tree, run, new Machine(run.facts, run.given), shared);
  reader.all();
  return reader;
}

const NOT_BESIDE =
  'Ansible does not read it in the build: it is neither beside the playbook nor beside the inventory, which Packer writes elsewhere unless `inventory_directory` says where';

class PlaybookReader {
  readonly #tree: Tree;
  readonly #run: PlaybookRun;
  readonly #machine: Machine;
  readonly #shared: SharedVariables;
  readonly #config: AnsibleConfig;
  readonly tasks: TaskReader;
  readonly doubts: Note[] = [];
  gathers = false;

  constructor(tree: Tree, run: PlaybookRun, machine: Machine, shared: SharedVariables) {
    this.#tree = tree;
    this.#run = run;
    this.#machine = machine;
    this.#shared = shared;
    this.#config = ansibleConfig(tree, run.config);
    const paths = rolePaths(tree, run.playbook, run.config);
    this.tasks = new TaskReader(tree, paths, run.tags ?? ALL_TAGS, shared);
  }

  all(): void {
    const { config, playbook, hosts = null } = this.#run;
    const { plays, notes, isNamed } = playsForMachine(playsOf(this.#tree, playbook), hosts);
    this.tasks.notes.push(...notes);
    if (!isNamed)
      this.tasks.doubt(
        { file: playbook, line: plays[0]!.item.line },
        `no play is for \`${hosts!.join(', ')}\`, as Packer calls the machine, so Ansible would run none; all are taken here`,
      );
    if (config !== null && this.#config.mergesMaps)
      this.doubts.push({
        place: { file: config, line: 1 },
        message: '`hash_behaviour = merge` makes one map of several, which the import does not do',
      });
    for (const play of plays) this.#play(play);
  }

  #play({ item: play, path, vars, when, tags }: Play): void {
    const map = variablesIn(play.value);
    const place = { file: path, line: play.line };
    if (map.hosts === undefined) return this.tasks.doubt(place, 'it is no play: it has no `hosts`');
    this.#shared.begin(`${path}:${play.line}`);
    this.tasks.roles.beginPlay();
    let scope = this.#shared.over(this.#scope(path, map));
    for (const each of [...vars, prompted(map.vars_prompt), map.vars ?? null])
      scope = scope.with(RANK.play, variablesIn(each));
    for (const name of listOf(map.vars_files)) scope = this.#varsFile(name, path, scope);
    const gathers = map.gather_facts !== false && map.gather_facts !== 'no';
    if (gathers) this.gathers = true;
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
    const { become, becomeUser, becomeMethod } = this.#config;
    const outer: Context = {
      scope,
      part,
      file: path,
      playbook: folderOf(path),
      role: null,
      when: [],
      skip: false,
      handlers,
      keywords: {},
      environment: [],
      notify: [],
      tags: tagsIn(tags),
      moduleDefaults: [],
      become: this.#run.become ?? become,
      becomeUser: this.#run.becomeUser ?? becomeUser,
      user: this.#run.user,
      unclearUser: null,
      trail: `${path}:${play.line}`,
      roles: [],
    };
    const { vars: _vars, connection: _connection, ...own } = map;
    const said = becomeMethod === null ? own : { become_method: becomeMethod, ...own };
    const conditions = this.tasks.conditions(when, outer);
    const context: Context = {
      ...inner(outer, said, null),
      when: conditions.when,
      skip: conditions.skip,
    };
    if (gathers) this.#machine.home = isRoot(context) ? '/root' : null;
    const begin = this.tasks.steps.length;
    handlers.add(this.tasks.section(play, 'handlers', place), path, scope);
    const sections = [
      () => this.tasks.list(this.tasks.section(play, 'pre_tasks', place), context),
      () => {
        for (const role of this.tasks.section(play, 'roles', place)) this.#roleOfPlay(role, context);
        this.tasks.list(this.tasks.section(play, 'tasks', place), context);
      },
      () => this.tasks.list(this.tasks.section(play, 'post_tasks', place), context),
    ];
    for (const section of sections) {
      section();
      // Handlers run after each part of a play.
      this.tasks.flush(play, context, place);
    }
    this.tasks.steps.push(...handlers.settled(this.tasks.steps.splice(begin)));
    for (const odd of ['strategy', 'force_handlers', 'max_fail_percentage', 'any_errors_fatal', 'serial'])
      if (map[odd] === true || (odd === 'strategy' && map[odd] !== undefined && map[odd] !== 'linear'))
        this.tasks.notes.push({ place, message: `\`${odd}\` of the play is left out` });
  }

  /** Values of the inventory, as the build sees them: one machine, which is in `all` and in the groups of the run. */
  #scope(path: string, play: Readonly<Record<string, Raw>>): Scope {
    const here = folderOf(path);
    let scope = new Scope(this.#machine)
      .withData(RANK.extra, this.#run.extraVars)
      .withData(RANK.group, { playbook_dir: `${TREE}/${here}` })
      .with(RANK.group, this.#run.inventory ?? {});
    const hosts = hostsOf(play.hosts).filter((name) => /^[\w-]+$/.test(name));
    const groups = ['all', ...new Set([...hosts, ...this.#run.groups])].filter(
      (name) => name !== 'localhost',
    );
    // What is beside the playbook holds against what is beside the inventory.
    const usual = [joinPath(here, 'inventory'), '', folderOf(here), here];
    const { inventories = null } = this.#run;
    const bases = new Set(inventories === null ? usual : [...inventories, here]);
    for (const group of groups)
      for (const base of bases)
        for (const file of variableFiles(this.#tree, joinPath(base, 'group_vars'), group))
          scope = scope.with(RANK.group, variablesIn(this.#tree.yaml(file)?.value ?? null));
    for (const host of new Set(['default', ...hosts]))
      for (const base of bases)
        for (const file of variableFiles(this.#tree, joinPath(base, 'host_vars'), host))
          scope = scope.with(RANK.host, variablesIn(this.#tree.yaml(file)?.value ?? null));
    for (const base of usual)
      for (const file of bases.has(base)
        ? []
        : variableFiles(this.#tree, joinPath(base, 'group_vars'), 'all'))
        this.tasks.notes.push({ place: { file, line: 1 }, message: NOT_BESIDE });
    return scope;
  }

  #varsFile(name: string, path: string, scope: Scope): Scope {
    const value = evaluate(name, scope);
    const file = typeof value === 'string' ? mainFile(this.#tree, folderOf(path), value) : null;
    if (file === null) {
      this.tasks.doubt({ file: path, line: 1 }, `the file of variables \`${name}\` is not in the tree`);
      return scope;
    }
    return scope.with(RANK.play, variablesIn(this.#tree.yaml(file)?.value ?? null));
  }

  #roleOfPlay(item: YamlItem, outer: Context): void {
    const map = typeof item.value === 'string' ? { role: item.value } : variablesIn(item.value);
    const name = map.role ?? map.name;
    if (typeof name !== 'string')
      return this.tasks.doubt({ file: outer.file, line: item.line }, 'it is no role: it has no name');
    const { vars, ...said } = map;
    const rest = Object.entries(said).filter(([key]) => !isKeyword(key) && key !== 'role');
    this.tasks.roles.read({
      name,
      item,
      map,
      vars: { ...Object.fromEntries(rest), ...variablesIn(vars ?? null) },
      tasksFrom: null,
      isStatic: true,
      asTask: false,
      context: inner(outer, said, null),
    });
  }
}

/** Values of `vars_prompt`, which nobody is asked for while an image is built. */
const prompted = (raw: Raw | undefined): Raw =>
  newMap<Raw>(
    (Array.isArray(raw) ? (raw as readonly Raw[]) : []).flatMap((each) => {
      const { name, default: value } = variablesIn(each);
      return typeof name === 'string' && value !== undefined ? [[name, value] as const] : [];
    }),
  );

const listOf = (raw: Raw | undefined): string[] =>
  (Array.isArray(raw) ? (raw as readonly Raw[]).flat() : typeof raw === 'string' ? [raw] : []).filter(
    (each): each is string => typeof each === 'string',
  );

/** Whether tasks are run by root, as they would be right at the beginning of a play. */
const isRoot = ({ become, becomeUser, unclearUser, user, scope }: Context): boolean =>
  unclearUser === null &&
  (become ? ['root', '', null].includes(evaluate(becomeUser, scope) as never) : user === 'root');
