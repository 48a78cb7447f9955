import { createHash } from 'node:crypto';
import { parseExpression } from '../jinja/parse.ts';
import { printExpression } from '../jinja/print.ts';
import type { Expr } from '../jinja/ast.ts';
import { MISSING } from '../expand/tasks.ts';
import { TREE, isDataMap } from '../expand/scope.ts';
import { neededEnvironment } from './environment.ts';
import { ReadNames } from '../expand/read-names.ts';
import { Template } from '../model/data.ts';
import type { Data } from '../model/data.ts';
import type { Place } from '../model/place.ts';
import type { System } from '../model/system.ts';
import type { FlatTask, Step } from '../model/task.ts';
import { nameOf } from '../read/tree.ts';
import type { Tree } from '../read/tree.ts';
import { canonicalArguments } from './arguments.ts';
import { joinedTasks } from './joined.ts';

/** What one call of a module comes to, in a form in which two trees can be compared. */
export interface Canonical {
  readonly text: string;
  readonly place: Place;
}

/** The flat list of what a tree does on one system. */
export function canonical(steps: readonly Step[], tree: Tree, system: System): Canonical[] {
  const flat: (FlatTask | Carried)[] = [];
  for (const { opaque, place, part, tasks, written } of steps) {
    if (opaque === null) flat.push(...tasks);
    // A role that the tree does not hold is left out, which the report says.
    else if (part.folder === null && part.role !== null && opaque === MISSING) continue;
    else if (written !== undefined) flat.push({ carried: wholeText(written), place });
    else if (part.folder === null) flat.push({ carried: `role ${nameOf(part.role ?? place.file)}`, place });
    else flat.push({ carried: `${place.file.slice(part.folder.length + 1)}:${place.line}`, place });
  }
  return canonicalList(flat, system, (name) => contentOf(name, tree), tree);
}

/** The texts of tasks alone. */
export const canonicalTasks = (
  tasks: readonly FlatTask[],
  system: System,
  content: (src: string) => string,
): string[] => canonicalList(tasks, system, content, null).map(({ text }) => text);

type Carried = { readonly carried: string; readonly place: Place };

function canonicalList(
  flat: readonly (FlatTask | Carried)[],
  system: System,
  content: (src: string) => string,
  tree: Tree | null,
): Canonical[] {
  const tasks = flat.filter((each): each is FlatTask => 'module' in each);
  const read = new ReadNames(tasks, tree);
  const isRead = (name: string, by: FlatTask) => read.isRead(name, by);
  const joined = joinedTasks(
    tasks.filter((task) => isDone(task, isRead)),
    isRead,
  );
  const out: Canonical[] = [];
  for (const each of flat) {
    if (!('module' in each)) out.push({ text: `carried ${each.carried}`, place: each.place });
    else
      for (const task of joined.get(each) ?? [])
        for (const args of canonicalArguments(task, system, content))
          out.push({ text: textOf(task, args, system, isRead), place: task.place });
  }
  return renamed(out, tasks);
}

/** What can only be compared as it is written. */
function wholeText({ raw, when }: NonNullable<Step['written']>): string {
  const hash = createHash('sha256').update(JSON.stringify(raw)).digest('hex').slice(0, 16);
  return [hash, ...when.flatMap(conjuncts)].join(' when ');
}

/** Whether a task does something that the machine or another task sees. */
function isDone({ module, args, place }: FlatTask, isRead: (name: string, by: FlatTask) => boolean): boolean {
  if (module === 'ansible.builtin.setup' || module === 'ansible.builtin.gather_facts') return false;
  if (module !== 'ansible.builtin.set_fact') return true;
  const task = { place } as FlatTask;
  return Object.keys(args).some((name) => isRead(name, task));
}

/** What a file holds stands for its name, which differs between two trees. */
export function contentOf(src: string, tree: Tree): string {
  const path = src.slice(TREE.length + 1).replace(/\/+$/, '');
  const hash = createHash('sha256');
  const bytes = tree.bytes(path);
  if (bytes !== null) hash.update(bytes);
  else
    for (const name of tree.list(path)) {
      hash.update(name.slice(path.length));
      hash.update(tree.bytes(name) ?? new Uint8Array());
    }
  return hash.digest('hex').slice(0, 16);
}

function textOf(
  task: FlatTask,
  args: Readonly<Record<string, Data>>,
  system: System,
  isRead: (name: string, by: FlatTask) => boolean,
): string {
  const { module, keywords, when, notify } = task;
  const {
    register,
    ignore_errors: ignored,
    no_log: hidden,
    check_mode: check,
    changed_when: changed,
    become: _become,
    environment,
    ...rest
  } = keywords;
  const kept: Record<string, Data> = { ...rest };
  const used =
    typeof register === 'string' &&
    (isRead(register, task) || JSON.stringify([rest, changed]).includes(register));
  const needed = neededEnvironment(module, environment);
  if (needed !== undefined) kept.environment = needed;
  if (used) kept.register = register;
  if (ignored === true) kept.ignore_errors = true;
  if (hidden === true) kept.no_log = true;
  if (check !== undefined && used) kept.check_mode = check;
  const guarded = 'creates' in args || 'removes' in args;
  if (
    changed !== undefined &&
    !(changed === true && /\.(command|shell|raw|script)$/.test(module) && !guarded)
  )
    kept.changed_when = changed;
  const handlers = notify.flatMap((handler) => {
    const { daemon_reload: _reload, enabled: _enabled, ...others } = handler.args;
    if (Object.keys(others).every((key) => key === 'name') && /\.(systemd|service)$/.test(handler.module))
      return [];
    const said = Object.keys(handler.keywords).length === 0 ? '' : ` ${sorted(handler.keywords)}`;
    return [
      `${handler.module.replace('.service', '.systemd')} ${sorted(others)}${said}${handler.when.length > 0 ? ` when ${handler.when.join(' and ')}` : ''}`,
    ];
  });
  return [
    `${systemModule(module, system)} ${sorted(args)}`,
    ...(Object.keys(kept).length > 0 ? [sorted(kept)] : []),
    ...(when.length > 0 ? [`when ${when.flatMap(conjuncts).join(' and ')}`] : []),
    ...(handlers.length > 0 ? [`notify ${[...new Set(handlers)].join('; ')}`] : []),
  ].join(' | ');
}

const systemModule = (module: string, { packageManager }: System) =>
  module
    .replace(/^ansible\.builtin\.(service|sysvinit)$/, 'ansible.builtin.systemd')
    .replace(/^ansible\.builtin\.package$/, `ansible.builtin.${packageManager}`)
    .replace(/^ansible\.builtin\.yum$/, packageManager === 'dnf' ? 'ansible.builtin.dnf' : '$&');

/** The parts of a condition that all have to hold, each as it is printed. */
function conjuncts(condition: string): string[] {
  const expr = parseExpression(condition);
  if (expr === null) return [condition];
  const parts = (each: Expr): Expr[] =>
    each.node === 'binary' && each.operator === 'and' ? [...parts(each.left), ...parts(each.right)] : [each];
  return parts(expr).map((each) =>
    each.node === 'binary' && each.operator === 'or' ? `(${printExpression(each)})` : printExpression(each),
  );
}

function sorted(value: Data): string {
  if (value instanceof Template)
    return `jinja(${value.text.replace(/\{\{\s*([\s\S]*?)\s*\}\}/g, (_all, inner: string) => `{{ ${inner} }}`).trimEnd()})`;
  if (Array.isArray(value)) return `[${(value as readonly Data[]).map(sorted).join(', ')}]`;
  if (!isDataMap(value)) return JSON.stringify(typeof value === 'string' ? value.trimEnd() : value);
  const entries = Object.entries(value).filter(([, each]) => each !== null && each !== undefined);
  return `{${entries
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, each]) => `${key}: ${sorted(each)}`)
    .join(', ')}}`;
}

/** Results of tasks by the order in which they are made, since their names mean nothing. */
function renamed(list: readonly Canonical[], tasks: readonly FlatTask[]): Canonical[] {
  const names = [
    ...new Set(
      tasks.flatMap(({ keywords: { register } }) => (typeof register === 'string' ? [register] : [])),
    ),
  ];
  const used = names.filter((name) => list.some(({ text }) => text.includes(name)));
  if (used.length === 0) return [...list];
  const number = new Map<string, number>();
  const pattern = new RegExp(
    `(?<![\\w.])(${used
      .toSorted((a, b) => b.length - a.length)
      .map((name) => name.replace(/\W/g, '\\$&'))
      .join('|')})(?=_(?:values|wanted)(?!\\w)|(?!\\w))`,
    'g',
  );
  return list.map(({ text, place }) => ({
    place,
    text: text.replace(pattern, (name) => {
      if (!number.has(name)) number.set(name, number.size + 1);
      return `result${number.get(name)!}`;
    }),
  }));
}
