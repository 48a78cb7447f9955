import type { Architecture } from '../model/hardware.ts';
import type { Span } from '../../grammar/span.ts';
import type { Brought, Category } from './contents.ts';
import type { Effects } from './effects.ts';
import type { Os, Requirement } from '../model/ir.ts';
import type { Attributes, Schema } from '../model/schema.ts';
import { string } from '../model/value.ts';
import type { FileValue, RecordValue, StringValue, Value } from '../model/value.ts';

/** A task as a resource kind makes it; the compiler adds what all resources share. */
export interface TaskDraft {
  readonly title: string;
  /** Fully qualified module name. */
  readonly module: string;
  readonly args: Readonly<Record<string, Value | undefined>>;
  /** register, changed_when, environment, …; `when` is a list of raw conditions. */
  readonly keywords?: Readonly<Record<string, Value | undefined>>;
  /** Titles of handlers of the same resource. */
  readonly notify?: readonly string[];
}

export interface Lowered {
  readonly tasks: readonly TaskDraft[];
  readonly handlers?: readonly TaskDraft[];
  /** Collections that have to be installed before the build. */
  readonly collections?: readonly Requirement[];
  /** Labels of resources of the same role whose change notifies a handler. */
  readonly watches?: { readonly labels: readonly StringValue[]; readonly handler: TaskDraft };
}

/** A resource as it is handed to its kind. */
export interface ResourceUse<S extends Schema> {
  readonly label: StringValue;
  readonly attributes: Attributes<S>;
  /** The title that the author gave, or null. */
  readonly title: string | null;
  readonly origin: Span;
}

export interface LowerContext {
  readonly os: RecordValue;
  /** One of those that the library knows. */
  readonly packageManager: string;
  readonly architecture: Architecture;
  /** Folder name of the role. */
  readonly role: string;
  readonly phase: 'provision' | 'start';
  /** Puts a file into the role's folder and gives its name there. */
  asset(file: FileValue, folder: 'files' | 'templates'): StringValue;
  /** A variable name for `register`, unique in the role. */
  variable(hint: string): string;
}

/** A resource of which one wants to know what it brings. */
export interface ContentsUse<S extends Schema> {
  readonly label: string;
  readonly attributes: Attributes<S>;
}

export interface ContentsContext {
  readonly os: Os;
  readonly phase: 'provision' | 'start';
}

/** What can be written as a word, a label and a block of attributes. */
export interface Kind<S extends Schema = Schema> {
  /** The word that begins it: `package`. */
  readonly name: string;
  /** One sentence, then more if needed; Markdown. */
  readonly doc: string;
  readonly label: {
    /** What the label is, in words with an article: `the name of a package`. */
    readonly what: string;
    /** It may go over several lines. */
    readonly lines?: true;
    /** What is wrong with a label, or null. */
    check?(label: string): string | null;
    /** What is wrong with all labels of a list together, or null. */
    all?(labels: readonly string[]): string | null;
  };
  readonly schema: S;
  /** It is about the machine that builds, and brings nothing into the image. */
  readonly ofBuilder?: true;
  /** Modules of Ansible in whose place it stands, and what to write: said to those who write one as if it were a kind. */
  readonly insteadOf?: { readonly modules: readonly string[]; readonly remedy: string };
  /** It does something with what is there by then, so that a later resource may well change that again. */
  readonly acts?: true;
  /** Why it cannot stand in `start`; absent where it can. */
  readonly notAtStart?: string;
  /** Several with one label are several things: commands, lines of one file. */
  readonly repeats?: true;
  /** One or more uses, as an author would write them; compiled in the tests on every family. */
  readonly example: string;
}

export interface ResourceKind<S extends Schema = Schema> extends Kind<S> {
  lower(use: ResourceUse<S>, context: LowerContext): Lowered;
  /** Where the README of an image lists what it brings; nowhere without it. */
  readonly heading?: Category;
  /** What it brings to the machine, and what it takes away. */
  contents?(use: ContentsUse<S>, context: ContentsContext): Brought;
  /** What has to be on the machine before it, and what is there afterwards. */
  effects?(use: ContentsUse<S>, context: ContentsContext): Effects;
  /** What one resource decides alone, such as the path of the file that it writes: two roles that do are reported. */
  writes?(label: string): readonly string[];
  /** The Ansible module that the author names, where one does; the compiler checks that something brings it. */
  module?(attributes: Attributes<S>): StringValue;
  /** One task for two neighbours of this kind, or null when they stay two. */
  join?(a: TaskDraft, b: TaskDraft): TaskDraft | null;
  /** A task when its neighbours have been joined to it. */
  finish?(task: TaskDraft): TaskDraft;
  /** The tasks of a role without those that a later one makes needless. */
  reduce?(tasks: readonly LoweredTask[]): readonly LoweredTask[];
  /** A last look at the tasks of a target in the order in which they run. */
  normalize?(tasks: readonly LoweredTask[], packageManager: string): readonly LoweredTask[];
}

/** A task in the whole sequence of a target. */
export interface LoweredTask extends TaskDraft {
  readonly kind: string;
  readonly origin: Span;
}

/** Declares a resource kind, keeping the types of its attributes. */
export function resourceKind<S extends Schema>(kind: ResourceKind<S>): ResourceKind<S> {
  return kind;
}

/** What the attributes of a kind are, as its schema says. */
export type AttributesOf<K extends Kind> = Attributes<K['schema']>;

/** The handler that restarts a service. */
export const restartHandler = (service: StringValue): TaskDraft =>
  serviceHandler('Restart', service, 'restarted');

/** The handler that has a service read its configuration again. */
export const reloadHandler = (service: StringValue): TaskDraft =>
  serviceHandler('Reload', service, 'reloaded');

const serviceHandler = (verb: string, service: StringValue, state: string): TaskDraft => ({
  title: `${verb} ${service.value}`,
  module: 'ansible.builtin.systemd',
  args: { name: service, state: string(state, service.origin) },
});
