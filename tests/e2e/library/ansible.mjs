// The newest Ansible, beside Debian's own, which is on the path.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { must } from '../machine.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const requirements = join(here, 'requirements.txt');

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
