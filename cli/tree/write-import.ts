import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where the last import is kept as it was written, so that changes since then can be told. */
export const LAST_IMPORT = '.vkc-import';

export interface WrittenImport {
  readonly written: readonly string[];
  /** Files that somebody changed since the last import, or that were there before: the new text is beside them. */
  readonly beside: readonly string[];
}

/** Texts that were written beside changed files, below the folder of the last import. */
const OFFERED = '.new';

/**
 * Writes an import. A file that somebody changed is left alone, and the new one is written beside it, unless the tree is as it
 * was. Who removes that file again has merged it.
 */
export function writeImport(folder: string, files: ReadonlyMap<string, string | Uint8Array>): WrittenImport {
  const written: string[] = [];
  const beside: string[] = [];
  for (const [name, content] of files) {
    const bytes = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content);
    const path = join(folder, name);
    const base = join(folder, LAST_IMPORT, name);
    const offer = join(folder, LAST_IMPORT, OFFERED, name);
    const there = read(path);
    const last = read(base);
    if (there === null || there.equals(bytes) || last?.equals(there) === true) {
      if (there?.equals(bytes) !== true) {
        put(path, bytes);
        written.push(name);
      }
      put(base, bytes);
      rmSync(offer, { force: true });
      continue;
    }
    const offered = read(offer);
    const isMerged = offered !== null && !existsSync(`${path}.new`);
    if (isMerged) put(base, offered);
    if ((isMerged ? offered : last)?.equals(bytes) === true) continue;
    put(`${path}.new`, bytes);
    put(offer, bytes);
    beside.push(name);
  }
  return { written, beside };
}

const read = (path: string): Buffer | null => (existsSync(path) ? readFileSync(path) : null);

function put(path: string, bytes: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}
