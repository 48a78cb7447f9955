import { map, textsIn } from '../../compiler/model/value.ts';
import { canonicalTasks } from '../proof/canonical.ts';
import type { FlatHandler, FlatTask } from '../model/task.ts';
import { TREE } from '../expand/scope.ts';
import type { Lift, LiftContext } from './lifter.ts';
import { lowered } from './lowered.ts';
import type { Said } from './say.ts';
import { withNames } from './deployment.ts';
import { quoted } from './text.ts';

type Given = Readonly<Record<string, Said | null | undefined>>;

/**
 * The resource in whose place a task and those after it stand, if it comes to just these tasks. What all of them have besides,
 * a condition and the services that they notify, is left to `liftTask`.
 */
export function whole(
  kind: string,
  label: string | undefined,
  given: Given,
  task: FlatTask,
  context: LiftContext,
): Lift | null {
  if (label === undefined || Object.values(given).includes(null)) return null;
  const attributes = Object.fromEntries(
    Object.entries(given).filter((each): each is [string, Said] => each[1] !== undefined && each[1] !== null),
  );
  const first = lowered(kind, label, attributes, ROLE, context);
  if (first === null || first.tasks.length === 0) return null;
  const group = [task, ...context.next].slice(0, first.tasks.length);
  if (group.length < first.tasks.length) return null;
  const role = roleIn(first.tasks, group);
  const made = role === ROLE ? first : lowered(kind, label, attributes, role, context)!;
  const outer = task.when.slice(0, task.when.length - made.tasks[0]!.when.length);
  const more = notified(task, made.tasks[0]!);
  if (more === null) return null;
  // The compiler keeps a task that gets a secret out of the log itself.
  const isHidden = textsIn(mapOf(attributes)).some((text) => text.type === 'jinja' && text.secret);
  const plain = group
    .map(({ unmarked, ...marked }) => unmarked ?? marked)
    .map((each, i) => ({
      ...each,
      ...(isHidden && { keywords: { ...each.keywords, no_log: false } }),
      when: outer.every((when, n) => each.when[n] === when) ? each.when.slice(outer.length) : each.when,
      notify: made.tasks[i]!.notify.length === 0 && isSame(each.notify, more) ? [] : each.notify,
    }));
  const texts = (tasks: readonly FlatTask[]) => canonicalTasks(tasks, context.system, context.content);
  const [ours, theirs] = [texts(made.tasks), texts(plain)];
  if (ours.length !== theirs.length || !ours.every((each, i) => each === theirs[i])) return null;
  const own = made.titled < 0 ? null : group[made.titled]!.name;
  return {
    statements: [
      {
        grade: 'lifted',
        kind,
        labels: [label],
        attributes: [
          ...(own === null || own === withNames(made.titles[made.titled]!)
            ? []
            : [['title', quoted(own)] as const]),
          ...Object.entries(attributes).map(([name, { text }]) => [name, text] as const),
        ],
      },
    ],
    also: made.tasks.length - 1,
    rest: { when: outer, notify: more },
  };
}

const mapOf = (attributes: Readonly<Record<string, Said>>) =>
  map(Object.fromEntries(Object.entries(attributes).map(([name, { value }]) => [name, value])), null);

const ROLE = 'role';

/** What the role is called in the names of its results. */
function roleIn(made: readonly FlatTask[], group: readonly FlatTask[]): string {
  for (const [i, { keywords }] of made.entries()) {
    const own = keywords.register;
    const theirs = group[i]!.keywords.register;
    if (typeof own !== 'string' || typeof theirs !== 'string') continue;
    const rest = own.slice(ROLE.length);
    if (theirs.endsWith(rest)) return theirs.slice(0, theirs.length - rest.length);
  }
  return ROLE;
}

/** What a task notifies beside what its kind does itself; null if that is missing. */
function notified(task: FlatTask, made: FlatTask): readonly FlatHandler[] | null {
  const names = made.notify.map(({ args }) => JSON.stringify(args));
  const more = task.notify.filter(({ args }) => !names.includes(JSON.stringify(args)));
  return task.notify.length - more.length === made.notify.length ? more : null;
}

const isSame = (a: readonly FlatHandler[], b: readonly FlatHandler[]) =>
  a.length === b.length && a.every((each, i) => each.name === b[i]!.name);

/** The text that a task writes to a file whose path has this form, with the parts of the path. */
export function writes(task: FlatTask | undefined, path: RegExp): readonly string[] | null {
  const { dest, content, src } = task?.args ?? {};
  if (task?.module !== 'ansible.builtin.copy' || typeof dest !== 'string') return null;
  const found = path.exec(dest);
  if (found === null) return null;
  if (typeof content === 'string') return [content, ...found.slice(1)];
  return typeof src === 'string' && src.startsWith(`${TREE}/`) ? ['', ...found.slice(1)] : null;
}

/** Modules that install what a resource needs first. */
export const MANAGERS = ['ansible.builtin.apt', 'ansible.builtin.dnf', 'ansible.builtin.yum'] as const;
