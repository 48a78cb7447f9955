import type { Raw } from '../model/data.ts';
import type { Step } from '../model/task.ts';
import { freeForm } from './free-form.ts';
import { moduleKey } from './keywords.ts';
import { fullName } from './modules.ts';
import { variablesIn } from './scope.ts';

type Task = Readonly<Record<string, Raw>>;

/** A task that names its module by `action` or `local_action`, as one that has the module as a key. */
export function plainForm(task: Task): Task {
  const key = task.action === undefined ? 'local_action' : 'action';
  const given = task[key];
  if (given === undefined || moduleKey(Object.keys(task)) !== null) return task;
  const { [key]: _given, ...rest } = task;
  const more = key === 'local_action' ? { delegate_to: 'localhost' } : {};
  if (typeof given === 'string') {
    const [, module, args] = /^\s*(\S+)\s*([\s\S]*)$/.exec(given) ?? [];
    return module === undefined ? task : { ...rest, ...more, [module]: args!.trim() === '' ? null : args! };
  }
  const { module, ...args } = variablesIn(given);
  return typeof module === 'string' ? { ...rest, ...more, [module]: args } : task;
}

/** Whether what a task includes is chosen while it runs, so that little of what it says holds for what is inside. */
export const isDynamic = (module: string): boolean => /^ansible\.builtin\.include_(tasks|role)$/.test(module);

/** What an include says of the tasks inside (`apply`); null if nothing. */
export function appliedBy(task: Task): Task | null {
  const key = moduleKey(Object.keys(task));
  if (key === null || !isDynamic(fullName(key))) return null;
  const apply = variablesIn(task[key] ?? null).apply ?? variablesIn(task.args ?? null).apply;
  return apply === undefined ? null : variablesIn(apply);
}

/**
 * Whether tasks set a name that a condition looks at. The condition of an include is decided once, before the tasks inside;
 * as a condition of each of them it would be decided again.
 */
export function changesCondition(when: Raw | undefined, inside: readonly Step[]): boolean {
  if (when === undefined || inside.length < 2) return false;
  const text = JSON.stringify(when);
  const names = inside.flatMap(({ tasks }) =>
    tasks.flatMap(({ module, args, keywords: { register } }) => [
      ...(typeof register === 'string' ? [register] : []),
      ...(module === 'ansible.builtin.set_fact' ? Object.keys(args) : []),
    ]),
  );
  return names.some((name) => new RegExp(`(?<![\\w.])${name.replace(/\W/g, '\\$&')}(?!\\w)`).test(text));
}

const DEEPEST = 10;

/** Names that a task, and those inside it, leave values behind for. `included` has the tasks of a file by its name. */
export function namesSetBy(
  raw: Raw,
  included: (name: string) => Raw,
  found = new Set<string>(),
  depth = 0,
): ReadonlySet<string> {
  if (depth > DEEPEST) return found;
  if (Array.isArray(raw)) {
    for (const each of raw as readonly Raw[]) namesSetBy(each, included, found, depth + 1);
    return found;
  }
  const map = variablesIn(raw);
  if (typeof map.register === 'string') found.add(map.register);
  for (const part of ['block', 'rescue', 'always']) namesSetBy(map[part] ?? null, included, found, depth + 1);
  const key = moduleKey(Object.keys(map));
  if (key === null) return found;
  const module = fullName(key);
  const value = map[key] ?? null;
  const args = typeof value === 'string' ? freeForm(module, value) : variablesIn(value);
  if (module === 'ansible.builtin.set_fact')
    for (const name of Object.keys(args)) if (name !== 'cacheable') found.add(name);
  if (/(include|import)(_tasks)?$/.test(module)) {
    const file = args.file ?? args._raw_params;
    if (typeof file === 'string' && !file.includes('{{'))
      namesSetBy(included(file), included, found, depth + 1);
  }
  return found;
}
