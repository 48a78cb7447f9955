import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where the last import is kept as it was written, so that changes since then can be told. */
export const LAST_IMPORT = '.vkc-import';

export interface WrittenImport {
  readonly written: readonly string[];
  /** Files that somebody changed since the last import, or that were there before: the new text is beside them. */
  readonly beside: readonly string[];
}

/** Writes an import. A file that somebody changed is left alone, and the new one is written beside it. */
export function writeImport(folder: string, files: ReadonlyMap<string, string | Uint8Array>): WrittenImport {
  const written: string[] = [];
  const beside: string[] = [];
  for (const [name, content] of files) {
    const bytes = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content);
    const path = join(folder, name);
    const base = join(folder, LAST_IMPORT, name);
    const there = existsSync(path) ? readFileSync(path) : null;
    const last = existsSync(base) ? readFileSync(base) : null;
    if (there !== null && there.equals(bytes)) {
      put(base, bytes);
      continue;
    }
    if (there === null || (last !== null && there.equals(last))) {
      put(path, bytes);
      put(base, bytes);
      written.push(name);
    } else {
      put(`${path}.new`, bytes);
      beside.push(name);
    }
  }
  return { written, beside };
}

function put(path: string, bytes: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}
