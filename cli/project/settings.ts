import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReadSettings } from '../../compiler/load/settings.ts';

/** Its presence makes a folder the root of a project. */
export const PROJECT_FILE = 'vkc.yaml';

/** The settings of the project in a folder; null where it has none, in which case no reader of YAML is loaded. */
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
