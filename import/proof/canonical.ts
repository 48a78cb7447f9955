import { createHash } from 'node:crypto';
import { parseExpression } from '../jinja/parse.ts';
import { printExpression } from '../jinja/print.ts';
import type { Expr } from '../jinja/ast.ts';
import { MISSING } from '../expand/role-reader.ts';
import { TREE, isDataMap } from '../expand/scope.ts';
import { neededEnvironment } from './environment.ts';
import { enabledBy } from '../expand/one-handler.ts';
import { ReadNames, opaqueOf } from '../expand/read-names.ts';
import type { Opaque } from '../expand/read-names.ts';
import { Template } from '../model/data.ts';
import type { Data } from '../model/data.ts';
import type { Place } from '../model/place.ts';
import type { System } from '../model/system.ts';
import type { FlatTask, Step } from '../model/task.ts';
import { nameOf } from '../read/tree.ts';
import type { Tree } from '../read/tree.ts';
import { canonicalArguments } from './arguments.ts';
import { Before } from './before.ts';
import { joinedTasks } from './joined.ts';

/** What one call of a module comes to, in a form in which two trees can be compared. */
export interface Canonical {
  readonly text: string;
  readonly place: Place;
}

/** The flat list of what a tree does on one system, after it has done what is `earlier`. */
export function canonical(
  steps: readonly Step[],
  tree: Tree,
  system: System,
  earlier: readonly Step[] = [],
): Canonical[] {
  const flat: (FlatTask | Carried)[] = [];
  for (const step of steps) {
    const { opaque, place, part, tasks, written } = step;
    const { text } = opaque === null ? { text: '' } : opaqueOf(step, tree);
    if (opaque === null) flat.push(...tasks);
    // A role that the tree does not hold is left out, which the report says.
    else if (part.folder === null && part.role !== null && opaque === MISSING) continue;
    else if (written !== undefined) flat.push({ carried: `carried ${wholeText(written)}`, place, text });
    else if (part.folder === null)
      flat.push({
        carried: part.role === null ? `not imported: ${opaque!}` : `carried role ${nameOf(part.role)}`,
        place,
        text,
      });
    else
      flat.push({
        carried: `carried ${place.file.slice(part.folder.length + 1)}:${place.line}`,
        place,
        text,
      });
  }
  const content = (name: string) => contentOf(name, tree);
  const before = new Before();
  for (const task of earlier.flatMap((step) => step.tasks)) canonicalArguments(task, system, content, before);
  return canonicalList(flat, system, content, tree, before);
}

/** The texts of tasks alone. */
export const canonicalTasks = (
  tasks: readonly FlatTask[],
  system: System,
  content: (src: string) => string,
): string[] => canonicalList(tasks, system, content, null).map(({ text }) => text);

/** With the name that its result has in its tree. */
interface Named extends Canonical {
  readonly register: string | null;
}

type Carried = Opaque & { readonly carried: string };

function canonicalList(
  flat: readonly (FlatTask | Carried)[],
  system: System,
  content: (src: string) => string,
  tree: Tree | null,
  before = new Before(),
): Canonical[] {
  const tasks = flat.filter((each): each is FlatTask => 'module' in each);
  const read = new ReadNames(flat, tree);
  const enables = enabledBy(tasks);
  const isRead = (name: string, by: FlatTask) => read.isRead(name, by);
  const joined = joinedTasks(
    tasks.filter((task) => isDone(task, isRead)),
    isRead,
  );
  const out: Named[] = [];
  for (const each of flat) {
    if (!('module' in each)) out.push({ text: each.carried, place: each.place, register: null });
    else
      for (const task of joined.get(each) ?? [])
        for (const args of canonicalArguments(task, system, content, before))
          out.push({
            text: textOf(task, args, system, isRead, enables),
            place: task.place,
            register: typeof task.keywords.register === 'string' ? task.keywords.register : null,
          });
  }
  // Handlers run in the end anyway.
  const last = out.findLastIndex(({ text }) => !text.startsWith('ansible.builtin.meta '));
  return renamed(out.slice(0, last + 1));
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
  enables: (unit: string) => boolean,
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
  if (check !== undefined && (used || (check !== false && check !== 'no'))) kept.check_mode = check;
  const guarded = 'creates' in args || 'removes' in args;
  if (
    changed !== undefined &&
    !(changed === true && /\.(command|shell|raw|script)$/.test(module) && !guarded)
  )
    kept.changed_when = changed;
  // They run in the order in which they are defined, whatever the order in which they are notified.
  const handlers = notify.flatMap((handler) => {
    const { daemon_reload: _reload, enabled, ...plain } = handler.args;
    const { name } = plain;
    const isEnabled = typeof name === 'string' && enables(name);
    const others = enabled === undefined || isEnabled ? plain : { ...plain, enabled };
    if (Object.keys(others).every((key) => key === 'name') && /\.(systemd|service)$/.test(handler.module))
      return [];
    const said = Object.keys(handler.keywords).length === 0 ? '' : ` ${sorted(handler.keywords)}`;
    return [
      `${handler.module.replace('.service', '.systemd')} ${sorted(others)}${said}${handler.when.length > 0 ? ` when ${handler.when.join(' and ')}` : ''}`,
    ];
  });
  return [
    `${systemModule(module, system)} ${sorted(args, plain)}`,
    ...(Object.keys(kept).length > 0 ? [sorted(kept)] : []),
    ...(when.length > 0 ? [`when ${when.flatMap(conjuncts).join(' and ')}`] : []),
    ...(handlers.length > 0 ? [`notify ${[...new Set(handlers)].sort().join('; ')}`] : []),
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

/** Stands before words that nobody evaluates, so that none is taken for the name of a result. */
const PLAIN = '\u2060';
const plain = (text: string) => text.replace(/\b(?=[A-Za-z_])/g, PLAIN);

/** A value with its keys in order; `text` is what becomes of strings that stand for themselves. */
function sorted(value: Data, text: (quoted: string) => string = (quoted) => quoted): string {
  if (value instanceof Template)
    return `jinja(${value.text.replace(/\{\{\s*([\s\S]*?)\s*\}\}/g, (_all, inner: string) => `{{ ${inner} }}`)})`;
  if (Array.isArray(value))
    return `[${(value as readonly Data[]).map((each) => sorted(each, text)).join(', ')}]`;
  if (!isDataMap(value)) return text(JSON.stringify(value));
  const entries = Object.entries(value).filter(([, each]) => each !== null && each !== undefined);
  return `{${entries
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, each]) => `${key}: ${sorted(each, text)}`)
    .join(', ')}}`;
}

/** Results of tasks by what makes them, since their names mean nothing and are taken again. */
function renamed(list: readonly Named[]): Canonical[] {
  const found = withOneName(list);
  return found.map(({ text, place }) => ({ text: text.replaceAll(PLAIN, ''), place }));
}

function withOneName(list: readonly Named[]): readonly Canonical[] {
  const names = [...new Set(list.flatMap(({ register }) => register ?? []))];
  if (names.length === 0) return list;
  const made = new Map<string, string>();
  const pattern = new RegExp(
    `(?<![\\w.${PLAIN}])(${names
      .toSorted((a, b) => b.length - a.length)
      .map((name) => name.replace(/\W/g, '\\$&'))
      .join('|')})(?=_(?:values|wanted)(?!\\w)|(?!\\w))`,
    'g',
  );
  return list.map(({ text, place, register }) => {
    const known = (name: string) => made.get(name) ?? name;
    if (register === null || !text.includes(register)) return { place, text: text.replace(pattern, known) };
    const own = text.replace(pattern, (name) => (name === register ? 'own' : known(name)));
    made.set(register, `result_${createHash('sha256').update(own).digest('hex').slice(0, 8)}`);
    return { place, text: own };
  });
}
