import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { EXIT } from '../command.ts';
import type { Failure } from '../command.ts';

/** Programs that a machine is made and looked at with, and the package of Debian that brings each. */
const TOOLS: Readonly<Record<string, string>> = {
  'qemu-system-x86_64': 'qemu-system-x86',
  'qemu-img': 'qemu-utils',
  xorriso: 'xorriso',
  ssh: 'openssh-client',
  'ssh-keygen': 'openssh-client',
  'ansible-playbook': 'ansible-core',
};

/** Null where all are there. */
export function missingTools(env: Readonly<Record<string, string | undefined>>): Failure | null {
  const folders = (env['PATH'] ?? '').split(delimiter);
  const missing = Object.keys(TOOLS).filter(
    (name) => !folders.some((folder) => isProgram(join(folder, name))),
  );
  if (missing.length === 0) return null;
  const packages = [...new Set(missing.map((name) => TOOLS[name]!))];
  return {
    exit: EXIT.environment,
    message: `${missing.join(', ')}: not installed, and needed to boot an image.`,
    hint: `On Debian and Ubuntu: apt-get install ${packages.join(' ')}`,
  };
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
