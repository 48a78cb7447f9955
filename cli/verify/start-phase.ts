import type { BuiltTarget } from '../tree/built.ts';
import type { Machine } from '../machine/machine.ts';
import { callback, callbackName, recordVariable } from './callback.ts';
import { readTasks } from './record.ts';

/** The folder in the machine for what the run needs and writes; it is gone after a reboot. */
const folder = '/run/vkc-verify';

/** That of root at boot. sudo on the Red Hat family leaves /usr/local out. */
const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Time limit for start.yml, in seconds. */
const LIMIT = 1800;

/** Values for `start.yml`, as they are given with `--extra-vars`. */
export type StartValues = Readonly<Record<string, unknown>>;

/** Returns why `start.yml` cannot be run on a machine of this target; null if it can. */
export function obstacle({ start }: BuiltTarget, values: StartValues): string | null {
  if (start === null) return null;
  const missing = start.required.filter((name) => !(name in values));
  if (missing.length > 0)
    return `The start phase was not run: give ${missing.join(', ')} in a file with --values FILE.`;
  return start.folder === null ? 'The start phase was not run: the image does not hold start.yml.' : null;
}

/** How a run of `start.yml` ended. */
export type Started =
  | {
      readonly ran: true;
      readonly problem: string | null;
      readonly file: string | null;
      readonly line: number;
    }
  /** The machine cannot run it, and is not meant to. */
  | { readonly ran: false; readonly reason: string };

/** Runs `start.yml` in the machine, with its own Ansible, as the platform's agent does. */
export async function runStart(
  { start }: BuiltTarget,
  machine: Pick<Machine, 'ssh'>,
  values: StartValues,
): Promise<Started> {
  const home = start!.folder!;
  const has = await machine.ssh(`sudo -n env ${PATH} sh -c 'command -v ansible-playbook'`);
  if (has.code !== 0)
    return {
      ran: false,
      reason: 'The start phase was not run: the image has no Ansible (`ansible = false`).',
    };
  const put = async (name: string, text: string) => {
    const to = `${folder}/${name}`;
    const { code, stderr } = await machine.ssh(
      `sudo -n sh -c 'umask 077 && mkdir -p ${folder} && cat >${to}'`,
      { input: text },
    );
    return code === 0 ? null : stderr.trim();
  };
  const failed =
    (await put(`${callbackName}.py`, callback)) ?? (await put('values.json', JSON.stringify(values)));
  if (failed !== null) return broken(`${folder} cannot be written: ${failed}`);
  const environment = {
    ANSIBLE_CALLBACK_PLUGINS: folder,
    ANSIBLE_CALLBACKS_ENABLED: callbackName,
    // As the setting was called before Ansible 2.11.
    ANSIBLE_CALLBACK_WHITELIST: callbackName,
    ANSIBLE_NOCOLOR: '1',
    [recordVariable]: `${folder}/tasks.jsonl`,
  };
  const words = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const command = `cd ${quoted(home)} && sudo -n env ${PATH} ${words.join(' ')} ansible-playbook start.yml --extra-vars @${folder}/values.json`;
  const ended = await machine.ssh(command, { seconds: LIMIT });
  if (ended.code === 0) return { ran: true, problem: null, file: null, line: 0 };
  const record = await machine.ssh(`sudo -n cat ${folder}/tasks.jsonl`);
  const task = readTasks(record.stdout).findLast(({ failed }) => failed);
  if (task === undefined) {
    const said = `${ended.stdout}\n${ended.stderr}`.trim().split('\n').slice(-5).join('\n');
    return broken(
      ended.because === 'timeout' ? `no end within ${LIMIT} s` : said || `exit code ${ended.code}`,
    );
  }
  // The copy in the machine has the folders of the tree's playbook.
  const inside = task.path.startsWith(`${home}/`) ? task.path.slice(home.length + 1) : null;
  return {
    ran: true,
    problem: `${task.name}: ${task.message}`,
    file: inside === null ? null : `playbook/${inside}`,
    line: task.line,
  };
}

const broken = (problem: string): Started => ({ ran: true, problem, file: null, line: 0 });

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
