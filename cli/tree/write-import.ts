import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../emit/tree/disk.ts';

/** Where the last import is kept as it was written, so that changes since then can be told. */
export const LAST_IMPORT = '.vkc-import';

/** What an import does to a file that is there, or is not there yet. */
export interface PlannedFile {
  readonly name: string;
  readonly content: Uint8Array;
  /**
   * `write` makes or replaces it; `same` finds it as it would write it; `leave` leaves alone what somebody changed, since the tree
   * is as it was; `ask` leaves that alone too, and writes the new text beside it.
   */
  readonly action: 'write' | 'same' | 'leave' | 'ask';
  /** Whether somebody has merged what was written beside it. */
  readonly isMerged: boolean;
}

/** Texts that were written beside changed files, below the folder of the last import. */
const OFFERED = '.new';

/** Where a file stands, and where it is kept as the last import wrote and offered it. */
const placesOf = (folder: string, name: string) => ({
  path: join(folder, name),
  base: join(folder, LAST_IMPORT, name),
  offer: join(folder, LAST_IMPORT, OFFERED, name),
});

/**
 * What an import does to each file. A file that somebody changed is left alone, and the new one is written beside it, unless the
 * tree is as it was. Who removes that file again has merged it.
 */
export function planImport(
  folder: string,
  files: ReadonlyMap<string, string | Uint8Array>,
): readonly PlannedFile[] {
  return [...files].map(([name, text]) => {
    const content = Buffer.from(text as Uint8Array);
    const { path, base, offer } = placesOf(folder, name);
    const there = read(path);
    const last = read(base);
    if (there?.equals(content) === true) return { name, content, action: 'same', isMerged: false };
    if (there === null || last?.equals(there) === true)
      return { name, content, action: 'write', isMerged: false };
    const offered = read(offer);
    const isMerged = offered !== null && !existsSync(`${path}.new`);
    const isAsBefore = (isMerged ? offered : last)?.equals(content) === true;
    return { name, content, action: isAsBefore ? 'leave' : 'ask', isMerged };
  });
}

/** Does what was planned. */
export function writeImport(folder: string, plan: readonly PlannedFile[]): void {
  for (const { name, content, action, isMerged } of plan) {
    const { path, base, offer } = placesOf(folder, name);
    if (action === 'write' || action === 'same') {
      if (action === 'write') put(path, content);
      put(base, content);
      rmSync(offer, { force: true });
      continue;
    }
    if (isMerged) put(base, read(offer)!);
    if (action === 'leave') continue;
    put(`${path}.new`, content);
    put(offer, content);
  }
}

const read = (path: string): Buffer | null => (existsSync(path) ? readFileSync(path) : null);

function put(path: string, bytes: Uint8Array): void {
  makeFolder(dirname(path));
  // A file that is only written in part would be taken for one that somebody changed.
  const part = `${path}.part`;
  try {
    writeFileSync(part, bytes);
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}
