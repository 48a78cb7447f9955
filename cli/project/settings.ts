import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReadSettings } from '../../compiler/load/settings.ts';

/** A folder with a file of this name is the root of a project. */
export const PROJECT_FILE = 'vkc.yaml';
/** A file of this name beside the settings holds what the images are pinned to. */
export const LOCK_FILE = 'vkc.lock';

/**
 * Reads the settings of the project in a folder. Returns null if it has none; then the YAML parser is not
 * loaded. `given` replaces the text on disk; null stands for no such file.
 */
export async function projectSettings(root: string, given?: string | null): Promise<ReadSettings | null> {
  const text = given === undefined ? readFrom(join(root, PROJECT_FILE)) : given;
  if (text === null) return null;
  if (!/^\s*[^#\s]/m.test(text)) return null;
  const { readSettings } = await import('../../compiler/load/settings.ts');
  const { ruleIds } = await import('../../stdlib/rule-set.ts');
  return readSettings(PROJECT_FILE, text, ruleIds());
}

/** The text of a file; null if there is none. */
export function readFrom(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Names that people give the settings, and that are not read. */
export const MISNAMED = ['vkc.yml', '.vkc.yaml', '.vkc.yml', 'vkc.json', 'vkc.toml'];

/** Returns the name of a file in a folder that was most likely meant for the settings, or null. */
export function misnamedSettings(folder: string): string | null {
  if (existsSync(join(folder, PROJECT_FILE))) return null;
  return MISNAMED.find((name) => existsSync(join(folder, name))) ?? null;
}
