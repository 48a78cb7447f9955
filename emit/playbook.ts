import type { Target } from '../compiler/ir.ts';
import { jinja, list, string } from '../compiler/value.ts';
import type { MapValue, Value } from '../compiler/value.ts';
import type { Span } from '../grammar/span.ts';
import { type Condition, conditionText, conditionTitle } from './conditions.ts';
import type { MergedTask } from './merged.ts';
import { looksLikeTemplate } from './template.ts';

/** Keywords before and after those that have no place of their own, in the order in which people write them. */
const before = ['register', 'vars', 'loop', 'loop_control', 'environment', 'become', 'become_user'];
const after = ['until', 'retries', 'delay', 'changed_when', 'failed_when', 'no_log', 'when'];

/** A task as Ansible reads it. */
export function taskValue(task: MergedTask, condition: Condition = task.condition): MapValue {
  const { origin, keywords } = task;
  const entries = new Map<string, Value>([
    ['name', task.title],
    [task.module, moduleArguments(task.args)],
  ]);
  const others = [...keywords.keys()].filter((key) => !before.includes(key) && !after.includes(key));
  for (const key of [...before, ...others, ...after]) {
    const value = key === 'when' ? whenValue(condition, keywords.get('when'), origin) : keywords.get(key);
    if (value !== undefined && value !== null)
      entries.set(key, expressions.has(key) ? asConditions(value) : value);
  }
  if (task.notify.length > 0) entries.set('notify', oneOrList(task.notify, origin));
  if (task.listen !== null) entries.set('listen', string(task.listen, origin));
  return { type: 'map', entries, origin };
}

/**
 * A list of tasks. Neighbours under one condition share a block; `targets` are those of the role, by which its
 * conditions are named.
 */
export function taskList(tasks: readonly MergedTask[], targets: readonly Target[], origin: Span): Value {
  const items: Value[] = [];
  for (let start = 0; start < tasks.length;) {
    const { condition, origin } = tasks[start]!;
    const key = conditionKey(condition);
    let end = start + 1;
    while (end < tasks.length && conditionKey(tasks[end]!.condition) === key) end++;
    const run = tasks.slice(start, end);
    if (condition.length === 0 || run.length === 1) items.push(...run.map((task) => taskValue(task)));
    else {
      items.push({
        type: 'map',
        entries: new Map<string, Value>([
          ['name', string(conditionTitle(condition, targets), origin)],
          ['when', whenValue(condition, undefined, origin)!],
          [
            'block',
            list(
              run.map((task) => taskValue(task, [])),
              origin,
            ),
          ],
        ]),
        origin,
      });
    }
    start = end;
  }
  return list(items, origin);
}

/** What `when` takes: what tells the targets apart, then the task's own conditions; null when there are none. */
export function whenValue(condition: Condition, own: Value | undefined, origin: Span): Value | null {
  const parts: Value[] = condition.map((term) => string(conditionText(term), origin));
  if (own?.type === 'list') parts.push(...own.items);
  else if (own !== undefined) parts.push(own);
  if (parts.length === 0) return null;
  return asConditions(parts.length === 1 ? parts[0]! : list(parts, origin));
}

const expressions = new Set(['changed_when', 'failed_when', 'until']);

/** Conditions are text that Ansible evaluates without braces: quoted only where YAML needs it, never `!unsafe`. */
function asConditions(value: Value): Value {
  switch (value.type) {
    case 'list':
      return list(value.items.map(asConditions), value.origin);
    case 'jinja':
    case 'string':
      return looksLikeTemplate(value.value)
        ? jinja(value.value, value.origin)
        : string(value.value, value.origin);
    default:
      return value;
  }
}

/** Modules that take one text in place of arguments. */
function moduleArguments(args: MapValue): Value {
  const only = args.entries.size === 1 ? args.entries.get('_raw_params') : undefined;
  return only ?? args;
}

function oneOrList(texts: readonly string[], origin: Span): Value {
  const values = texts.map((text) => string(text, origin));
  return values.length === 1 ? values[0]! : list(values, origin);
}

function conditionKey(condition: Condition): string {
  return condition.map(conditionText).join('\n');
}
