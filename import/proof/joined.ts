import type { FlatTask } from '../model/task.ts';
import { absentNames } from './absent-names.ts';

/** Tasks by the one in whose place they stand; two that are one thing are one, what is only a look at it is gone. */
export function joinedTasks(
  tasks: readonly FlatTask[],
  isRead: (name: string, by: FlatTask) => boolean,
): ReadonlyMap<FlatTask, readonly FlatTask[]> {
  const out = new Map<FlatTask, FlatTask[]>();
  for (let i = 0; i < tasks.length; i++) {
    const task = tasks[i]!;
    const next = tasks[i + 1];
    const looked = next === undefined ? null : unitIfThere(task, next);
    const fetched = next === undefined ? null : fetchedPackage(task, next);
    const removed = next === undefined ? null : withoutSearch(task, next);
    if (removed !== null) {
      out.set(task, removed);
      i++;
    } else if (looked !== null || fetched !== null) {
      out.set(task, [(looked ?? fetched)!]);
      i++;
    } else out.set(task, [optional(task, isRead)]);
  }
  return out;
}

const isService = (module: string) => /^ansible\.builtin\.(systemd|service|sysvinit)$/.test(module);

/** A unit that is turned off where it is there: the look and the task are one. */
function unitIfThere(task: FlatTask, next: FlatTask): FlatTask | null {
  const { register } = task.keywords;
  if (task.module !== 'ansible.builtin.stat' || typeof register !== 'string' || !isService(next.module))
    return null;
  const condition = `${register}.stat.exists`;
  if (!next.when.includes(condition)) return null;
  return {
    ...next,
    args: { ...next.args, if_there: true },
    when: next.when.filter((each) => each !== condition),
    place: task.place,
  };
}

/** Who passes over any failure while turning a unit off means that it may not be there. */
function optional(task: FlatTask, _isRead: unknown): FlatTask {
  const { ignore_errors: ignored, ...keywords } = task.keywords;
  const { enabled, state } = task.args;
  const no = (value: unknown) => value === false || value === 'no' || value === 'false';
  const off =
    isService(task.module) &&
    (no(enabled) || state === 'stopped' || task.args.masked === true) &&
    (state === undefined || state === 'stopped');
  return off && (ignored === true || ignored === 'yes')
    ? { ...task, keywords, args: { ...task.args, if_there: true } }
    : task;
}

/** What a search finds and a loop removes, one pattern each. */
function withoutSearch(task: FlatTask, next: FlatTask): FlatTask[] | null {
  const found = absentNames(task, next);
  return (
    found?.paths.map((path) => ({
      ...next,
      module: 'remove',
      args: { path, files_only: found.filesOnly, hidden: found.hidden },
      keywords: {},
      place: task.place,
    })) ?? null
  );
}

/** A package that is fetched and then installed is installed from where it is fetched. */
function fetchedPackage(task: FlatTask, next: FlatTask): FlatTask | null {
  if (task.module !== 'ansible.builtin.get_url' || !/^ansible\.builtin\.(apt|dnf|yum)$/.test(next.module))
    return null;
  const key = next.args.deb === task.args.dest ? 'deb' : next.args.name === task.args.dest ? 'name' : null;
  if (key === null || task.when.join('\n') !== next.when.join('\n')) return null;
  const { checksum } = task.args;
  return {
    ...next,
    args: { ...next.args, [key]: task.args.url!, ...(checksum !== undefined && { checksum }) },
    place: task.place,
  };
}
