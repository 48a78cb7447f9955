import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuiltTarget } from '../tree/built.ts';
import type { Outcome } from '../machine/outcome.ts';
import type { Machine } from '../machine/machine.ts';
import type { ProcessSettings } from '../machine/seed.ts';
import { runProcess } from '../host/process.ts';
import { callback, callbackName, recordVariable } from './callback.ts';
import { parseRecord } from './record.ts';
import type { Looked } from './record.ts';

/** The playbooks with the checks of a tree: of a machine that has booted, and of one on which start.yml has run. */
export const playbooks = { boot: 'tests/verify.yml', start: 'tests/verify_start.yml' } as const;
export type PlaybookPath = (typeof playbooks)[keyof typeof playbooks];

/** Time limit for one run of all checks, in seconds. */
const LIMIT = 1800;

/** Runs the checks of a playbook on a machine. The caller creates `folder` and removes it. */
export async function lookAt(
  target: BuiltTarget,
  machine: Machine,
  folder: string,
  playbook: { readonly path: PlaybookPath; readonly values: Readonly<Record<string, unknown>> },
  { env, signal }: Required<ProcessSettings>,
): Promise<Outcome<Looked>> {
  const plugins = join(folder, 'plugins');
  const record = join(folder, 'points.jsonl');
  const sockets = join(machine.sockets, 'ssh');
  mkdirSync(plugins, { recursive: true });
  mkdirSync(sockets, { recursive: true });
  writeFileSync(join(plugins, `${callbackName}.py`), callback);
  const { code, stdout, stderr, because } = await runProcess(
    'ansible-playbook',
    playbookArguments(target, machine, playbook),
    {
      cwd: target.tree.dir,
      env: {
        ...env,
        ANSIBLE_CONFIG: join(target.tree.dir, 'playbook/ansible.cfg'),
        ANSIBLE_NOCOLOR: '1',
        ANSIBLE_FORCE_COLOR: '0',
        ANSIBLE_LOCAL_TEMP: join(folder, 'tmp'),
        // After a reset, the machine no longer knows the connections from before, so each run has its own.
        ANSIBLE_SSH_CONTROL_PATH_DIR: sockets,
        ANSIBLE_CALLBACK_PLUGINS: plugins,
        ANSIBLE_CALLBACKS_ENABLED: callbackName,
        PYTHONDONTWRITEBYTECODE: '1',
        [recordVariable]: record,
      },
      timeout: LIMIT * 1000,
      signal,
    },
  );
  await hangUp(sockets, env);
  if (signal.aborted) return { problem: 'interrupted' };
  if (because === 'missing') return { problem: 'ansible-playbook is not installed' };
  if (!existsSync(record)) {
    const said = `${stdout}\n${stderr}`.trim().split('\n').slice(-5).join('\n');
    return { problem: `ansible-playbook ended with ${code ?? because}: ${said}` };
  }
  const looked = parseRecord(readFileSync(record, 'utf8'));
  if (because === 'timeout') return { value: { ...looked, problem: `no end within ${LIMIT} s` } };
  return { value: looked };
}

function playbookArguments(
  target: BuiltTarget,
  machine: Machine,
  {
    path,
    values: given,
  }: { readonly path: PlaybookPath; readonly values: Readonly<Record<string, unknown>> },
): string[] {
  const values = `playbook/targets/${target.name}.yml`;
  const variables = {
    ...given,
    ansible_port: machine.port,
    ansible_ssh_common_args: machine.sshOptions.join(' '),
  };
  return [
    '--inventory',
    '127.0.0.1,',
    '--user',
    target.user,
    '--private-key',
    machine.key,
    ...(existsSync(join(target.tree.dir, values)) ? ['--extra-vars', `@${values}`] : []),
    '--extra-vars',
    JSON.stringify(variables),
    path,
  ];
}

/** Closes the connections that Ansible keeps open for a next run. */
async function hangUp(sockets: string, env: Required<ProcessSettings>['env']): Promise<void> {
  for (const name of readdirSync(sockets)) {
    const args = ['-F', '/dev/null', '-o', `ControlPath=${join(sockets, name)}`, '-O', 'exit', '127.0.0.1'];
    await runProcess('ssh', args, { timeout: 5000, env });
  }
  rmSync(sockets, { recursive: true });
}
