import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Texts that stand one after another in a file beside the bundle, by name with where each begins and ends, in bytes. The file is read
 * when the first text is asked for.
 */
export function storedTexts(
  file: string,
  places: Readonly<Record<string, readonly [start: number, end: number]>>,
): Readonly<Record<string, string>> {
  const texts = {};
  for (const [name, [start, end]] of Object.entries(places)) {
    const get = (): string => bytesOf(file).toString('utf8', start, end);
    Object.defineProperty(texts, name, { enumerable: true, get });
  }
  return texts;
}

const read = new Map<string, Buffer>();

function bytesOf(file: string): Buffer {
  let bytes = read.get(file);
  if (bytes === undefined) read.set(file, (bytes = readFileSync(join(__dirname, file))));
  return bytes;
}
