import { accessSync, constants } from 'node:fs';
import { runProcess } from '../process.ts';
import type { Accelerator } from './qemu.ts';
import type { Surroundings } from './seed.ts';

export interface Chosen {
  readonly accelerator: Accelerator;
  /** Why it is emulated although nobody asked for that; null otherwise. */
  readonly why: string | null;
}

/** What `--accel` comes to on this machine. */
export async function chooseAccelerator(choice: string, around: Surroundings): Promise<Chosen> {
  if (choice === 'kvm' || choice === 'tcg') return { accelerator: choice, why: null };
  const why = await withoutKvm(around);
  return { accelerator: why === null ? 'kvm' : 'tcg', why };
}

async function withoutKvm(around: Surroundings): Promise<string | null> {
  try {
    accessSync('/dev/kvm', constants.R_OK | constants.W_OK);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
      ? 'there is no /dev/kvm'
      : '/dev/kvm may not be used by this user';
  }
  // A device that is there can still run nothing, as in a virtual machine that passes only a part of the CPU on.
  const args = [
    '-machine',
    'pc,accel=kvm',
    '-cpu',
    'host',
    '-nodefaults',
    '-display',
    'none',
    '-monitor',
    'stdio',
  ];
  const { code } = await runProcess('qemu-system-x86_64', args, {
    input: 'quit\n',
    timeout: 20_000,
    ...around,
  });
  return code === 0 ? null : '/dev/kvm is there and does not run a machine';
}
