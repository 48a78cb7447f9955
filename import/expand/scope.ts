import { isKnown, isMap, newMap } from '../model/data.ts';
import type { Data, DataMap, Raw } from '../model/data.ts';
import { evaluate, OMIT } from '../jinja/evaluate.ts';
import type { Found, Names } from '../jinja/evaluate.ts';

/** Where names of files of the tree begin when Ansible would give their place on the disk. */
export const TREE = '/@tree';

/** The path in the tree of the file that an argument names; null if it names none. */
export const inTree = (src: unknown): string | null =>
  typeof src === 'string' && src.startsWith(`${TREE}/`) ? src.slice(TREE.length + 1) : null;

type Frame =
  | { readonly of: 'raw'; readonly values: Readonly<Record<string, Raw>> }
  | { readonly of: 'data'; readonly values: Readonly<Record<string, Data>> };

/** Values that hold for all that comes after, on one system. */
export class Machine {
  readonly facts: Readonly<Record<string, Data>>;
  /** What `set_fact` and results of tasks leave behind; null is what only the machine knows. */
  readonly later = new Map<string, { readonly value: Data } | null>();
  /** What `include_vars` leaves behind, which holds only where nothing is in `later`, whichever came first. */
  readonly included = new Map<string, { readonly value: Data } | null>();
  /** The home folder of whoever gathers facts; null if nobody can tell. */
  home: string | null = null;
  /** Folders that were made. */
  readonly folders = new Set<string>();

  /** Names of what is given to whoever runs the playbook. */
  readonly given: ReadonlySet<string>;

  constructor(facts: Readonly<Record<string, Data>>, given: ReadonlySet<string> = new Set()) {
    this.facts = facts;
    this.given = given;
  }
}

const OF_MACHINE =
  /^(ansible_\w+|hostvars|groups|group_names|inventory_\w+|lookup|query|q|now|undef|play_hosts|item|ansible)$/;

const MOST_WORK = 10_000;

/** What names stand for at one place, the strongest first. */
export class Scope implements Names {
  readonly #machine: Machine;
  /** From the weakest to the strongest. */
  readonly #frames: readonly (readonly [rank: number, frame: Frame])[];
  readonly #open = new Set<string>();
  readonly #files: Names['file'];
  #work = 0;

  constructor(machine: Machine, frames: readonly (readonly [number, Frame])[] = [], files?: Names['file']) {
    this.#machine = machine;
    this.#frames = frames;
    this.#files = files;
  }

  /** The same, knowing the texts of files of the tree. */
  withFiles(files: (name: string) => string | null): Scope {
    return new Scope(this.#machine, this.#frames, files);
  }

  file(name: string): string | null {
    return this.#files?.(name) ?? null;
  }

  get machine(): Machine {
    return this.#machine;
  }

  /** The same with more values, which hold against those of a lower or equal rank. */
  with(rank: number, values: Readonly<Record<string, Raw>>): Scope {
    return this.#add(rank, { of: 'raw', values });
  }

  withData(rank: number, values: Readonly<Record<string, Data>>): Scope {
    return this.#add(rank, { of: 'data', values });
  }

  #add(rank: number, frame: Frame): Scope {
    if (Object.keys(frame.values).length === 0) return this;
    const at = this.#frames.findIndex(([other]) => other > rank);
    const frames = [...this.#frames];
    frames.splice(at < 0 ? frames.length : at, 0, [rank, frame]);
    return new Scope(this.#machine, frames, this.#files);
  }

  find(name: string): Found {
    if (name === 'omit') return { found: 'value', value: OMIT };
    if (name.startsWith('ansible_facts.')) return this.#fact(name.slice('ansible_facts.'.length));
    const { home } = this.#machine;
    if (home !== null && (name === 'ansible_env.HOME' || name === 'ansible_user_dir'))
      return { found: 'value', value: home };
    if (name.includes('.')) return { found: 'machine' };
    if (this.#open.has(name) || this.#machine.given.has(name)) return { found: 'machine' };
    for (let i = this.#frames.length - 1; i >= 0; i--) {
      const [rank, frame] = this.#frames[i]!;
      if (rank < RANK.later) {
        const later = this.#later(name);
        if (later !== null) return later;
      }
      const found = this.#in(frame, name);
      if (found !== null) return found;
    }
    const later = this.#later(name);
    if (later !== null) return later;
    if (name.startsWith('ansible_')) {
      const fact = this.#fact(name.slice('ansible_'.length));
      if (fact.found === 'value') return fact;
    }
    return OF_MACHINE.test(name) ? { found: 'machine' } : { found: 'nothing' };
  }

  #later(name: string): Found | null {
    const { later: facts, included } = this.#machine;
    const later = facts.has(name) ? facts.get(name) : included.get(name);
    if (later === undefined) return null;
    return later === null ? { found: 'machine' } : { found: 'value', value: later.value };
  }

  #in(frame: Frame, name: string): Found | null {
    if (!Object.hasOwn(frame.values, name)) return null;
    if (frame.of === 'data') return { found: 'value', value: frame.values[name]! };
    // Values that are made of each other many times over are left to Ansible.
    this.#work = this.#open.size === 0 ? 0 : this.#work + 1;
    if (this.#work > MOST_WORK) return { found: 'machine' };
    this.#open.add(name);
    try {
      return { found: 'value', value: evaluate(frame.values[name]!, this) };
    } finally {
      this.#open.delete(name);
    }
  }

  #fact(name: string): Found {
    const value = this.#machine.facts[name];
    return value === undefined ? { found: 'machine' } : { found: 'value', value };
  }

  /** Whether the tree has a value for a name that nobody can write out, such as one that Ansible Vault encrypts. */
  isLost(name: string): boolean {
    const { later, included, given } = this.#machine;
    if (name === 'omit' || later.has(name) || included.has(name) || given.has(name)) return false;
    if (!this.#frames.some(([, { values }]) => Object.hasOwn(values, name))) return false;
    const found = this.find(name);
    return found.found !== 'value' || !isKnown(found.value);
  }

  /** Whether a name is a variable of the tree. */
  has(name: string): boolean {
    return this.find(name).found === 'value';
  }
}

/** Ansible’s order: what stands later holds against what stands before. */
export const RANK = {
  /** Defaults of other roles of the play. */
  sharedDefaults: 0,
  defaults: 1,
  group: 2,
  host: 3,
  play: 5,
  /** Variables of other roles of the play. */
  sharedRole: 5.5,
  role: 6,
  block: 7,
  task: 8,
  later: 9,
  params: 10,
  item: 11,
  extra: 12,
} as const;

/** The values of a file of variables; empty where it holds none. */
export function variablesIn(value: Raw): Readonly<Record<string, Raw>> {
  return isMap<Raw>(value as Raw & Readonly<Record<string, Raw>>)
    ? (value as Readonly<Record<string, Raw>>)
    : newMap<Raw>();
}

export const isDataMap = (value: Data): value is DataMap => isMap<Data>(value as DataMap);
