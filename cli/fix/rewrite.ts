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

/** A source file on disk. */
export interface DiskText {
  /** The text without its byte order mark. */
  readonly text: string;
  readonly mark: boolean;
}

/** Reads a source. Returns null if it is not UTF-8. Throws errors of the file system. */
export function readText(path: string): DiskText | null {
  return decode(readFileSync(path));
}

/** Decodes bytes. Returns null if they are not UTF-8. */
export function decode(bytes: Uint8Array): DiskText | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.startsWith('\ufeff') ? { text: text.slice(1), mark: true } : { text, mark: false };
  } catch {
    return null;
  }
}

/**
 * Replaces the text of a file in one step, so that readers never see half of it and a full disk leaves the
 * old text whole. A symbolic link stays, and the file that it leads to is replaced. The mode stays. Throws
 * errors of the file system.
 */
export function rewrite(path: string, text: string): void {
  const real = realpathSync(path);
  // Renaming would also replace a file without write permission.
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
