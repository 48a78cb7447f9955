import type { RoleRun, Target, Task } from '../../../compiler/model/ir.ts';
import { isOfApt, stepsOfApt } from './apt/steps.ts';
import { isOfDnf, stepsOfDnf } from './dnf/steps.ts';
import type { Manager, PackageNeed, Step } from './steps.ts';

interface ManagerSteps {
  /** What a task does; null if it installs what is not known. */
  readonly stepsOf: (task: Task, run: Pick<RoleRun, 'assets'>) => Step[] | null;
  /** Whether a file decides what is installed. */
  readonly isOwn: (path: string) => boolean;
}

const MANAGERS: Readonly<Record<Manager, ManagerSteps>> = {
  apt: { stepsOf: stepsOfApt, isOwn: isOfApt },
  dnf: { stepsOf: stepsOfDnf, isOwn: isOfDnf },
};

/** Whether packages of a package manager can be solved. */
export const isManager = (name: string): name is Manager => Object.hasOwn(MANAGERS, name);

/** What of the packages of a target can be known before it is built. */
export function packageNeed(target: Target, system: string, manager: Manager): PackageNeed {
  const { stepsOf, isOwn } = MANAGERS[manager];
  const steps: Step[] = [];
  const unknown: string[] = [];
  for (const run of [...(target.base?.provision ?? []), ...target.provision]) {
    if (run.foreign !== null) unknown.push(`the role ${run.name}`);
    for (const task of run.tasks) {
      const found = stepsOf(task, run);
      if (found === null) unknown.push(`the task "${task.title}"`);
      else steps.push(...found);
    }
  }
  const { arch } = target.os;
  // Other files that are fetched are read by no later step.
  const installed = new Set(steps.flatMap((step) => (step.do === 'install-file' ? [step.path] : [])));
  const needed = steps.filter((step) => step.do !== 'fetch' || isOwn(step.path) || installed.has(step.path));
  return { system, manager, arch, base: target.base?.target ?? null, steps: needed, unknown };
}
