import { moduleKey } from '../expand/keywords.ts';
import { fullName } from '../expand/modules.ts';
import { variablesIn } from '../expand/scope.ts';
import { plainForm } from '../expand/task-forms.ts';
import type { Raw } from '../model/data.ts';
import type { Step } from '../model/task.ts';
import type { MergedStep } from './merge-steps.ts';
import { hasKind } from './modules.ts';

/** How many tasks the language has a kind for. A block whose effect cannot be told counts as the tasks in it. */
export function withKind({ on, step }: MergedStep): number {
  const all = [...on.values()];
  const modules = all.flatMap(({ tasks }) => tasks.map(({ module }) => module));
  if (modules.length > 0) return modules.some(hasKind) ? 1 : 0;
  return all.some(({ opaque }) => opaque !== null) ? untold(step) : 0;
}

function untold({ written }: Step): number {
  // A provisioner of Packer's own is `shell` or `file`.
  return written === undefined ? 1 : inside(written.raw);
}

function inside(raw: Raw): number {
  const map = plainForm(variablesIn(raw));
  if (map.block !== undefined)
    return [map.block, map.rescue, map.always]
      .flatMap((list) => (Array.isArray(list) ? (list as readonly Raw[]) : []))
      .reduce<number>((sum, each) => sum + inside(each), 0);
  const key = moduleKey(Object.keys(map));
  return key !== null && hasKind(fullName(key)) ? 1 : 0;
}
