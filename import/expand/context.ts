import { Template } from '../model/data.ts';
import type { Data, Raw } from '../model/data.ts';
import type { Note, Place } from '../model/place.ts';
import type { FlatTask, RolePart } from '../model/task.ts';
import { evaluate } from '../jinja/evaluate.ts';
import type { Tree } from '../read/tree.ts';
import type { YamlItem } from '../read/yaml.ts';
import type { Around } from './files.ts';
import type { Handlers } from './handlers.ts';
import { RANK, isDataMap, variablesIn } from './scope.ts';
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
  readonly become: boolean;
  readonly becomeUser: Raw;
  readonly user: string | null;
  readonly trail: string;
  /** Folders of the roles above. */
  readonly roles: readonly string[];
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
}

export function loopVariable(map: Readonly<Record<string, Raw>>, scope: Scope): string {
  const control = evaluate(map.loop_control ?? null, scope);
  const name = isDataMap(control) ? control.loop_var : null;
  return typeof name === 'string' ? name : 'item';
}

export function evaluated(vars: Readonly<Record<string, Raw>>, scope: Scope): Record<string, Data> {
  const found = Object.entries(vars).map(([name, value]) => [name, evaluate(value, scope)] as const);
  // A value that is made of its own name is the one from outside.
  return Object.fromEntries(
    found.filter(([name, value]) => !(value instanceof Template && value.text === `{{ ${name} }}`)),
  );
}

/** What a task or block says for itself and what is in it. */
export function inner(context: Context, map: Readonly<Record<string, Raw>>, item: YamlItem): Context {
  const scope = context.scope.with(
    map.block === undefined ? RANK.task : RANK.block,
    variablesIn(map.vars ?? null),
  );
  const become = map.become ?? map.sudo;
  const keywords = Object.fromEntries(
    ['environment', 'no_log', 'ignore_errors', 'check_mode', 'delegate_to', 'run_once'].flatMap((key) =>
      map[key] === undefined ? [] : [[key, map[key]]],
    ),
  );
  return {
    ...context,
    scope,
    keywords: { ...context.keywords, ...keywords },
    become:
      become === undefined
        ? context.become
        : [true, 'yes', 'true'].includes(evaluate(become, scope) as string),
    becomeUser: map.become_user ?? map.sudo_user ?? context.becomeUser,
    trail: map.block === undefined ? context.trail : `${context.trail}>${item.line}`,
  };
}
