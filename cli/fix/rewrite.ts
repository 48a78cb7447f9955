import {
  accessSync,
  constants,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** A source as it stands on disk. */
export interface DiskText {
  /** Without the byte order mark. */
  readonly text: string;
  readonly mark: boolean;
}

/** Reads a source; null when it is not UTF-8. Errors of the file system are thrown. */
export function readText(path: string): DiskText | null {
  return decode(readFileSync(path));
}

/** Text of bytes; null when they are not UTF-8. */
export function decode(bytes: Uint8Array): DiskText | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.startsWith('\ufeff') ? { text: text.slice(1), mark: true } : { text, mark: false };
  } catch {
    return null;
  }
}

/**
 * Puts a new text in a file's place in one step, so that a reader and a full disk find the old one whole. What a
 * symbolic link leads to is replaced, not the link; the mode stays. Errors of the file system are thrown.
 */
export function rewrite(path: string, text: string): void {
  const real = realpathSync(path);
  // Renaming would replace a file that may not be written.
  accessSync(real, constants.W_OK);
  const fresh = join(dirname(real), `.${basename(real)}.${process.pid}`);
  try {
    writeFileSync(fresh, text, { flag: 'wx', mode: statSync(real).mode });
    renameSync(fresh, real);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
}
