import type { Task } from '../../compiler/model/ir.ts';
import type { Value } from '../../compiler/model/value.ts';

/** Two texts by which tasks are compared without looking at them again. */
class Fingerprint {
  /** Equal for tasks that are the same, wherever they came from. */
  readonly identity: string;
  readonly #task: Task;
  readonly #frame: string;
  #shape: string | null = null;

  constructor(task: Task) {
    const { module, kind, notify, title, args, keywords } = task;
    this.#task = task;
    this.#frame = [module, kind, JSON.stringify(notify)].join(' ');
    this.identity = [
      this.#frame,
      JSON.stringify(title),
      serialized(args, true),
      serialized(asMap(keywords), true),
    ].join(' ');
  }

  /** Equal for tasks that can be one when they differ in some texts, numbers or bools. Only asked for where tasks are not the same. */
  get shape(): string {
    const { args, keywords } = this.#task;
    return (this.#shape ??= [this.#frame, serialized(args, false), serialized(asMap(keywords), false)].join(
      ' ',
    ));
  }
}

const asMap = (entries: Task['keywords']): Value => ({ type: 'map', entries, origin: null });

const known = new WeakMap<Task, Fingerprint>();

export function fingerprint(task: Task): Fingerprint {
  let found = known.get(task);
  if (found === undefined) known.set(task, (found = new Fingerprint(task)));
  return found;
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
