import type { Target } from '../../compiler/model/ir.ts';
import { bool, jinja, list, map, string } from '../../compiler/model/value.ts';
import type { ListValue, MapValue, Value } from '../../compiler/model/value.ts';
import type { Span } from '../../grammar/span.ts';
import { type Condition, conditionText, conditionTitle } from '../merge/conditions.ts';
import type { MergedTask, RoleImport } from '../merge/merged.ts';
import { looksLikeTemplate } from '../text/yaml-text.ts';

/** Keywords before and after those that have no place of their own, in the order in which people write them. */
const before = ['register', 'vars', 'loop', 'loop_control', 'environment', 'become', 'become_user'];
const after = ['until', 'retries', 'delay', 'changed_when', 'failed_when', 'no_log', 'when'];

/** A task as Ansible reads it. */
export function taskValue(task: MergedTask, condition: Condition = task.condition): MapValue {
  const { origin, keywords } = task;
  const entries = new Map<string, Value>([
    ['name', nameValue(task.title)],
    [task.module, moduleArguments(task.args)],
  ]);
  const others = [...keywords.keys()].filter((key) => !before.includes(key) && !after.includes(key));
  for (const key of [...before, ...others, ...after]) {
    const value = key === 'when' ? whenValue(condition, keywords.get('when'), origin) : keywords.get(key);
    if (value !== undefined && value !== null)
      entries.set(key, expressions.has(key) ? asConditions(value) : value);
  }
  if (task.notify.length > 0) entries.set('notify', namesValue(task.notify, origin));
  if (task.listen !== null) entries.set('listen', string(nameText(task.listen), origin));
  return { type: 'map', entries, origin };
}

/**
 * A list of tasks. Neighbours under one condition share a block; `targets` are those of the role, by which its
 * conditions are named.
 */
export function taskList(
  tasks: readonly MergedTask[],
  targets: readonly Target[],
  origin: Span,
  values: (task: MergedTask, condition: Condition) => Value[] = (...one) => [taskValue(...one)],
): ListValue {
  const items: Value[] = [];
  for (let start = 0; start < tasks.length;) {
    const { condition, origin } = tasks[start]!;
    const key = conditionKey(condition);
    let end = start + 1;
    while (end < tasks.length && conditionKey(tasks[end]!.condition) === key) end++;
    const run = tasks.slice(start, end);
    if (condition.length === 0 || run.length === 1)
      items.push(...run.flatMap((task) => values(task, task.condition)));
    else {
      items.push({
        type: 'map',
        entries: new Map<string, Value>([
          ['name', string(conditionTitle(condition, targets), origin)],
          ['when', whenValue(condition, undefined, origin)!],
          [
            'block',
            list(
              run.flatMap((task) => values(task, [])),
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

/**
 * A name is for people, and no tag keeps tools from reading a template in it: braces that look like one come apart.
 * The same is done wherever a handler is named.
 */
function nameText(text: string): string {
  return text.replace(/\{(?=[{%#])/g, '{ ');
}

/** ansible-lint wants names to begin with a capital letter. Handlers are called by theirs, so theirs stay as they are. */
const capitalized = (text: string): string =>
  text.replace(/^\p{Ll}/u, (letter) => letter.toLocaleUpperCase('en'));

export function nameValue(title: Value): Value {
  return title.type === 'string' ? string(capitalized(nameText(title.value)), title.origin) : title;
}

/** Modules that take one text in place of arguments. */
function moduleArguments(args: MapValue): Value {
  const only = args.entries.size === 1 ? args.entries.get('_raw_params') : undefined;
  return only ?? args;
}

function namesValue(texts: readonly string[], origin: Span): Value {
  const values = texts.map((text) => string(nameText(text), origin));
  return values.length === 1 ? values[0]! : list(values, origin);
}

function conditionKey(condition: Condition): string {
  return condition.map(conditionText).join('\n');
}

/** A play that takes no facts from the machine and works as root. `where` is what says which machine. */
export function play(
  name: string,
  where: Readonly<Record<string, string>>,
  tasks: readonly Value[],
  origin: Span,
  environment: ReadonlyMap<string, Value> = new Map(),
): MapValue {
  const settings = Object.entries(where).map(([key, text]) => [key, string(text, origin)] as const);
  return {
    type: 'map',
    entries: new Map<string, Value>([
      ['name', string(name, origin)],
      ...settings,
      ['gather_facts', bool(false, origin)],
      ['become', bool(true, origin)],
      ...(environment.size === 0
        ? []
        : ([['environment', map(Object.fromEntries(environment), origin)]] as const)),
      ['tasks', list(tasks, origin)],
    ]),
    origin,
  };
}

/** Runs roles in their order. One from outside may ask for facts, so they are gathered before the first of those. */
export function importRoles(imports: readonly RoleImport[]): MapValue[] {
  const first = imports.find(({ tasks }) => tasks !== null);
  return imports.flatMap((each) => [
    ...(each === first ? [gatherFacts(each.role.origin)] : []),
    ...importRole(each),
  ]);
}

const gatherFacts = (origin: Span): MapValue =>
  map(
    {
      name: string('Gather facts for roles from outside', origin),
      'ansible.builtin.setup': map({}, origin),
    },
    origin,
  );

/** What runs a role; several tasks where one from outside is given different variables. */
function importRole({ role, condition, tasks }: RoleImport): MapValue[] {
  if (tasks !== null) return tasks.map((task) => taskValue(task));
  const { origin } = role;
  const entries = imported(role.title, role.name, origin);
  const when = whenValue(condition, undefined, origin);
  if (when !== null) entries.set('when', when);
  return [{ type: 'map', entries, origin }];
}

/** The role that brings the variables which all roles share. */
export function importVariables(origin: Span): MapValue {
  return {
    type: 'map',
    entries: imported('Load the values shared by all roles', 'variables', origin),
    origin,
  };
}

/** Runs the handlers that were notified so far. */
export function flushHandlers(origin: Span): MapValue {
  return map(
    {
      name: string('Run the handlers', origin),
      'ansible.builtin.meta': string('flush_handlers', origin),
    },
    origin,
  );
}

function imported(title: string, role: string, origin: Span): Map<string, Value> {
  return new Map<string, Value>([
    ['name', string(nameText(title), origin)],
    ['ansible.builtin.import_role', map({ name: string(role, origin) }, origin)],
  ]);
}
