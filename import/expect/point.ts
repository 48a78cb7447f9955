import { isMap, Literal } from '../model/data.ts';
import type { Data, DataMap, Raw } from '../model/data.ts';
import type { Place } from '../model/place.ts';
import type { FlatTask, Step } from '../model/task.ts';
import { variablesIn } from '../expand/scope.ts';

/** A boot check on one target, as a playbook that verifies a machine has it: a command, and what is asserted of its result. */
export interface Point {
  /** The rule's id, or kind and label of the expectation. */
  readonly id: string;
  readonly title: string;
  readonly look: string;
  readonly that: readonly string[];
  readonly vars: Readonly<Record<string, string>>;
  /** Conditions that only the machine can decide. */
  readonly when: readonly string[];
  readonly place: Place;
}

/** The point that two tasks are on one target; null if they are none that the compiler writes. */
export function pointOf(looks: Step, judges: Step): Point | null {
  const [look, judge] = [only(looks), only(judges)];
  if (look === null || judge === null || !looksOnly(looks)) return null;
  if (judge.module !== 'ansible.builtin.assert' || look.module !== 'ansible.builtin.raw') return null;
  const raw = variablesIn(judges.written?.raw ?? null);
  const line = lookOf(looks, look);
  const that = textsIn(judge.args.that);
  const vars = texts(raw.vars, judge.keywords.vars);
  const { tags } = raw;
  if (line === null || that === null || vars === null || typeof tags !== 'string') return null;
  if (look.when.join('\n') !== judge.when.join('\n') || typeof raw.name !== 'string') return null;
  const title = raw.name.includes('{{') ? (judge.name ?? '') : raw.name;
  return { id: tags, title, look: line, that, vars, when: judge.when, place: looks.place };
}

/** The only call of a module that a task is on a target. */
const only = ({ tasks, opaque }: Step): FlatTask | null =>
  opaque === null && tasks.length === 1 ? tasks[0]! : null;

/** Whether a task only keeps what it saw for the next one. */
function looksOnly({ written }: Step): boolean {
  const { register, changed_when: changed, failed_when: failed } = variablesIn(written?.raw ?? null);
  return register === 'seen' && changed === false && failed === false;
}

/** The command, which is a variable of its own if Ansible would find a template or an option in it. */
function lookOf({ written }: Step, { args }: FlatTask): string | null {
  const { 'ansible.builtin.raw': line, vars } = variablesIn(written?.raw ?? null);
  const { look } = variablesIn(vars ?? null);
  if (line === '{{ look }}' && look !== undefined) return textOf(look);
  if (typeof line === 'string' && !line.includes('{{')) return line;
  return typeof args.cmd === 'string' ? args.cmd : null;
}

const textOf = (raw: Raw): string | null =>
  raw instanceof Literal ? raw.text : typeof raw === 'string' && !/\{[{%#]/.test(raw) ? raw : null;

function texts(raw: Raw | undefined, known: Data | undefined): Record<string, string> | null {
  const values = typeof known === 'object' && known !== null && isMap<Data>(known as DataMap) ? known : {};
  const out: Record<string, string> = {};
  for (const [name, each] of Object.entries(variablesIn(raw ?? null))) {
    const value = textOf(each) ?? (values as DataMap)[name];
    if (typeof value !== 'string') return null;
    out[name] = value;
  }
  return out;
}

function textsIn(value: Data | undefined): readonly string[] | null {
  const items = [value].flat() as readonly Data[];
  return items.every((each): each is string => typeof each === 'string') ? items : null;
}
