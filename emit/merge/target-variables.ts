import type { Target, Task } from '../../compiler/model/ir.ts';
import { same } from '../../compiler/model/value.ts';
import type { Value } from '../../compiler/model/value.ts';

interface Variable {
  readonly name: string;
  readonly role: string;
  readonly key: string;
  readonly values: Map<Target, Value>;
}

/** The variables that hold what differs between the targets, each with a name that is unique in the image. */
export class TargetVariables {
  readonly #taken: Set<string>;
  readonly #variables: Variable[] = [];

  /** `reserved`: names that mean something else. */
  constructor(reserved: Iterable<string>) {
    this.#taken = new Set(reserved);
  }

  /**
   * The variable with these values for an argument of a role's task: one that is there when it fits, so that the
   * service that a task enables and its handler restarts is one variable.
   */
  name(role: string, task: Task, path: readonly string[], values: ReadonlyMap<Target, Value>): string {
    const key = path.at(-1) ?? 'value';
    const known = this.#variables.find(
      (one) => one.role === role && one.key === key && fits(one.values, values),
    );
    if (known !== undefined) {
      for (const [target, value] of values) known.values.set(target, value);
      return known.name;
    }
    const base = [role, task.kind, ...path]
      .join('_')
      .toLowerCase()
      .replace(/[^a-z0-9_]+/g, '_');
    let name = base;
    for (let n = 2; this.#taken.has(name); n++) name = `${base}_${n}`;
    this.#taken.add(name);
    this.#variables.push({ name, role, key, values: new Map(values) });
    return name;
  }

  /** In the order in which they were named. */
  of(target: Target): ReadonlyMap<string, Value> {
    const out = new Map<string, Value>();
    for (const { name, values } of this.#variables) {
      const value = values.get(target);
      if (value !== undefined) out.set(name, value);
    }
    return out;
  }
}

/**
 * Whether one variable can hold both: the targets of a system that they share have one value in both, and there is
 * such a system. What tasks of two variants differ in by system is one variable.
 */
function fits(known: ReadonlyMap<Target, Value>, values: ReadonlyMap<Target, Value>): boolean {
  let shared = 0;
  for (const [target, value] of values) {
    for (const [other, theirs] of known) {
      if (other.os.name !== target.os.name) continue;
      if (!same(theirs, value)) return false;
      shared++;
    }
  }
  return shared > 0;
}
