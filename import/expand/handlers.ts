import type { Data, Raw } from '../model/data.ts';
import type { FlatHandler } from '../model/task.ts';
import type { YamlItem } from '../read/yaml.ts';
import { evaluate, evaluateCondition } from '../jinja/evaluate.ts';
import { fullName, namedArguments } from './modules.ts';
import { freeForm } from './free-form.ts';
import { moduleKey } from './keywords.ts';
import type { Scope } from './scope.ts';
import { isDataMap, variablesIn } from './scope.ts';

interface Known {
  readonly names: readonly string[];
  readonly handler: FlatHandler | null;
}

/** The handlers of a play, those of its roles included. */
export class Handlers {
  readonly #known: Known[] = [];
  readonly #read = new Set<YamlItem>();

  add(items: readonly YamlItem[], file: string, scope: Scope): void {
    for (const item of items) {
      if (this.#read.has(item)) continue;
      this.#read.add(item);
      this.#known.push(readHandler(item, file, scope));
    }
  }

  /** What is run when a name is notified; null where it is more than a module on its own, undefined where nothing has the name. */
  find(name: string): readonly FlatHandler[] | null | undefined {
    const found = this.#known.filter(({ names }) => names.includes(name));
    if (found.length === 0) return undefined;
    return found.every(({ handler }) => handler !== null) ? found.map(({ handler }) => handler!) : null;
  }
}

const PLAIN = new Set(['name', 'listen', 'when', 'args', 'become', 'tags', 'action', 'notify']);

function readHandler(item: YamlItem, file: string, scope: Scope): Known {
  const map = variablesIn(item.value);
  const name = evaluate(map.name ?? '', scope);
  const listen = evaluate(map.listen ?? [], scope);
  const names = [name, ...(Array.isArray(listen) ? (listen as readonly Data[]) : [listen])].filter(
    (each): each is string => typeof each === 'string' && each !== '',
  );
  const key = moduleKey(Object.keys(map));
  const others = Object.keys(map).filter((each) => each !== key && !PLAIN.has(each));
  if (key === null || others.length > 0 || /(include|import)_/.test(key) || map.notify !== undefined)
    return { names, handler: null };
  const conditions = (Array.isArray(map.when) ? (map.when as readonly Raw[]) : [map.when ?? true]).map(
    (each) => evaluateCondition(each, scope),
  );
  if (conditions.includes(false)) return { names, handler: null };
  const module = fullName(key);
  return {
    names,
    handler: {
      name: names[0] ?? key,
      module,
      args: namedArguments(module, argumentsOf(module, map[key] ?? null, scope)),
      when: conditions.filter((each) => typeof each === 'string'),
      place: { file, line: item.line },
    },
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
