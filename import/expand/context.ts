import { Template, newMap } from '../model/data.ts';
import type { Data, Raw } from '../model/data.ts';
import type { Note, Place } from '../model/place.ts';
import type { FlatTask, RolePart } from '../model/task.ts';
import { evaluate } from '../jinja/evaluate.ts';
import type { Tree } from '../read/tree.ts';
import type { YamlItem } from '../read/yaml.ts';
import type { Around } from './files/find-files.ts';
import { isYes } from './keywords.ts';
import type { Handlers } from './handlers.ts';
import { RANK, isDataMap, variablesIn } from './scope.ts';
import { tagsIn } from './tags.ts';
import type { Scope } from './scope.ts';

/** Where a task stands, and what holds for it from outside. */
export interface Context {
  readonly scope: Scope;
  readonly part: RolePart;
  readonly file: string;
  readonly playbook: string;
  /** Folder of the role, or null. */
  readonly role: string | null;
  /** Conditions that are left to the machine. */
  readonly when: readonly string[];
  /** What stands here never runs on this system. */
  readonly skip: boolean;
  readonly handlers: Handlers;
  readonly keywords: Readonly<Record<string, Raw>>;
  /** Environments from the outermost to the innermost; a later one holds against an earlier one. */
  readonly environment: readonly Raw[];
  /** What blocks around it notify. */
  readonly notify: readonly Raw[];
  readonly tags: readonly string[];
  /** Arguments that modules have by default, from the weakest to the strongest. */
  readonly moduleDefaults: readonly Raw[];
  readonly become: boolean;
  readonly becomeUser: Raw;
  readonly user: string | null;
  /** Why nobody can tell who runs it; null if that is told. */
  readonly unclearUser: string | null;
  readonly trail: string;
  /** Folders of the roles above. */
  readonly roles: readonly string[];
}

/** A task that brings others, or values for those after it. */
export interface Including {
  readonly raw: Raw;
  readonly item: YamlItem;
  readonly map: Readonly<Record<string, Raw>>;
  readonly context: Context;
  readonly place: Place;
  /** Which turn of a loop it is, in brackets. */
  readonly n: string;
}

/** What reads single tasks asks of what reads lists of them. */
export interface Reader {
  readonly tree: Tree;
  readonly notes: Note[];
  around(context: Context): Around;
  conditions(
    raw: Raw | undefined,
    context: Context,
  ): { readonly when: readonly string[]; readonly skip: boolean };
  add(item: YamlItem, context: Context, place: Place, tasks: readonly FlatTask[]): void;
  opaque(item: YamlItem, context: Context, place: Place, reason: string): void;
  flush(item: YamlItem, context: Context, place: Place): void;
  list(items: readonly YamlItem[], context: Context): void;
  doubt(place: Place, message: string): void;
}

export function evaluated(vars: Readonly<Record<string, Raw>>, scope: Scope): Record<string, Data> {
  const found = Object.entries(vars).map(([name, value]) => [name, evaluate(value, scope)] as const);
  // A value that is made of its own name is the one from outside.
  return Object.fromEntries(
    found.filter(([name, value]) => !(value instanceof Template && value.text === `{{ ${name} }}`)),
  );
}

/** What holds for what is inside as well, and is said again where it is different. */
const INHERITED = [
  'no_log',
  'ignore_errors',
  'ignore_unreachable',
  'check_mode',
  'delegate_to',
  'run_once',
  'diff',
  'timeout',
];

/** What a task, a block or a play says for itself and what is in it. */
export function inner(context: Context, map: Readonly<Record<string, Raw>>, item: YamlItem | null): Context {
  const isBlock = map.block !== undefined;
  const scope = context.scope.with(isBlock ? RANK.block : RANK.task, variablesIn(map.vars ?? null));
  const keywords = Object.fromEntries(
    INHERITED.flatMap((key) => (map[key] === undefined ? [] : [[key, map[key]]])),
  );
  const more = (raw: Raw | undefined): readonly Raw[] => (raw === undefined ? [] : ([raw].flat() as Raw[]));
  return {
    ...context,
    scope,
    keywords: { ...context.keywords, ...keywords },
    environment: [...context.environment, ...more(map.environment)],
    notify: isBlock ? [...context.notify, ...more(map.notify)] : context.notify,
    tags: [...context.tags, ...tagsIn(evaluate(map.tags ?? [], scope))],
    moduleDefaults: [...context.moduleDefaults, ...more(map.module_defaults)],
    ...user(context, map, scope),
    trail: isBlock && item !== null ? `${context.trail}>${item.line}` : context.trail,
  };
}

/** Who runs it. */
function user(
  context: Context,
  map: Readonly<Record<string, Raw>>,
  scope: Scope,
): Pick<Context, 'become' | 'becomeUser' | 'user' | 'unclearUser'> {
  const given = map.become ?? map.sudo;
  const value = given === undefined ? context.become : evaluate(given, scope);
  const become = isYes(value);
  const remote = map.remote_user;
  const login = typeof remote === 'string' ? remote : context.user;
  const [way, how] =
    ['become_method', 'become_flags', 'become_exe', 'connection']
      .map((name) => [name, map[name] === undefined ? null : evaluate(map[name], scope)] as const)
      .find(([, each]) => each !== null && each !== '' && !USUAL.test(String(each as string))) ?? [];
  let unclear = context.unclearUser;
  if (way !== undefined) unclear = `it is run with \`${way}: ${String(how as string)}\``;
  else if (value instanceof Template) unclear = 'who runs it is known on the machine only';
  else if (given !== undefined)
    unclear =
      !become && context.become && login === null
        ? 'it is run by the user who logs in, and nothing in the tree names that user'
        : null;
  return {
    become,
    becomeUser: map.become_user ?? map.sudo_user ?? context.becomeUser,
    user: login,
    unclearUser: unclear,
  };
}

const USUAL = /^(ansible\.builtin\.)?(sudo|ssh|smart|-H -S|-H -S -n)$/;

/** The environment of a task; a list if part of it is known on the machine only. */
export function environmentOf({ environment }: Context, scope: Scope): Data | undefined {
  const all = environment.map((each) => evaluate(each, scope)).flat() as readonly Data[];
  if (all.length <= 1) return all[0];
  return all.every(isDataMap) ? (Object.assign(newMap<Data>(), ...all) as Data) : all;
}
