import type { Span } from '../../grammar/span.ts';
import { variableProblem } from '../language/ansible-names.ts';
import type { EvalContext } from '../evaluate/context.ts';
import type { Lowered, TaskDraft } from '../sdk/resource-kind.ts';
import { bool, int, list, string } from '../model/value.ts';
import type { DurationValue, Value } from '../model/value.ts';

/** The names under which results were kept in a role, with those of the variables that Ansible has for them. */
export type Registers = Map<string, string>;

interface Input {
  readonly lowered: Lowered;
  /** What the author wrote of the attributes that all resources take. */
  readonly given: ReadonlyMap<string, Value>;
  readonly registers: Registers;
  /** A variable for a result that only the task itself asks for. */
  readonly variable: () => string;
  /** A variable of the role for the name that the author gave. */
  readonly named: (name: string) => string;
  readonly origin: Span;
}

/** The tasks of a resource with the keywords that were written for it. */
export function withKeywords({ lowered, given, registers, variable, named, origin }: Input): Lowered {
  const plain = ['environment', 'no_log'] as const;
  const user = given.get('become_user');
  const { retries, until, delay, timeout } = Object.fromEntries(given) as Record<string, Value | undefined>;
  const ignored = given.get('ignore_errors');
  const register = given.get('register');
  let own: string | undefined;
  const last = lowered.tasks.length - 1;
  const tasks = lowered.tasks.map((task, i): TaskDraft => {
    const keywords: Record<string, Value | undefined> = { ...task.keywords };
    for (const name of plain) if (given.has(name)) keywords[name] ??= given.get(name);
    if (user !== undefined && keywords.become_user === undefined)
      Object.assign(keywords, { become: bool(true, user.origin), become_user: user });
    if (timeout !== undefined) keywords.timeout = seconds(timeout);
    // A task that only looks cannot fail, and what is waited for is said of the result of the last one.
    const fails = keywords.failed_when?.type !== 'bool';
    const repeated = fails && (until === undefined ? retries !== undefined : i === last);
    const kept = i === last && register?.type === 'string' ? register.value : null;
    if (!repeated && (ignored === undefined || !fails) && kept === null) return { ...task, keywords };
    if (keywords.register?.type !== 'string')
      keywords.register = string(
        kept === null ? (own ??= variable()) : named(kept),
        register?.origin ?? origin,
      );
    const name = (keywords.register as { readonly value: string }).value;
    if (kept !== null) registers.set(kept, name);
    if (repeated) {
      keywords.until = bare(until) ?? string(`${name} is succeeded`, retries!.origin ?? origin);
      keywords.retries = retries;
      keywords.delay = delay === undefined ? undefined : seconds(delay);
    }
    if (ignored !== undefined && fails) keywords.ignore_errors = bool(true, ignored.origin);
    return { ...task, keywords };
  });
  return { ...lowered, tasks };
}

/** Reports what contradicts itself; whether all is well. */
export function soundKeywords(
  given: ReadonlyMap<string, Value>,
  names: ReadonlyMap<string, Span>,
  context: EvalContext,
): boolean {
  const problems: [string, string | null][] = [
    [
      'delay',
      given.has('retries') || given.has('until')
        ? null
        : '`delay` is the time between two tries: add `retries`.',
    ],
    ['ignore_errors', reasonProblem(given.get('ignore_errors'))],
    ['register', registerProblem(given.get('register'))],
    ['retries', retriesProblem(given.get('retries'))],
  ];
  const wrong = problems.filter(([name, message]) => given.has(name) && message !== null);
  for (const [name, message] of wrong) context.report('VK0403', names.get(name)!, { message: message! });
  return wrong.length === 0;
}

const reasonProblem = (value: Value | undefined) =>
  value?.type === 'bool' || (value?.type === 'string' && value.value.trim() === '')
    ? 'Say why a failure does no harm: `ignore_errors = "Not every image has it."`.'
    : null;

const registerProblem = (value: Value | undefined) =>
  // Who writes roles marks what is of the role alone by `_`, which a param has no use for.
  value?.type === 'string' ? variableProblem(value.value.replace(/^_+(?=[a-z])/, '')) : null;

const retriesProblem = (value: Value | undefined) =>
  value?.type === 'int' && value.value < 1 ? 'It is tried again at least once.' : null;

/** Braces around a condition are Jinja's habit, not Ansible's. */
const bare = (value: Value | undefined): Value | undefined =>
  value?.type === 'jinja' || value?.type === 'string'
    ? string(value.value.trim().replace(/^\{\{\s*([\s\S]*?)\s*\}\}$/, '$1'), value.origin)
    : undefined;

const seconds = (value: Value): Value => int((value as DurationValue).value, value.origin);

/** Keywords that are conditions as a whole. */
const CONDITIONS: ReadonlySet<string> = new Set(['when', 'until', 'changed_when', 'failed_when']);

/** Tasks in which results that were kept have the names that Ansible has for them. */
export function withRegisters(lowered: Lowered, registers: Registers): Lowered {
  if (registers.size === 0) return lowered;
  const within = (values: Readonly<Record<string, Value | undefined>>, conditions: boolean) =>
    Object.fromEntries(
      Object.entries(values).map(([key, value]) => [
        key,
        value && renamed(value, registers, conditions && CONDITIONS.has(key)),
      ]),
    );
  return {
    ...lowered,
    tasks: lowered.tasks.map((task) => ({
      ...task,
      args: within(task.args, false),
      keywords: within(task.keywords ?? {}, true),
    })),
  };
}

function renamed(value: Value, names: Registers, condition: boolean): Value {
  switch (value.type) {
    case 'string':
      return condition ? { ...value, value: inExpression(value.value, names) } : value;
    case 'jinja':
      return {
        ...value,
        value: condition
          ? inExpression(value.value, names)
          : value.value.replace(/\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g, (part) => inExpression(part, names)),
      };
    case 'list':
      return list(
        value.items.map((item) => renamed(item, names, condition)),
        value.origin,
      );
    case 'map':
      return {
        ...value,
        entries: new Map([...value.entries].map(([key, item]) => [key, renamed(item, names, false)])),
      };
    default:
      return value;
  }
}

/** Texts of Jinja's, then names that are no field and no named argument. */
const TOKENS = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|(?<![\w.])[a-z_]\w*(?!\s*=(?!=))/gi;

const inExpression = (text: string, names: Registers): string =>
  text.replace(TOKENS, (token) => names.get(token) ?? token);
