import type { Task } from '../../compiler/model/ir.ts';
import type { Value } from '../../compiler/model/value.ts';

export interface Fingerprint {
  /** Equal for tasks that are the same, wherever they came from. */
  readonly identity: string;
  /** Equal for tasks that can be one when they differ in some texts, numbers or bools. */
  readonly shape: string;
}

const known = new WeakMap<Task, Fingerprint>();

/** Two texts by which tasks are compared without looking at them again. */
export function fingerprint(task: Task): Fingerprint {
  const found = known.get(task);
  if (found !== undefined) return found;
  const { module, kind, notify, args, keywords } = task;
  const frame = [module, kind, JSON.stringify(notify)].join(' ');
  const map: Value = { type: 'map', entries: keywords, origin: null };
  const made: Fingerprint = {
    identity: [frame, JSON.stringify(task.title), serialized(args, true), serialized(map, true)].join(' '),
    shape: [frame, serialized(args, false), serialized(map, false)].join(' '),
  };
  known.set(task, made);
  return made;
}

/** A value as text, without its places. With `whole` false, what a variable could hold is only its type. */
export function serialized(value: Value, whole: boolean): string {
  switch (value.type) {
    case 'list':
      return `[${value.items.map((item) => serialized(item, whole)).join()}]`;
    case 'map': {
      const entries = [...value.entries].map(
        ([key, item]) => `${JSON.stringify(key)}:${serialized(item, whole)}`,
      );
      return `{${entries.sort().join()}}`;
    }
    case 'jinja':
      return `jinja${JSON.stringify(value.value)}`;
    case 'file':
      return `file${JSON.stringify(value.path)}`;
    case 'record':
      return `${value.kind}${JSON.stringify(value.name)}`;
    case 'unset':
    case 'bad':
      return value.type;
    default:
      return whole ? `${value.type}${JSON.stringify(value.value)}` : value.type;
  }
}
