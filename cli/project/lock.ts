import { join } from 'node:path';
import type { Lockfile } from '../lock/lockfile.ts';
import { EXIT } from '../shell/command.ts';
import type { Failure } from '../shell/command.ts';
import type { Io } from '../shell/io.ts';
import { displayName } from './find.ts';
import { LOCK_FILE, readFrom } from './settings.ts';
import type { SourceTree } from './revision.ts';

/** Reads the lock of a project. Returns null if it has none; then no reader is loaded. */
export async function readLock(root: string, io: Io, tree?: SourceTree): Promise<Lockfile | null | Failure> {
  const text = tree === undefined ? readFrom(join(root, LOCK_FILE)) : tree.text(root, LOCK_FILE);
  if (text === null) return null;
  const { parseLock } = await import('../lock/lockfile.ts');
  const lock = parseLock(text);
  if (!('problem' in lock)) return lock;
  const hint = 'Take the file from git again, or remove it and run `vkc lock`.';
  return { exit: EXIT.source, message: `${displayName(root, LOCK_FILE, io.cwd)} ${lock.problem}.`, hint };
}
