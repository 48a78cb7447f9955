import { byObject } from '../../compiler/sdk/by-object.ts';
import type { LoweredTask } from '../../compiler/sdk/resource-kind.ts';
import { same, unset, type Value } from '../../compiler/model/value.ts';
import { nameLabel } from './validators.ts';
import { valuesOf } from './loops.ts';
import { yes } from './tasks.ts';

const TYPES = 'service|socket|timer|path|mount|automount|target|slice|scope|swap|device';
const FORM = new RegExp(`^[\\w:.\\\\-]+(@[\\w:.\\\\-]*)?(\\.(${TYPES}))?$`);
const WITH_TYPE = new RegExp(`\\.(${TYPES})$`);

/** What is wrong with the name of a unit, or null. */
export const unitName = nameLabel('a unit', FORM);

/** The full name of a unit: a bare one is a service. */
export const fullName = (name: string): string => (WITH_TYPE.test(name) ? name : `${name}.service`);

/** The file of a unit in a folder; the instances of a template share one: `getty@tty1` is `getty@.service`. */
export const unitFile = (name: string): string => fullName(name).replace(/@[^.]+(?=\.)/, '@');

/** Where units come from that are not in a package. */
const UNITS = /^\/(etc|run|usr\/lib|usr\/local\/lib|lib)\/systemd\/system\//;

const READS: ReadonlySet<string> = new Set(['ansible.builtin.stat', 'ansible.builtin.command']);

/** Modules that put files in place, and start nothing. */
const WRITES: ReadonlySet<string> = new Set([
  'ansible.builtin.copy',
  'ansible.builtin.template',
  'ansible.builtin.file',
]);

/** Leaves out that systemd reads its units anew where it does so again before a task needs them. */
export function reloadOnce(tasks: readonly LoweredTask[]): LoweredTask[] {
  return tasks.filter((task, i) => {
    if (task.module !== RELOADS || Object.values(task.args).filter(Boolean).length > 1) return true;
    if (task.args.daemon_reload === undefined || (task.notify ?? []).length > 0) return true;
    const next = tasks.slice(i + 1).find(({ module }) => !WRITES.has(module));
    return next?.args.daemon_reload === undefined || !same(conditionOf(next), conditionOf(task));
  });
}

const RELOADS = 'ansible.builtin.systemd';
const conditionOf = ({ keywords }: LoweredTask): Value => keywords?.when ?? unset(null);

const reloading = byObject((task: LoweredTask): LoweredTask => ({
  ...task,
  args: { ...task.args, daemon_reload: yes },
}));

/**
 * systemd has to read its units anew before one is used that some task before may have written.
 * The tasks of `unit` and `timer` see to that themselves.
 */
export function reloadUnits(tasks: readonly LoweredTask[]): LoweredTask[] {
  let stale = false;
  return tasks.map((task) => {
    const { module, args, keywords, kind } = task;
    if (module !== RELOADS) {
      const paths = [...valuesOf(task, 'dest'), ...valuesOf(task, 'path')];
      if (READS.has(module) || kind === 'unit' || kind === 'timer') return task;
      stale ||= paths.some((path) => path.type === 'string' && UNITS.test(path.value));
      return task;
    }
    if (!stale) return task;
    stale = keywords?.when !== undefined;
    return args.daemon_reload === undefined ? reloading(task) : task;
  });
}
