import { Template } from '../model/data.ts';
import type { Data } from '../model/data.ts';
import { isDataMap } from '../expand/scope.ts';
import type { FlatTask } from '../model/task.ts';
import { attribute } from './attributes.ts';
import { quoted } from './text.ts';
import { SAYS_ITSELF } from './whys.ts';
import type { Arguments, Lift, LiftContext } from './lifter.ts';

/** What `command` and `shell` have in common. */
export function commandStatement(
  kind: 'command' | 'shell',
  line: string,
  task: FlatTask,
  args: Arguments,
  { isRead, stays }: LiftContext,
): Lift | string | null {
  const { keywords } = task;
  const creates = args.text('creates');
  const removes = args.text('removes');
  const chdir = args.text('chdir');
  if (!args.empty) return null;
  const { register, environment, become_user: user } = keywords;
  const read = typeof register === 'string' && isRead(register, task);
  if (read && !stays(register)) return 'another role, or a template, looks at its result';
  const plain = changesOf(keywords.changed_when, register, creates !== undefined || removes !== undefined);
  const changes = plain === null ? conditionOf(keywords.changed_when) : plain;
  const accept = acceptOf(keywords.failed_when, register);
  const fails = accept === null ? conditionOf(keywords.failed_when) : undefined;
  if (changes === null || fails === null) return SAYS_ITSELF;
  const asks = JSON.stringify([keywords.changed_when, keywords.failed_when]);
  const named =
    typeof register === 'string' && (read || (keepsName(changes, fails) && asks.includes(register)));
  if (named && !stays(register)) return SAYS_ITSELF;
  if (
    environment !== undefined &&
    !(
      isDataMap(environment) &&
      Object.values(environment).every((each) => typeof each === 'string' || each instanceof Template)
    )
  )
    return null;
  if (user !== undefined && typeof user !== 'string') return null;
  return {
    statements: [
      {
        grade: 'lifted',
        kind,
        labels: [line],
        ...(line.length <= 60 && { usual: `Run ${line}` }),
        attributes: [
          ...attribute('creates', creates),
          ...attribute('removes', removes),
          ...(changes === undefined ? [] : [['changes', changes] as const]),
          ...attribute('accept', accept ?? undefined),
          ...(fails === undefined ? [] : [['fails', fails] as const]),
          ...attribute('chdir', chdir),
          ...attribute('environment', environment),
          ...(named ? attribute('register', register) : []),
          ...attribute('user', user),
        ],
      },
    ],
  };
}

/** A condition of Ansible's as the value of an attribute; null if it is none. */
function conditionOf(when: Data | undefined): string | null | undefined {
  const all = Array.isArray(when) ? (when as readonly Data[]) : [when];
  if (when === undefined) return undefined;
  if (!all.every((each): each is string => typeof each === 'string' && !each.includes('\n'))) return null;
  return quoted(all.length === 1 ? all[0]! : all.map((each) => `(${each})`).join(' and '));
}

/** Whether a condition asks for the result by its name. */
const keepsName = (...conditions: readonly (string | undefined)[]) =>
  conditions.some((each) => each?.startsWith('"'));

/** `changes`, or null where the language cannot say it. */
export function changesOf(
  when: Data | undefined,
  register: Data | undefined,
  guarded: boolean,
): string | null | undefined {
  if (when === undefined) return undefined;
  if (when === false) return 'false';
  if (when === true) return guarded ? null : undefined;
  const name = typeof register === 'string' ? register : '';
  const text = typeof when === 'string' ? when : '';
  const printed = [`${name}.stdout | length > 0`, `${name}.stdout | length != 0`, `${name}.stdout != ''`];
  if (name === '' || name === undefined) return null;
  return (guarded ? printed.map((each) => `${name}.changed and ${each}`) : printed).includes(text)
    ? 'on_output'
    : null;
}

/** `accept`, or null where the language cannot say it. */
export function acceptOf(
  when: Data | undefined,
  register: Data | undefined,
): readonly number[] | null | undefined {
  if (when === undefined) return undefined;
  if (typeof register !== 'string' || typeof when !== 'string') return null;
  const printed = new RegExp(`^${register.replace(/\W/g, '\\$&')}\\.rc not in \\[([\\d, ]+)\\]$`).exec(when);
  if (printed !== null) return printed[1]!.split(',').map(Number);
  const escaped = register.replace(/\W/g, '\\$&');
  const [, list] = new RegExp(`^not (?:\\()?${escaped}\\.rc in \\[([\\d, ]+)\\]\\)?$`).exec(when) ?? [];
  return list === undefined ? null : list.split(',').map(Number);
}
