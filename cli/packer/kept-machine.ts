import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BuiltTarget } from '../tree/built.ts';
import { display } from '../tree/read.ts';

/** The machine of a failed build, left running for inspection. */
export interface KeptMachine {
  /** The process id of QEMU. */
  readonly pid: number;
  /** The host port that is forwarded to ssh; null if Packer did not print it. */
  readonly port: string | null;
  /** The absolute path of the folder with its disk. */
  readonly folder: string;
}

/**
 * Moves the disk of a running machine to a folder that no later build removes. Only the folder's name
 * changes; QEMU keeps the file open.
 */
export function keepMachine(
  target: BuiltTarget,
  { pid, port, staging }: { readonly pid: number; readonly port: string | null; readonly staging: string },
): KeptMachine {
  const folder = join(dirname(target.folder), '.kept', target.name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(dirname(folder), { recursive: true });
  if (existsSync(staging)) renameSync(staging, folder);
  // The next build makes a new key.
  const key = join(target.tree.dir, 'seed/id_ed25519');
  if (existsSync(folder) && existsSync(key)) copyFileSync(key, join(folder, 'id_ed25519'));
  return { pid, port, folder };
}

/** Tells how to log in to the machine, and how to end it. */
export function keptText({ pid, port, folder }: KeptMachine, target: BuiltTarget, cwd: string): string[] {
  const own = join(folder, 'id_ed25519');
  const key = display(existsSync(own) ? own : join(target.tree.dir, 'seed/id_ed25519'), cwd);
  const ssh = `ssh -i ${key} -p ${port} -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null ${target.user}@127.0.0.1`;
  return [
    'It still runs. To log in:',
    port === null ? `see the port in the log, user ${target.user}, key ${key}` : ssh,
    'To end it:',
    `kill ${pid}; rm -r ${display(folder, cwd)}`,
  ];
}
