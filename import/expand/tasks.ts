import { ownOf } from '../model/data.ts';
import type { Raw } from '../model/data.ts';
import type { Note, Place } from '../model/place.ts';
import type { FlatTask, Step } from '../model/task.ts';
import { evaluateCondition } from '../jinja/evaluate.ts';
import { folderOf, joinPath } from '../read/tree.ts';
import type { Tree } from '../read/tree.ts';
import { linesAt } from '../read/lines-at.ts';
import type { YamlItem } from '../read/yaml.ts';
import { carriedTask } from './carried-task.ts';
import { inner } from './context.ts';
import type { Context, Including } from './context.ts';
import type { Around } from './files/find-files.ts';
import { flushAt } from './flush.ts';
import { include } from './include-tasks.ts';
import { includeVars } from './include-vars.ts';
import { LOOPS, folderFor, moduleKey } from './keywords.ts';
import { loopControl, readLoop, turn } from './loops.ts';
import { fullName } from './modules.ts';
import { OneTask } from './one-task.ts';
import { RoleReader } from './role-reader.ts';
import { RANK, variablesIn } from './scope.ts';
import type { Scope } from './scope.ts';
import type { SharedVariables } from './shared-variables.ts';
import { isChosen } from './tags.ts';
import type { TagChoice } from './tags.ts';
import { appliedBy, changesCondition, isDynamic, namesSetBy, plainForm } from './task-forms.ts';

const MOST_STEPS = 20_000;
const DEEPEST = 30;

/** Reads lists of tasks into steps. */
export class TaskReader {
  readonly tree: Tree;
  readonly roles: RoleReader;
  readonly #tags: TagChoice;
  readonly steps: Step[] = [];
  readonly notes: Note[] = [];
  readonly doubts: Note[] = [];
  #depth = 0;
  #isFull = false;

  constructor(tree: Tree, paths: readonly string[], tags: TagChoice, shared: SharedVariables) {
    this.tree = tree;
    this.roles = new RoleReader(this, paths, shared);
    this.#tags = tags;
  }

  list(items: readonly YamlItem[], context: Context): void {
    if (++this.#depth <= DEEPEST) for (const item of items) this.#task(item, context);
    else this.#endless(context);
    this.#depth--;
  }

  /** What comes after the deepest list that is read is not compared. */
  #endless({ file }: Context): void {
    if (this.doubts.some(({ place }) => place.file === file)) return;
    this.doubt({ file, line: 1 }, 'tasks are included in each other without end');
  }

  /** Says what cannot be told, so that nothing is proved. */
  doubt(place: Place, message: string): void {
    const note = { place, message };
    this.notes.push(note);
    this.doubts.push(note);
  }

  #task(item: YamlItem, outer: Context): void {
    const map = plainForm(variablesIn(item.value));
    const place = { file: outer.file, line: item.line };
    if (this.steps.length > MOST_STEPS) {
      if (!this.#isFull) this.doubt(place, `only the first ${MOST_STEPS} tasks are read`);
      this.#isFull = true;
      return;
    }
    const context = inner(outer, map, item);
    if (map.block !== undefined) return this.#block(item, map, context, outer, place);
    const key = moduleKey(Object.keys(map));
    if (key === null) {
      if (map.action !== undefined || map.local_action !== undefined)
        this.opaque(item, context, place, 'it is written with `action`');
      else this.doubt(place, 'it is no task: it names no module');
      return;
    }
    const module = fullName(key);
    const loops = Object.keys(map).filter((each) => LOOPS.test(each));
    const special = ownOf(SPECIAL, module);
    const dynamic = isDynamic(module);
    if ((special === undefined || dynamic) && !isChosen(context.tags, this.#tags)) {
      const why = context.tags.includes('never')
        ? 'its tag `never` keeps it from being run'
        : 'the run does not choose it by its tags';
      this.notes.push({ place, message: `it is left out: ${why}` });
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
      special(this, { raw: map[key] ?? null, item, map, context: inside, place, n });
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
    this.list(withComment(this.section(item, 'block', place), item.comment), within);
  }

  /** The tasks below a key. */
  section(item: YamlItem, key: string, place: Place): readonly YamlItem[] {
    const value = variablesIn(item.value)[key];
    if (value !== undefined && value !== null && !Array.isArray(value))
      this.doubt(place, `\`${key}\` holds no list, so nothing of it is run`);
    return item.lists[key] ?? [];
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
      lines: linesAt(this.tree, place),
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
    if (context.skip) return;
    // What it leaves behind is known on the machine only.
    const names = namesSetBy(item.value, (name) => this.#included(name, context));
    for (const name of names) context.scope.machine.later.set(name, null);
  }

  /** The tasks of a file that a task includes, as they are written. */
  #included(name: string, context: Context): Raw {
    const { role, here, playbook } = this.around(context);
    const file = this.tree.first(
      ...[...(role === null ? [] : [joinPath(role, 'tasks')]), here, playbook].map((each) =>
        joinPath(each, name),
      ),
    );
    return file === null ? null : (this.tree.yaml(file)?.value ?? null);
  }
}

/** What stands above a block is about its first task too. */
function withComment(items: readonly YamlItem[], comment: string | null): readonly YamlItem[] {
  const [first, ...others] = items;
  if (first === undefined || comment === null) return items;
  return [
    { ...first, comment: [comment, first.comment].filter((each) => each !== null).join('\n') },
    ...others,
  ];
}

/** Tasks that bring other tasks, or values for those after them. */
const SPECIAL: Readonly<Record<string, (reader: TaskReader, given: Including) => void>> = {
  'ansible.builtin.include': include,
  'ansible.builtin.include_tasks': include,
  'ansible.builtin.import_tasks': include,
  'ansible.builtin.include_role': ({ roles }, given) => roles.include(given, false),
  'ansible.builtin.import_role': ({ roles }, given) => roles.include(given, true),
  'ansible.builtin.include_vars': includeVars,
};
