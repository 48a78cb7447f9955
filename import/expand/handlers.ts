import type { Data, Raw } from '../model/data.ts';
import type { FlatHandler, FlatTask, Step } from '../model/task.ts';
import type { YamlItem } from '../read/yaml.ts';
import { evaluate, evaluateCondition } from '../jinja/evaluate.ts';
import { fullName, namedArguments } from './modules.ts';
import { freeForm } from './free-form.ts';
import { KEPT, isYes, keptKeywords, moduleKey } from './keywords.ts';
import type { Scope } from './scope.ts';
import { isDataMap, variablesIn } from './scope.ts';
import { plainForm } from './task-forms.ts';

interface Known {
  readonly names: readonly string[];
  readonly raw: Raw;
  /** As it is with what is known by now; null where it is more than one plain task. */
  read(): readonly FlatHandler[] | null;
}

/** The handlers of a play, those of its roles included. */
export class Handlers {
  /** Those of roles that the play lists, then its own with those of roles that tasks ask for: the last one of a name is run. */
  readonly #known: readonly [Known[], Known[]] = [[], []];
  readonly #read = new Set<YamlItem>();
  readonly #used = new Map<FlatHandler, string>();
  #isPending = false;

  add(items: readonly YamlItem[], file: string, scope: Scope, isListed = false): void {
    for (const item of items) {
      if (this.#read.has(item)) continue;
      this.#read.add(item);
      const read = () => readHandler(item, file, scope);
      this.#known[isListed ? 0 : 1].push({ names: namesOf(item, scope), read, raw: item.value });
    }
  }

  /** As the tree has them: those that answer to these names, and what they notify. */
  items(names: ReadonlySet<string>): readonly Raw[] {
    const found = new Set<Known>();
    const look = (name: string) => {
      for (const each of this.#known.flat().filter((one) => one.names.includes(name) && !found.has(one))) {
        found.add(each);
        for (const next of [variablesIn(each.raw).notify ?? []].flat())
          if (typeof next === 'string') look(next);
      }
    };
    for (const name of names) look(name);
    return this.#known
      .flat()
      .filter((each) => found.has(each))
      .map(({ raw }) => raw);
  }

  /** What is run when a name is notified; null where it is more than a module on its own, undefined where nothing has the name. */
  find(name: string): readonly FlatHandler[] | null | undefined {
    const found = this.#handlersOf(name);
    for (const each of found ?? []) this.#used.set(each, name);
    if (found?.some((each) => !onlyReloads(each)) === true) this.#isPending = true;
    return found;
  }

  #handlersOf(name: string): readonly FlatHandler[] | null | undefined {
    const named = this.#known.flat().filter(({ names }) => names.includes(name));
    if (named.length === 0) return undefined;
    const own = named.filter(({ names }) => names[0] === name).at(-1);
    const run = named.filter((each) => each === own || each.names.indexOf(name) > 0);
    const made = run.map((each) => each.read());
    return made.includes(null) ? null : made.flatMap((each) => each!);
  }

  /** Whether some were notified that have not run yet; they have then. */
  takePending(): boolean {
    const pending = this.#isPending;
    this.#isPending = false;
    return pending;
  }

  /** The steps of the play with those set apart whose handlers came to be something else until they ran. */
  settled(steps: readonly Step[]): readonly Step[] {
    const changed = new Set(
      [...this.#used].flatMap(([one, name]) =>
        this.#handlersOf(name)?.some((each) => JSON.stringify(bare(each)) === JSON.stringify(bare(one)))
          ? []
          : [one],
      ),
    );
    if (changed.size === 0) return steps;
    return steps.map((step) =>
      step.tasks.some(({ notify }) => notify.some((each) => changed.has(each)))
        ? { ...step, tasks: [], opaque: 'the handler that it notifies is another one by the time it runs' }
        : step,
    );
  }
}

const bare = ({ place: _place, ...rest }: FlatHandler) => rest;

/** The compiler sees to it itself that systemd reads units anew. */
export const onlyReloads = ({ module, args }: Pick<FlatHandler, 'module' | 'args'>): boolean =>
  /^ansible\.builtin\.(systemd|service)$/.test(module) &&
  Object.keys(args).every(
    (name) => name === 'daemon_reload' || (name === 'name' && args.state === undefined),
  );

const SAID: ReadonlySet<string> = new Set(KEPT);
const PLAIN = new Set(['name', 'listen', 'when', 'args', 'become', 'tags', 'action', 'notify']);

function namesOf(item: YamlItem, scope: Scope): readonly string[] {
  const map = variablesIn(item.value);
  const listen = evaluate(map.listen ?? [], scope);
  return [
    evaluate(map.name ?? '', scope),
    ...(Array.isArray(listen) ? (listen as readonly Data[]) : [listen]),
  ].filter((each): each is string => typeof each === 'string' && each !== '');
}

function readHandler(item: YamlItem, file: string, scope: Scope): readonly FlatHandler[] | null {
  const map = plainForm(variablesIn(item.value));
  const key = moduleKey(Object.keys(map));
  const others = Object.keys(map).filter((each) => each !== key && !PLAIN.has(each) && !SAID.has(each));
  if (key === null || others.length > 0 || /(include|import)_/.test(key) || map.notify !== undefined)
    return null;
  const conditions = (Array.isArray(map.when) ? (map.when as readonly Raw[]) : [map.when ?? true]).map(
    (each) => evaluateCondition(each, scope),
  );
  // What never runs on this system does nothing there.
  if (conditions.includes(false)) return [];
  const module = fullName(key);
  const args = namedArguments(module, argumentsOf(module, map[key] ?? null, scope));
  return [
    {
      name: namesOf(item, scope)[0] ?? key,
      ...(unitCommand(module, args) ?? { module, args }),
      when: conditions.filter((each) => typeof each === 'string'),
      keywords: keptKeywords(map, scope),
      place: { file, line: item.line },
    },
  ];
}

/** A command that has systemd do something to one unit, as the module for it. */
function unitCommand(
  module: string,
  args: Readonly<Record<string, Data>>,
): Pick<FlatHandler, 'module' | 'args'> | null {
  const line = args.cmd ?? args._raw_params;
  if (!/\.(command|shell)$/.test(module) || typeof line !== 'string' || Object.keys(args).length > 1)
    return null;
  const words = line.trim().split(/\s+/);
  if (words[0] !== 'systemctl') return null;
  const said = { module: 'ansible.builtin.systemd' };
  if (words.length === 2 && words[1] === 'daemon-reload') return { ...said, args: { daemon_reload: true } };
  const state = { restart: 'restarted', reload: 'reloaded' }[words[1] ?? ''];
  return words.length === 3 && state !== undefined && /^[\w@.:-]+$/.test(words[2]!)
    ? { ...said, args: { name: words[2]!, state } }
    : null;
}

/** The arguments of a task, whether written as a map or as one line. */
export function argumentsOf(module: string, raw: Raw, scope: Scope): Readonly<Record<string, Data>> {
  if (typeof raw === 'string') {
    const value = evaluate(freeForm(module, raw), scope);
    return isDataMap(value) ? value : {};
  }
  const value = evaluate(raw, scope);
  if (isDataMap(value)) return value;
  return value === null ? {} : { _raw_params: value };
}

/** Units that are enabled anyway, so that a handler which enables one does nothing more. */
export const enabledUnits = (tasks: readonly FlatTask[]): ReadonlySet<string> =>
  new Set(
    tasks.flatMap(({ module, args: { name, enabled }, when }) =>
      /^ansible\.builtin\.(systemd|service|sysvinit)$/.test(module) &&
      typeof name === 'string' &&
      isYes(enabled) &&
      when.length === 0
        ? [name.replace(/\.service$/, '')]
        : [],
    ),
  );
