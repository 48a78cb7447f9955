import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..');

/** The program that is measured. */
export const vkc = join(root, 'dist/vkc.js');
if (!existsSync(vkc)) throw new Error('dist/vkc.js is not there: run `npm run build` first.');

/** A folder that goes when the process ends. */
export function scratchFolder(name) {
  const folder = mkdtempSync(join(tmpdir(), `vkc-${name}-`));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The texts below a folder, by path. */
export function textsIn(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) =>
    each.isFile(),
  );
  const paths = entries.map((each) => join(each.parentPath ?? each.path, each.name)).sort();
  return new Map(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]));
}
