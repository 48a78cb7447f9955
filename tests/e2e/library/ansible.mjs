// Ansible, in the two versions that the trees are tried with, and a record of what each task did.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { must } from '../machine.mjs';
import { run } from '../process.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const requirements = join(here, 'requirements.txt');

/** Debian's own, which is on the path. */
export const distribution = { name: 'Ansible of Debian', env: {} };

let newest;

/** The newest that PyPI has, by the pins of requirements.txt, in a virtual environment that is kept for the next run. */
export function newestAnsible(work) {
  newest ??= install(join(work, 'ansible-newest'));
  return newest;
}

async function install(folder) {
  const mark = join(folder, 'requirements.txt');
  const pins = readFileSync(requirements, 'utf8');
  if (!existsSync(mark) || readFileSync(mark, 'utf8') !== pins) {
    rmSync(folder, { recursive: true, force: true });
    await must('python3', ['-m', 'venv', folder], { seconds: 120 });
    const pip = ['install', '--quiet', '--disable-pip-version-check', '--requirement', requirements];
    await must(join(folder, 'bin/pip'), pins === '' ? [] : pip, { seconds: 600 });
    await must('cp', [requirements, mark]);
  }
  const env = { PATH: `${join(folder, 'bin')}:${process.env.PATH}`, VIRTUAL_ENV: folder };
  return { name: 'newest Ansible', env };
}

/** Runs a playbook of a tree against a machine; gives the record of its tasks. Throws when it fails. */
export async function play(ansible, playbook, machine, { folder, name }) {
  mkdirSync(folder, { recursive: true });
  const record = join(folder, `${name}.jsonl`);
  rmSync(record, { force: true });
  const options = ['UserKnownHostsFile=/dev/null', 'IdentitiesOnly=yes', 'LogLevel=ERROR'];
  const inventory = join(folder, `${name}.ini`);
  const variables = {
    ansible_host: '127.0.0.1',
    ansible_port: machine.port,
    ansible_user: machine.user,
    ansible_ssh_private_key_file: machine.key,
    ansible_ssh_extra_args: `'${options.map((option) => `-o ${option}`).join(' ')}'`,
  };
  const line = Object.entries(variables).map(([key, value]) => `${key}=${value}`);
  await must('sh', ['-c', `echo "$0" >"$1"`, `default ${line.join(' ')}`, inventory]);
  const env = {
    ...ansible.env,
    ...recording(here, record),
    ANSIBLE_CONFIG: './ansible.cfg',
    ANSIBLE_NOCOLOR: '1',
    ANSIBLE_SSH_CONTROL_PATH_DIR: join(folder, 'cp'),
  };
  const result = await run('ansible-playbook', ['-i', inventory, playbook.file], {
    cwd: playbook.folder,
    env,
    seconds: 3600,
  });
  return judge(result, readFileSync(record, 'utf8'));
}

/** The environment in which Ansible writes its record. */
export const recording = (plugins, record) => ({
  ANSIBLE_CALLBACK_PLUGINS: plugins,
  ANSIBLE_CALLBACKS_ENABLED: 'record',
  RECORD_FILE: record,
});

/** The tasks of a run; an error with what failed when it did. */
export function judge({ code, stdout, stderr }, record) {
  const tasks = record
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
  const failed = tasks.filter(({ outcome }) => outcome === 'failed');
  if (code !== 0) {
    const why = failed.map(({ role, task, message }) => `${role}: ${task}: ${message}`).join('\n');
    throw new Error(why || `${stdout.slice(-3000)}\n${stderr.slice(-3000)}`);
  }
  return tasks;
}
