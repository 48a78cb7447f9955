import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { URI } from 'vscode-uri';
import { LIBRARY_PREFIX } from '../../compiler/model/file-names.ts';
import { library } from '../../stdlib/index.ts';

/** Where the sources of the standard library may be: beside the bundle, which is in `dist`, and in the project itself. */
const FOLDERS = ['../stdlib', '../../stdlib'];

/** The URI of the file that a text of the standard library was made from; null if it is not there, or another one. */
export function libraryFile(name: string): string | null {
  const text = library.sources[name];
  if (text === undefined) return null;
  const here = typeof __dirname === 'string' ? __dirname : import.meta.dirname;
  for (const folder of FOLDERS) {
    const path = join(here, folder, name.slice(LIBRARY_PREFIX.length));
    try {
      if (readFileSync(path, 'utf8') === text) return URI.file(path).toString();
    } catch {
      // The package may be without it, as the extension for VS Code is.
    }
  }
  return null;
}
