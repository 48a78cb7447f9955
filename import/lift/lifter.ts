import type { System } from '../model/system.ts';
import type { Data } from '../model/data.ts';
import type { FlatHandler, FlatTask } from '../model/task.ts';
import type { DeploymentParams } from './deployment.ts';
import type { Statement } from './statement.ts';

/** When tasks are run: in the build, or when a machine is deployed. */
export type Phase = 'provision' | 'start';

/** What a kind needs to know to take a task over. */
export interface LiftContext {
  readonly system: System;
  readonly phase: Phase;
  /** What is given at deployment; none in the build. */
  readonly params: DeploymentParams;
  /** The tasks of the same role that follow. */
  readonly next: readonly FlatTask[];
  /** The expression for a file of the tree. */
  file(path: string): string;
  /** What a file of the tree holds, in a short text. */
  content(src: string): string;
  /** Whether another task looks at the result that a task leaves under a name. */
  isRead(register: string, by: FlatTask): boolean;
  /** Whether the tree enables a unit anyway. */
  enables(unit: string): boolean;
  /** Whether only later tasks of the same role look at a result. */
  stays(register: string): boolean;
}

export interface Lift {
  readonly statements: readonly Statement[];
  /** How many of the tasks that follow are in it too. */
  readonly also?: number;
  /** What the tasks have besides what the resource says; without it, all that the first task has. */
  readonly rest?: { readonly when: readonly string[]; readonly notify: readonly FlatHandler[] };
}

/** How the tasks of some modules become resources of one kind. Each is the default export of a file in `lift/kinds`. */
export interface Lifter {
  readonly kind: string;
  /** It says more than others that take the same modules, and is asked before them. */
  readonly first?: true;
  /** It takes tasks with all that they have, and looks itself at whether its resource comes to just these. */
  readonly whole?: true;
  /** Full names of the modules whose tasks become it. */
  readonly modules: readonly string[];
  /** Modules of tasks that look at something first, and are then a part of it; by themselves they become nothing. */
  readonly begins?: readonly string[];
  /** Keywords that it understands; a task with another one is not handed to it. */
  readonly keywords: readonly string[];
  /** Null where the resource would mean something else; a text says why, if what is left of the arguments does not show it. */
  lift(task: FlatTask, args: Arguments, context: LiftContext): Lift | string | null;
}

/** The arguments of a task, each taken once; what is left over was not understood. */
export class Arguments {
  readonly #left: Map<string, Data>;

  constructor(args: Readonly<Record<string, Data>>) {
    this.#left = new Map(Object.entries(args).filter(([, value]) => value !== null));
  }

  take(name: string): Data | undefined {
    const value = this.#left.get(name);
    this.#left.delete(name);
    return value;
  }

  /** A text that is known; a number is one too. */
  text(name: string): string | undefined {
    const value = this.#left.get(name);
    if (typeof value !== 'string' && typeof value !== 'number') return undefined;
    this.#left.delete(name);
    return String(value);
  }

  /** Yes or no, as Ansible reads them. */
  flag(name: string): boolean | undefined {
    const value = this.#left.get(name);
    const found =
      typeof value === 'boolean' ? value : typeof value === 'string' ? FLAGS[value.toLowerCase()] : undefined;
    if (found !== undefined) this.#left.delete(name);
    return found;
  }

  /** Texts of a list, or of one text with commas. */
  texts(name: string): readonly string[] | undefined {
    const value = this.#left.get(name);
    const list =
      typeof value === 'string'
        ? value.split(',').map((each) => each.trim())
        : Array.isArray(value)
          ? (value as readonly Data[]).flat()
          : undefined;
    if (list === undefined || !list.every((each) => typeof each === 'string')) return undefined;
    this.#left.delete(name);
    return (list as readonly string[]).filter((each) => each !== '');
  }

  /** Leaves an argument out that says what holds anyway. */
  drop(name: string, ...values: readonly Data[]): this {
    if (values.includes(this.#left.get(name) ?? null)) this.#left.delete(name);
    return this;
  }

  get left(): readonly string[] {
    return [...this.#left.keys()];
  }

  get empty(): boolean {
    return this.#left.size === 0;
  }
}

const FLAGS: Readonly<Record<string, boolean>> = {
  yes: true,
  true: true,
  on: true,
  no: false,
  false: false,
  off: false,
};

export function lifter(one: Lifter): Lifter {
  return one;
}
