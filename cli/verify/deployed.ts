import type { Machine } from '../machine/machine.ts';
import { isProblem } from '../machine/outcome.ts';
import type { Outcome } from '../machine/outcome.ts';
import type { ProcessSettings } from '../machine/seed.ts';
import type { BuiltTarget } from '../tree/built.ts';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { lookAt, playbooks } from './playbook.ts';
import type { Points } from './points.ts';
import { obstacle, runStart } from './start-phase.ts';
import type { StartValues } from './start-phase.ts';

interface Deployed extends Required<ProcessSettings> {
  readonly target: BuiltTarget;
  readonly values: StartValues;
  readonly machine: Machine;
  /** For files of the run; made here, and removed by the caller. */
  readonly folder: string;
}

/**
 * Looks at a machine that was deployed from a config drive, runs the start phase on it, and checks what then has to be true.
 * Returns why the start phase was not run; null if it was, or if there is none.
 */
export async function lookAtDeployed(deployed: Deployed, points: Points): Promise<Outcome<string | null>> {
  const { target, values, machine, folder, env, signal } = deployed;
  points.outside('config-drive-read', await configDriveProblem(machine));
  const pong = await machine.agent([{ execute: 'guest-ping' }]);
  points.outside('guest-agent-answers', isProblem(pong) ? pong.problem : null);
  if (target.start === null) return { value: null };
  const reason = obstacle(target, values);
  if (reason !== null) return { value: reason };
  const started = await runStart(target, machine, values);
  if (signal.aborted) return { problem: 'interrupted' };
  if (!started.ran) return { value: started.reason };
  const place = started.file === null ? null : points.place(started.file, started.line);
  points.outside('start-runs', started.problem, place);
  if (started.problem !== null) return { value: null };
  const failed = await machine.ssh('systemctl list-units --failed --plain --no-legend');
  points.outside('start-leaves-no-failed-unit', failed.stdout.trim() || null);
  // Without expectations in `start { }` there is no such playbook.
  if (!existsSync(join(target.tree.dir, playbooks.start))) return { value: null };
  const playbook = { path: playbooks.start, values };
  const looked = await lookAt(target, machine, folder, playbook, { env, signal });
  if (isProblem(looked)) return looked;
  for (const point of looked.value.points) points.inside(point, playbook.path);
  points.outside('start-checks-run', looked.value.problem);
  return { value: null };
}

type Deployable = Pick<Machine, 'ssh'> & { readonly options: Pick<Machine['options'], 'hostname'> };

/** Returns how cloud-init failed to read the config drive; null if it did not. */
export async function configDriveProblem(machine: Deployable): Promise<string | null> {
  const command = 'cloud-init status --wait >/dev/null; cat /run/cloud-init/result.json; uname -n';
  const { stdout } = await machine.ssh(command, { seconds: 600 });
  const lines = stdout.trim().split('\n');
  const name = lines.pop() ?? '';
  if (name.split('.')[0] !== machine.options.hostname) return `the host name is ${name || 'not known'}`;
  if (!/"datasource": "DataSourceConfigDrive/.test(lines.join('\n')))
    return lines.join(' ').trim() || 'there is no /run/cloud-init/result.json';
  const errors = /"errors": \[([^\]]+)\]/.exec(lines.join(' '));
  return errors === null || errors[1]!.trim() === '' ? null : errors[1]!.trim();
}
