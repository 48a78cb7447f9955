import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Returns the nearest folder, from a given one upwards, that has a file of a name; null if there is none. */
export function nearestWith(name: string, folder: string): string | null {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, name))) return at;
    if (dirname(at) === at) return null;
  }
}
