import type { Data, Raw } from './data.ts';
import type { Note, Place } from './place.ts';

/** One run of a role, or the tasks that a play has itself. */
export interface RolePart {
  /** The way that led to it; what it uses begins with it. */
  readonly key: string;
  /** The name by which the playbook asks for it; null for tasks of the play. */
  readonly role: string | null;
  /** Its folder in the tree; null for tasks of the play. */
  readonly folder: string | null;
  /** The file in which its first task stands. */
  readonly place: Place;
  /** The name of the import task or the play. */
  readonly title: string | null;
  /** Values from outside that the role names and does not set itself. */
  readonly outside: Readonly<Record<string, Data>>;
  /** Values that whoever uses the role gives to it. */
  readonly params: Readonly<Record<string, Data>>;
  /** Files of the role beside its `main.yml` are used from outside it (`tasks_from`). */
  readonly partial: boolean;
}

/** A handler that a task notifies. */
export interface FlatHandler {
  readonly name: string;
  readonly module: string;
  readonly args: Readonly<Record<string, Data>>;
  /** All but `when`. */
  readonly keywords: Readonly<Record<string, Data>>;
  readonly when: readonly string[];
  readonly place: Place;
}

/** One call of a module on one system: loops are unrolled, and what the tree decides is decided. */
export interface FlatTask {
  readonly name: string | null;
  /** Fully qualified. */
  readonly module: string;
  readonly args: Readonly<Record<string, Data>>;
  /** All but `when` and `notify`, which have places of their own. */
  readonly keywords: Readonly<Record<string, Data>>;
  /** Conditions that only the machine can decide; all have to hold. */
  readonly when: readonly string[];
  readonly notify: readonly FlatHandler[];
  readonly place: Place;
  /** As the tree has it, where params given at deployment are marked in its texts. */
  readonly unmarked?: FlatTask | undefined;
  /** The pattern and the file of a `with_fileglob`, if that is what it loops over. */
  readonly glob?: { readonly pattern: string; readonly file: string } | undefined;
}

/** A task of the tree, with what it comes to on one system. */
export interface Step {
  /** Where it stands, and the way that led there. */
  readonly key: string;
  readonly part: RolePart;
  readonly place: Place;
  /** How many lines of the tree it takes. */
  readonly lines: number;
  readonly comment: string | null;
  readonly tasks: readonly FlatTask[];
  /** Why its effect cannot be told from the tree, in words; it can only be carried with its role. */
  readonly opaque: string | null;
  /** As it is written, with the conditions around it; for what is only compared as a whole. */
  readonly written?: { readonly raw: Raw; readonly when: readonly string[] };
  /** The task in a role of its own; only tasks of plays have that. */
  readonly carry?: () => CarriedTask | null;
}

/** A task of a play with all that it needs to stand in a role of its own. */
export interface CarriedTask {
  readonly raw: Raw;
  /** Conditions around it. */
  readonly when: readonly string[];
  readonly vars: Readonly<Record<string, Data>>;
  /** What holds for it from outside, as the tree has it. */
  readonly keywords: Readonly<Record<string, Raw>>;
  /** Who runs it, if that is not root. */
  readonly user: string | null;
  /** Files of the tree by where they stand in the role. */
  readonly files: ReadonlyMap<string, string>;
  readonly handlers: readonly Raw[];
}

export interface Expansion {
  readonly steps: readonly Step[];
  readonly notes: readonly Note[];
  /** What may make a difference and cannot be told, so that nothing is proved. */
  readonly doubts: readonly Note[];
  /** Whether some play lets Ansible gather facts. */
  readonly gathers: boolean;
}
