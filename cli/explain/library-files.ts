import { LIBRARY_PREFIX } from '../../compiler/model/file-names.ts';
import { suggest } from '../../compiler/model/suggest.ts';
import { library } from '../../stdlib/index.ts';

/** Lines around one that is asked for. */
const AROUND = 12;

/** Whether a word names a file of the standard library, right or wrong. */
export const isLibraryPath = (word: string): boolean => word.startsWith(LIBRARY_PREFIX);

/**
 * The text of `vkc:roles/redis`, with or without its ending. With a line, `vkc:roles/redis.vkimage:63`, numbered lines
 * around it. Null where there is no such file.
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

/** A library file that was most likely meant. */
export function nearLibraryFile(word: string): string | null {
  const names = [...Object.keys(library.sources), ...Object.keys(library.files)];
  return suggest(
    word.replace(/:\d+$/, ''),
    names.map((name) => name.replace(/\.vkimage$/, '')),
  );
}
