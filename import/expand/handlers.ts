import type { Data, Raw } from '../model/data.ts';
import type { FlatHandler } from '../model/task.ts';
import type { YamlItem } from '../read/yaml.ts';
import { evaluate, evaluateCondition } from '../jinja/evaluate.ts';
import { fullName, namedArguments } from './modules.ts';
import { freeForm } from './free-form.ts';
import { KEPT, keptKeywords, moduleKey } from './keywords.ts';
import type { Scope } from './scope.ts';
import { isDataMap, variablesIn } from './scope.ts';

interface Known extends Answer {
  readonly raw: Raw;
}

interface Answer {
  readonly names: readonly string[];
  /** Null where it is more than one plain task. */
  readonly handlers: readonly FlatHandler[] | null;
}

/** The handlers of a play, those of its roles included. */
export class Handlers {
  readonly #known: Known[] = [];
  readonly #read = new Set<YamlItem>();

  add(items: readonly YamlItem[], file: string, scope: Scope): void {
    for (const item of items) {
      if (this.#read.has(item)) continue;
      this.#read.add(item);
      this.#known.push({ ...readHandler(item, file, scope), raw: item.value });
    }
  }

  /** As the tree has them: those that answer to these names, and what they notify. */
  items(names: ReadonlySet<string>): readonly Raw[] {
    const found = new Set<Known>();
    const look = (name: string) => {
      for (const each of this.#known.filter((one) => one.names.includes(name) && !found.has(one))) {
        found.add(each);
        for (const next of [variablesIn(each.raw).notify ?? []].flat())
          if (typeof next === 'string') look(next);
      }
    };
    for (const name of names) look(name);
    return this.#known.filter((each) => found.has(each)).map(({ raw }) => raw);
  }

  /** What is run when a name is notified; null where it is more than a module on its own, undefined where nothing has the name. */
  find(name: string): readonly FlatHandler[] | null | undefined {
    const found = this.#known.filter(({ names }) => names.includes(name));
    if (found.length === 0) return undefined;
    const all = found.map(({ handlers }) => handlers);
    return all.includes(null) ? null : all.flatMap((each) => each!);
  }
}

const SAID: ReadonlySet<string> = new Set(KEPT);
const PLAIN = new Set(['name', 'listen', 'when', 'args', 'become', 'tags', 'action', 'notify']);

function readHandler(item: YamlItem, file: string, scope: Scope): Answer {
  const map = variablesIn(item.value);
  const name = evaluate(map.name ?? '', scope);
  const listen = evaluate(map.listen ?? [], scope);
  const names = [name, ...(Array.isArray(listen) ? (listen as readonly Data[]) : [listen])].filter(
    (each): each is string => typeof each === 'string' && each !== '',
  );
  const key = moduleKey(Object.keys(map));
  const others = Object.keys(map).filter((each) => each !== key && !PLAIN.has(each) && !SAID.has(each));
  if (key === null || others.length > 0 || /(include|import)_/.test(key) || map.notify !== undefined)
    return { names, handlers: null };
  const conditions = (Array.isArray(map.when) ? (map.when as readonly Raw[]) : [map.when ?? true]).map(
    (each) => evaluateCondition(each, scope),
  );
  // What never runs on this system does nothing there.
  if (conditions.includes(false)) return { names, handlers: [] };
  const module = fullName(key);
  return {
    names,
    handlers: [
      {
        name: names[0] ?? key,
        module,
        args: namedArguments(module, argumentsOf(module, map[key] ?? null, scope)),
        when: conditions.filter((each) => typeof each === 'string'),
        keywords: keptKeywords(map, scope),
        place: { file, line: item.line },
      },
    ],
  };
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
