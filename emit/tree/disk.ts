import {
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** What stands at a path of a tree. Symbolic links are seen, never followed. */
export type FileState =
  | { readonly kind: 'missing' }
  | { readonly kind: 'file'; readonly bytes: Buffer; readonly executable: boolean }
  | { readonly kind: 'folder' }
  /** A symbolic link, a device, a socket. */
  | { readonly kind: 'other'; readonly what: string }
  /** A part of the path before its last is no folder. */
  | { readonly kind: 'behind'; readonly at: string; readonly what: string }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Looks at a POSIX path below a folder, part by part. */
export function look(dir: string, path: string): FileState {
  const parts = path.split('/');
  try {
    for (let i = 1; i <= parts.length; i++) {
      const at = parts.slice(0, i).join('/');
      const stat = lstatSync(join(dir, at), { throwIfNoEntry: false });
      if (stat === undefined) return { kind: 'missing' };
      if (i < parts.length) {
        if (!stat.isDirectory()) return { kind: 'behind', at, what: kindOf(stat) };
      } else if (stat.isDirectory()) return { kind: 'folder' };
      else if (!stat.isFile()) return { kind: 'other', what: kindOf(stat) };
      else {
        const bytes = readFileSync(join(dir, at));
        return { kind: 'file', bytes, executable: (stat.mode & 0o100) !== 0 };
      }
    }
  } catch (error) {
    return { kind: 'unreadable', reason: reasonOf(error) };
  }
  return { kind: 'missing' };
}

/** Paths of all that is below a folder of a tree and is no folder itself. */
export function filesBelow(dir: string, path: string): string[] {
  return readdirSync(join(dir, path), { withFileTypes: true }).flatMap((entry) => {
    const at = `${path}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(dir, at) : [at];
  });
}

function kindOf(stat: { isFile: () => boolean; isSymbolicLink: () => boolean }): string {
  if (stat.isFile()) return 'a file';
  return stat.isSymbolicLink() ? 'a symbolic link' : 'no regular file';
}

/** An error of the file system in words. */
export function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  const known: Readonly<Record<string, string>> = {
    EACCES: 'permission denied',
    EPERM: 'operation not permitted',
    ENOSPC: 'no space left',
    EROFS: 'the file system is read-only',
    EDQUOT: 'the quota is used up',
  };
  return known[code ?? ''] ?? (error instanceof Error ? error.message : String(error));
}

/**
 * Makes a folder and those above it; gives those that were made, the outermost first. Node's own way to do that never
 * ends below `/proc`, where a folder cannot be made and its parent is there.
 */
export function makeFolder(path: string): string[] {
  const missing: string[] = [];
  for (let at = path; lstatSync(at, { throwIfNoEntry: false }) === undefined; at = dirname(at))
    missing.unshift(at);
  for (const folder of missing) {
    try {
      mkdirSync(folder);
    } catch (error) {
      // Another process made it.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  return missing;
}

/** All that writing a tree does to a disk; each may throw. */
export interface TreeIo {
  /** Makes a folder and those above it. */
  readonly mkdir: (path: string) => void;
  /** Writes a new file. */
  readonly write: (path: string, content: string | Uint8Array, executable: boolean) => void;
  readonly rename: (from: string, to: string) => void;
  readonly unlink: (path: string) => void;
  /** Removes an empty folder; returns false when it is not empty. */
  readonly rmdir: (path: string) => boolean;
  /** Removes a file, or a folder with all in it, if it is there. */
  readonly remove: (path: string) => void;
  /** Waits until the content of a file is on the disk. */
  readonly sync: (path: string) => void;
}

export const diskIo: TreeIo = {
  mkdir: (path) => {
    makeFolder(path);
  },
  write: (path, content, executable) => {
    writeFileSync(path, content, { flag: 'wx', mode: executable ? 0o777 : 0o666 });
  },
  rename: renameSync,
  unlink: unlinkSync,
  rmdir: (path) => {
    try {
      rmdirSync(path);
      return true;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'ENOTEMPTY' || code === 'EEXIST') return false;
      throw error;
    }
  },
  remove: (path) => rmSync(path, { recursive: true, force: true }),
  sync: (path) => {
    const file = openSync(path, 'r+');
    try {
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  },
};
