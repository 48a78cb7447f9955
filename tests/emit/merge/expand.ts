import type { Target, Task } from '../../../compiler/model/ir.ts';
import type { Value } from '../../../compiler/model/value.ts';
import { holds } from '../../../emit/merge/conditions.ts';
import { fact, factNames } from '../../../emit/merge/target-facts.ts';
import type { MergedImage, MergedRole, MergedTask } from '../../../emit/merge/merged.ts';

/** A task as plain data, for comparing. Titles of handlers that share a topic come out as the topic. */
export interface PlainTask {
  readonly title: string;
  readonly module: string;
  readonly args: unknown;
  readonly keywords: unknown;
  readonly notify: readonly string[];
}

/**
 * What the merged tasks do on one target: those whose condition holds, with variables and facts put in where a
 * template of the merge has them.
 */
export function expand(merged: MergedImage, tasks: readonly MergedTask[], on: Target): PlainTask[] {
  return tasks.filter((task) => holds(task.condition, on)).map((task) => plainTask(task, names(merged, on)));
}

export function importedOn(merged: MergedImage, phase: 'provision' | 'start', on: Target): MergedRole[] {
  return merged[phase].imports.filter(({ condition }) => holds(condition, on)).map(({ role }) => role);
}

export function original(task: Task): PlainTask {
  return plainTask(
    { ...task, title: { type: 'string', value: task.title, origin: task.origin }, listen: null },
    new Map(),
  );
}

function names(merged: MergedImage, on: Target): Map<string, unknown> {
  const out = new Map<string, unknown>(factNames.map((name) => [name, fact(name, on)]));
  for (const [name, item] of merged.variables(on)) out.set(name, plain(item, new Map()));
  return out;
}

function plainTask(
  task: Pick<MergedTask, 'title' | 'module' | 'args' | 'keywords' | 'notify' | 'listen'>,
  known: ReadonlyMap<string, unknown>,
): PlainTask {
  return {
    title: task.listen === null ? String(plain(task.title, known)) : unqualified(task.listen),
    module: task.module,
    args: plain(task.args, known),
    keywords: [...task.keywords].map(([key, item]) => [key, plain(item, known)]),
    notify: task.notify.map(unqualified),
  };
}

function plain(item: Value, known: ReadonlyMap<string, unknown>): unknown {
  switch (item.type) {
    case 'list':
      return item.items.map((one) => plain(one, known));
    case 'map':
      return Object.fromEntries([...item.entries].map(([key, one]) => [key, plain(one, known)]));
    case 'jinja': {
      const whole = /^\{\{ (\w+) \}\}$/.exec(item.value)?.[1];
      if (whole !== undefined && known.has(whole)) return known.get(whole);
      return item.value.replace(/\{\{ (\w+) \}\}/g, (text, name: string) =>
        known.has(name) ? String(known.get(name)) : text,
      );
    }
    case 'unset':
    case 'bad':
      return null;
    case 'file':
    case 'record':
      return item.name;
    default:
      return item.value;
  }
}

/** A handler's name without the role that goes before it where several roles have one of that name. */
function unqualified(name: string): string {
  return name.replace(/^[a-z0-9_]+ : /, '');
}
