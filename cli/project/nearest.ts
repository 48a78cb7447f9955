import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Returns the nearest folder, from a given one upwards, that has a file of a name; null if there is none. Documents that are not saved yet are in
 * `open`, by their absolute paths.
 */
export function nearestWith(
  name: string,
  folder: string,
  open?: { has(path: string): boolean },
): string | null {
  for (let at = folder; ; at = dirname(at)) {
    if (open?.has(join(at, name)) || existsSync(join(at, name))) return at;
    if (dirname(at) === at) return null;
  }
}
