import { looksLikeTemplate } from '../text/yaml-text.ts';
import { looksLikeLiteral } from './common-template.ts';

/** A line that is not the same in all texts. */
export interface DifferingLine {
  /** Number of the line, from 0. */
  readonly line: number;
  readonly texts: readonly string[];
  /** Null where the lines have no word in common that would say what differs. */
  readonly value: DifferingValue | null;
}

/** What differs in a line. */
export interface DifferingValue {
  readonly start: string;
  readonly end: string;
  /** For each text what stands between `start` and `end`. */
  readonly values: readonly string[];
  /** The last word of `start`, which says what the values are: `shared_buffers`. */
  readonly key: string;
}

const word = /[\p{L}\p{N}_.%+-]/u;

/**
 * The lines in which texts of several lines differ; null if they do not have the same number of lines, or if Ansible would
 * not make the text again of what is written instead.
 */
export function differingLines(texts: readonly string[]): readonly DifferingLine[] | null {
  if (texts.some((text) => looksLikeTemplate(text) || looksLikeLiteral(text) || text.includes('\r'))) {
    return null;
  }
  const all = texts.map((text) => text.split('\n'));
  const [first, ...others] = all;
  if (others.some(({ length }) => length !== first!.length)) return null;
  return first!.flatMap((text, line) => {
    if (others.every((lines) => lines[line] === text)) return [];
    const own = all.map((lines) => lines[line]!);
    return [{ line, texts: own, value: differenceOf(own) }];
  });
}

function differenceOf(texts: readonly string[]): DifferingValue | null {
  const [first, ...others] = texts;
  const shortest = Math.min(...texts.map(({ length }) => length));
  let from = 0;
  while (from < shortest && others.every((text) => text[from] === first![from])) from++;
  while (from > 0 && word.test(first![from - 1]!)) from--;
  let tail = 0;
  while (tail < shortest - from && others.every((text) => text.at(-1 - tail) === first!.at(-1 - tail)))
    tail++;
  while (tail > 0 && word.test(first!.at(-tail)!)) tail--;
  const start = first!.slice(0, from);
  const end = first!.slice(first!.length - tail);
  const values = texts.map((text) => text.slice(from, text.length - tail));
  const key = /([A-Za-z]\w*)\W*$/.exec(start)?.[1];
  // A brace beside those of the template would be read as a part of it.
  if (key === undefined || start.endsWith('{') || end.startsWith('}')) return null;
  if (values.some((value) => value === '' || value.trim() !== value)) return null;
  return { start, end, values, key: key.toLowerCase() };
}
