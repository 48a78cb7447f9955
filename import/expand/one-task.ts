import { Template, isKnown } from '../model/data.ts';
import type { Data, DataMap, Raw } from '../model/data.ts';
import type { Place } from '../model/place.ts';
import type { FlatHandler, FlatTask } from '../model/task.ts';
import { OMIT, evaluate } from '../jinja/evaluate.ts';
import { joinPath } from '../read/tree.ts';
import type { YamlItem } from '../read/yaml.ts';
import { lookedUpFile, templateVariables } from './files/template-variables.ts';
import { scriptTasks } from './files/scripts.ts';
import { findFile } from './files/find-files.ts';
import { argumentsOf } from './free-form.ts';
import { fullName, namedArguments } from './modules.ts';
import { folderCopy, intoFolder, preserved } from './files/folder-copy.ts';
import { folderFor, isYes, keptKeywords } from './keywords.ts';
import { loopControl, readLoop, turn } from './loops.ts';
import { templatesIn } from './read-names.ts';
import { RANK, TREE, isDataMap, variablesIn } from './scope.ts';
import type { Scope } from './scope.ts';
import { environmentOf } from './context.ts';
import type { Context, Reader } from './context.ts';

interface Given {
  readonly item: YamlItem;
  readonly map: Readonly<Record<string, Raw>>;
  readonly place: Place;
  readonly key: string;
  readonly module: string;
  readonly loop: string | null;
}

/** Modules whose effect stays with Ansible itself, so that no other file can hold them. */
const ONLY_THERE = /\.(add_host|group_by|set_stats|pause|meta|fetch)$/;

/** Modules that do nothing on the machine, so that it does not matter who runs them. */
const OF_ANSIBLE = /^ansible\.builtin\.(set_fact|debug|assert|fail|package_facts|service_facts|setup)$/;

/** Reads one task that calls a module. */
export class OneTask {
  readonly #reader: Reader;
  readonly #given: Given;
  readonly #context: Context;

  constructor(reader: Reader, given: Given, context: Context) {
    this.#reader = reader;
    this.#given = given;
    this.#context = context;
  }

  read(): void {
    const { item, map, place, module, loop } = this.#given;
    const context = this.#context;
    if (context.skip) return this.#skipped();
    // Who gathers facts again may be another one.
    if (/^ansible\.builtin\.(setup|gather_facts)$/.test(module)) context.scope.machine.home = null;
    if (module === 'ansible.builtin.meta') {
      const what = String(map[this.#given.key] as string);
      if (what === 'flush_handlers') this.#reader.flush(item, context, place);
      else if (what !== 'noop')
        this.#reader.opaque(item, context, place, 'it steers Ansible itself (`meta`)');
      return;
    }
    if (ONLY_THERE.test(module) && module !== 'ansible.builtin.pause')
      return this.#opaqueUnlessSkipped('it is about the machine that builds');
    if (context.unclearUser !== null && !OF_ANSIBLE.test(module))
      return this.#opaqueUnlessSkipped(context.unclearUser);
    if (loop === null) return this.#finish([this.#once(context.scope)]);
    const found = readLoop(
      loop,
      map[loop]!,
      context.scope,
      this.#reader.tree,
      this.#reader.around(context),
      folderFor(module),
    );
    const control = loopControl(map, context.scope);
    if (found.loop === 'unknown') return this.#opaqueUnlessSkipped(found.reason);
    if (found.loop === 'machine') return this.#finish([this.#looping(found.over)]);
    // The result of a loop is a list of results, which single tasks do not leave.
    if (map.register !== undefined || control.extended)
      return this.#finish([this.#looping(found.items.map(({ item: each }) => each))]);
    this.#finish(
      found.items.map(({ item: each, glob }, n) => {
        const made = this.#once(context.scope.withData(RANK.item, turn(control, each, n)));
        return made === null || typeof made === 'string' || glob === undefined ? made : { ...made, glob };
      }),
    );
  }

  /** The task with its loop, which the machine goes through. */
  #looping(over: Data): FlatTask | string | null {
    const made = this.#once(this.#context.scope);
    if (made === null || typeof made === 'string') return made;
    return { ...made, keywords: { ...made.keywords, loop: over, ...this.#control() } };
  }

  #control(): Record<string, Data> {
    const control = evaluate(this.#given.map.loop_control ?? null, this.#context.scope);
    return isDataMap(control) ? { loop_control: control } : {};
  }

  #opaqueUnlessSkipped(reason: string): void {
    const { item, map, place } = this.#given;
    if (this.#reader.conditions(map.when, this.#context).skip) this.#skipped();
    else this.#reader.opaque(item, this.#context, place, reason);
    this.#registered(null);
  }

  #finish(found: readonly (FlatTask | string | null)[]): void {
    const { item, place } = this.#given;
    const made = found
      .filter((each): each is FlatTask => each !== null && typeof each === 'object')
      .flatMap((task) => folderCopy(task, this.#reader.tree))
      .map((task) => preserved(task, this.#reader.tree))
      .map((task) => scriptTasks(task, this.#reader.tree, this.#reader.around(this.#context)));
    const tasks = made.flatMap((each) => (typeof each === 'string' ? [] : each));
    const reason = [...found, ...made].find((each) => typeof each === 'string');
    if (typeof reason === 'string') this.#reader.opaque(item, this.#context, place, reason);
    else this.#reader.add(item, this.#context, place, tasks);
    if (tasks.length === 0 && reason === undefined)
      this.#registered({ changed: false, skipped: true, failed: false });
    else this.#registered(null);
  }

  #skipped(): void {
    this.#registered({ changed: false, skipped: true, failed: false });
    this.#reader.add(this.#given.item, this.#context, this.#given.place, []);
  }

  #registered(value: DataMap | null): void {
    const name = this.#given.map.register;
    if (typeof name === 'string')
      this.#context.scope.machine.later.set(name, value === null ? null : { value });
  }

  /** The task with what is known put in; null where it does not run, a text where it cannot be told. */
  #once(given: Scope): FlatTask | string | null {
    const { map, place, module, key } = this.#given;
    const context = this.#context;
    const { tree } = this.#reader;
    const around = this.#reader.around(context);
    // The text of a file of the tree is known here; on the machine nobody would find the file.
    const scope = given.withFiles((name) => {
      const file = findFile(tree, name, 'files', around);
      return file === null ? null : (tree.text(file)?.trimEnd() ?? null);
    });
    const conditions = this.#reader.conditions(map.when, { ...context, scope });
    if (conditions.skip) return null;
    const written = {
      ...this.#defaults(scope),
      ...namedArguments(module, asMap(evaluate(map.args ?? {}, scope))),
      ...namedArguments(module, argumentsOf(module, map[key] ?? null, scope)),
    };
    const args = withoutOmitted(written);
    if (module === 'ansible.builtin.file' && args.state === 'directory' && typeof args.path === 'string')
      scope.machine.folders.add(args.path.replace(/(.)\/+$/, '$1'));
    if (module === 'ansible.builtin.set_fact') this.#setFacts(args, conditions.when);
    const { environment: _own, ...said } = keptKeywords({ ...context.keywords, ...map }, scope);
    const environment = environmentOf(context, scope);
    const keywords: Record<string, Data> = { ...said, ...(environment !== undefined && { environment }) };
    // Modules that write what a task learns stand alone.
    const user = OF_ANSIBLE.test(module) ? null : this.#user(scope);
    if (user !== null) keywords.become_user = user;
    const file = templateVariables(tree, around, module, args, scope);
    if (typeof file === 'string') return file;
    const looked = lookedUpFile([...templatesIn(args), ...templatesIn(keywords), ...conditions.when]);
    if (looked !== null) return looked;
    if (file === null && typeof args.src === 'string' && args.src.startsWith(TREE))
      return `the file \`${joinPath(args.src.slice(TREE.length))}\` is not in the tree`;
    const needed = { ...neededVars(args, keywords, conditions.when, scope), ...file?.vars };
    for (const name of namesIn(args, keywords, conditions.when))
      if (!Object.hasOwn(needed, name) && scope.isLost(name))
        this.#reader.doubt(
          place,
          `\`${name}\` has no value in the result: the tree encrypts it, or makes it in a way that the import does not follow`,
        );
    const vars = inOrderOf(needed, Object.keys(variablesIn(map.vars ?? null)));
    if (Object.keys(vars).length > 0) keywords.vars = vars;
    const brought = file === null ? args : { ...args, src: file.src };
    const made = intoFolder(module, brought, scope.machine.folders);
    const { src: _src, ...others } = made;
    if (JSON.stringify([others, keywords]).includes(`${TREE}/`))
      return 'it names a folder of the tree, which is elsewhere after the import';
    const notify = this.#notified(scope);
    if (typeof notify === 'string') return notify;
    return {
      name: titleOf(map.name, scope),
      module,
      args: made,
      keywords: withoutOmitted(keywords),
      when: [...new Set([...context.when, ...conditions.when])],
      notify,
      place,
    };
  }

  #setFacts(args: Readonly<Record<string, Data>>, when: readonly string[]): void {
    const certain = when.length === 0 && this.#context.when.length === 0;
    for (const [name, value] of Object.entries(args))
      this.#context.scope.machine.later.set(name, certain && isKnown(value) ? { value } : null);
  }

  /** What `module_defaults` gives to the module. */
  #defaults(scope: Scope): Record<string, Data> {
    const { module } = this.#given;
    return Object.assign(
      {},
      ...this.#context.moduleDefaults.flatMap((each) =>
        Object.entries(asMap(evaluate(each, scope))).flatMap(([name, args]) =>
          fullName(name) === module ? [namedArguments(module, asMap(args))] : [],
        ),
      ),
    ) as Record<string, Data>;
  }

  /** Who runs it, if that is not root. */
  #user(scope: Scope): string | null {
    const context = this.#context;
    // Variables of the connection hold against what tasks and plays say.
    const variable = (name: string): Data | undefined => {
      const found = scope.find(name);
      return found.found === 'value' ? found.value : undefined;
    };
    const said = variable('ansible_become');
    const become = said === undefined ? context.become : isYes(said);
    const login = variable('ansible_user') ?? variable('ansible_ssh_user');
    const user = typeof login === 'string' ? login : context.user;
    if (!become) return user === null || user === 'root' ? null : user;
    const value = variable('ansible_become_user') ?? evaluate(context.becomeUser, scope);
    if (value instanceof Template) return value.text;
    return typeof value !== 'string' || value === 'root' || value === '' ? null : value;
  }

  #notified(scope: Scope): readonly FlatHandler[] | string {
    const own = [this.#given.map.notify ?? []].flat() as readonly Raw[];
    const names = [...this.#context.notify, ...own].map((each) => evaluate(each, scope)).flat();
    const found: FlatHandler[] = [];
    for (const name of new Set(names as readonly Data[])) {
      const handlers = typeof name === 'string' ? this.#context.handlers.find(name) : null;
      if (handlers === undefined) {
        this.#reader.notes.push({
          place: this.#given.place,
          message: `nothing handles \`${String(name as string)}\`, which it notifies`,
        });
        continue;
      }
      if (handlers === null) return 'the handler that it notifies is more than one plain task';
      found.push(...handlers);
    }
    return found;
  }
}

const asMap = (value: Data): DataMap => (isDataMap(value) ? value : {});

function withoutOmitted(values: Readonly<Record<string, Data>>): Record<string, Data> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== OMIT));
}

/** The same values, those that the task has itself in its order. */
const inOrderOf = <T>(values: Readonly<Record<string, T>>, names: readonly string[]): Record<string, T> =>
  Object.fromEntries(
    [...new Set([...names, ...Object.keys(values)])].flatMap((name) =>
      Object.hasOwn(values, name) ? [[name, values[name]!] as const] : [],
    ),
  );

/** The name of a task as text; templates that stay open lose their braces. */
function titleOf(raw: Raw | undefined, scope: Scope): string | null {
  if (typeof raw !== 'string') return null;
  const value = evaluate(raw, scope);
  const text =
    value instanceof Template ? value.text.replace(/\{\{\s*|\s*\}\}/g, '') : String(value as string);
  const line = text.replace(/\s+/g, ' ').trim();
  return line === '' ? null : line;
}

/** Variables of the tree that stand in what is left to the machine. */
function neededVars(
  args: Readonly<Record<string, Data>>,
  keywords: Readonly<Record<string, Data>>,
  when: readonly string[],
  scope: Scope,
): Record<string, Data> {
  const names = namesIn(args, keywords, when);
  const found = [...names].sort().flatMap((name) => {
    const value = scope.find(name);
    return value.found === 'value' && isKnown(value.value) && !name.startsWith('ansible_') && name !== 'omit'
      ? [[name, value.value] as const]
      : [];
  });
  return Object.fromEntries(found);
}

/** Names that stand in what is left to the machine. */
function namesIn(
  args: Readonly<Record<string, Data>>,
  keywords: Readonly<Record<string, Data>>,
  when: readonly string[],
): ReadonlySet<string> {
  const texts = [...templatesIn(args), ...templatesIn(keywords), ...when];
  return new Set(
    texts.flatMap((text) =>
      [...text.replace(/'(?:\\.|[^'])*'|"(?:\\.|[^"])*"/g, "''").matchAll(/(?<![.\w])[A-Za-z_]\w*/g)].map(
        ([name]) => name,
      ),
    ),
  );
}
