import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BuiltTarget } from '../tree/built.ts';
import { display } from '../tree/read.ts';

/** A machine whose build failed, and which goes on for someone to look into. */
export interface KeptMachine {
  /** The process of QEMU. */
  readonly pid: number;
  /** The port of the host that leads to its SSH server, if Packer said it. */
  readonly port: string | null;
  /** Where its disk is, absolute. */
  readonly folder: string;
}

/** Puts the disk of a machine that runs where no later build removes it. Only the folder moves: QEMU has the file open. */
export function keepMachine(
  target: BuiltTarget,
  { pid, port, staging }: { readonly pid: number; readonly port: string | null; readonly staging: string },
): KeptMachine {
  const folder = join(dirname(target.folder), '.kept', target.name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(dirname(folder), { recursive: true });
  if (existsSync(staging)) renameSync(staging, folder);
  return { pid, port, folder };
}

/** How to look into it, and how to end it. */
export function keptText({ pid, port, folder }: KeptMachine, target: BuiltTarget, cwd: string): string[] {
  const key = display(join(target.tree.dir, 'seed/id_ed25519'), cwd);
  const ssh = `ssh -i ${key} -p ${port} -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null ${target.user}@127.0.0.1`;
  return [
    'It still runs. To log in:',
    port === null ? `see the port in the log, user ${target.user}, key ${key}` : ssh,
    'To end it:',
    `kill ${pid}; rm -r ${display(folder, cwd)}`,
  ];
}
