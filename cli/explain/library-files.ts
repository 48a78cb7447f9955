import { LIBRARY_PREFIX } from '../../compiler/model/file-names.ts';
import { suggest } from '../../compiler/model/suggest.ts';
import { library } from '../../stdlib/index.ts';

/** Lines shown before and after a requested line. */
const AROUND = 12;

/** True if a word has the form of a standard library file name, even if there is no such file. */
export const isLibraryPath = (word: string): boolean => word.startsWith(LIBRARY_PREFIX);

/**
 * Returns the text of `vkc:roles/redis`; the file extension is optional. With a line, as in
 * `vkc:roles/redis.vkimage:63`, returns numbered lines around it. Null if there is no such file.
 */
export function libraryText(word: string): string | null {
  const [, path, line] = /^(.*?)(?::(\d+))?$/.exec(word)!;
  const file = [path!, `${path!}.vkimage`].find((each) => each in library.sources || each in library.files);
  if (file === undefined) return null;
  const text = library.sources[file] ?? new TextDecoder().decode(library.files[file]!);
  if (line === undefined) return text;
  const lines = text.trimEnd().split('\n');
  const wanted = Math.min(Number(line), lines.length);
  const first = Math.max(1, wanted - AROUND);
  const shown = lines.slice(first - 1, wanted + AROUND);
  const width = String(first + shown.length).length;
  return shown
    .map((each, i) => {
      const mark = first + i === wanted ? '>' : ' ';
      return `${mark} ${String(first + i).padStart(width)} | ${each}`.trimEnd() + '\n';
    })
    .join('');
}

/** Returns the library file with the most similar name, or null. */
export function nearLibraryFile(word: string): string | null {
  const names = [...Object.keys(library.sources), ...Object.keys(library.files)];
  return suggest(
    word.replace(/:\d+$/, ''),
    names.map((name) => name.replace(/\.vkimage$/, '')),
  );
}
