import { readFileSync, readdirSync } from 'node:fs';

/** This environment variable marks the processes of a build, even those that left its process group. */
export const MARK = 'VKC_BUILD';

/**
 * Ends all processes with the mark in their environment, except one. Ansible's persistent connections are
 * such processes.
 */
export async function sweep(mark: string, kept: number | null = null, grace = 2000): Promise<void> {
  for (const last = Date.now() + grace; ;) {
    const left = marked(mark).filter((pid) => pid !== kept);
    if (left.length === 0) return;
    const over = Date.now() >= last;
    for (const pid of left) signal(pid, over ? 'SIGKILL' : 'SIGTERM');
    if (over) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Returns the process id of the QEMU with the mark; null if none runs. */
export function machineOf(mark: string): number | null {
  return marked(mark).find((pid) => commandOf(pid).startsWith('qemu-system')) ?? null;
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8');
  } catch {
    return '';
  }
}

/** Only Linux shows the environment of another process. */
function marked(mark: string): number[] {
  let pids: string[];
  try {
    pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
  return pids
    .filter((pid) => Number(pid) !== process.pid && environment(pid).includes(`${MARK}=${mark}`))
    .map(Number);
}

function environment(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
  } catch {
    return [];
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // The process has ended already.
  }
}
