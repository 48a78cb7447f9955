import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReadSettings } from '../../compiler/load/settings.ts';

/** A folder with a file of this name is the root of a project. */
export const PROJECT_FILE = 'vkc.yaml';

/**
 * Reads the settings of the project in a folder. Returns null if it has none; then the YAML parser is not
 * loaded.
 */
export async function projectSettings(root: string): Promise<ReadSettings | null> {
  let text: string;
  try {
    text = readFileSync(join(root, PROJECT_FILE), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  if (!/^\s*[^#\s]/m.test(text)) return null;
  const { readSettings } = await import('../../compiler/load/settings.ts');
  const { ruleIds } = await import('../../stdlib/rule-set.ts');
  return readSettings(PROJECT_FILE, text, ruleIds());
}
