import type { Data } from '../model/data.ts';
import type { FlatTask } from '../model/task.ts';
import type { LiftContext } from './lifter.ts';

/** Looks at whether something is needed, and the task that is done then. */
export interface Checked {
  readonly unless: Data | undefined;
  readonly onlyIf: Data | undefined;
  readonly main: FlatTask | undefined;
}

export function checksBefore(task: FlatTask, { next }: LiftContext): Checked {
  const all = [task, ...next.slice(0, 2)];
  const looks = all.findIndex((each) => !isLook(each));
  const main = all[looks < 0 ? all.length : looks];
  const found: { unless?: Data; onlyIf?: Data } = {};
  for (const { args, keywords } of all.slice(0, Math.max(0, looks))) {
    const { cmd } = args;
    const line = typeof cmd === 'string' ? cmd.replace(/^set -o pipefail\n/, '') : cmd;
    const name = String(keywords.register as string);
    if (main?.when.includes(`${name}.rc != 0`)) found.unless = line!;
    else if (main?.when.includes(`${name}.rc == 0`)) found.onlyIf = line!;
    else return { unless: undefined, onlyIf: undefined, main: undefined };
  }
  return { unless: found.unless, onlyIf: found.onlyIf, main };
}

/** A command that cannot fail and changes nothing. */
const isLook = ({ module, keywords, args }: FlatTask) =>
  /^ansible\.builtin\.(command|shell)$/.test(module) &&
  args.cmd !== undefined &&
  typeof keywords.register === 'string' &&
  keywords.changed_when === false &&
  keywords.failed_when === false;
