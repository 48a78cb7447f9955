import { linkSync, readFileSync, rmdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, reasonOf } from './disk.ts';
import { writerName } from './places.ts';

/** A folder that this process alone writes to until it is released; or the process that does; or why it cannot be written. */
export type Lock =
  { readonly release: () => void } | { readonly holder: number } | { readonly error: string };

/** Takes a folder for writing, which is created if needed. The lock of a process that is gone is taken over. */
export function lockFolder(folder: string): Lock {
  try {
    return take(folder);
  } catch (error) {
    return { error: `${folder} could not be written: ${reasonOf(error)}.` };
  }
}

function take(folder: string): Lock {
  const path = join(folder, writerName);
  const made = makeFolder(folder);
  // Whoever sees the file sees a whole one: it gets its name when it is written.
  const own = `${path}.${process.pid}`;
  writeFileSync(own, `${process.pid}\n`);
  try {
    for (let left = 3; ; left--) {
      try {
        claim(own, path);
        return { release: () => release(path, made) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const holder = holderOf(path);
      if (holder !== null && (left === 0 || isRunning(holder))) return { holder };
      remove(path);
    }
  } finally {
    remove(own);
  }
}

/** Some file systems, such as vfat and shares of virtual machines, have no hard links: there the file is created by its name. */
function claim(own: string, path: string): void {
  try {
    linkSync(own, path);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(code)) throw error;
    writeFileSync(path, `${process.pid}\n`, { flag: 'wx' });
  }
}

function holderOf(path: string): number | null {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? pid : null;
  } catch {
    return null;
  }
}

function isRunning(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function release(path: string, made: readonly string[]): void {
  remove(path);
  // Folders that were made for nothing go again.
  for (const each of [...made].reverse()) {
    try {
      rmdirSync(each);
    } catch {
      return;
    }
  }
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Another process removed it.
  }
}
