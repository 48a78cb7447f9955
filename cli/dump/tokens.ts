import { Source } from '../../compiler/model/source.ts';
import { scan } from '../../grammar/scan/scanner.ts';

/** Prints the tokens of a text, one per line: place, type, text. */
export function dumpTokens(file: string, text: string): string {
  const source = new Source(file, text);
  return scan(file, text)
    .tokens.map(({ tokenType, image, startOffset }) => {
      const { line, column } = source.position(startOffset);
      const shown = image === '' ? '' : JSON.stringify(image);
      return `${`${line}:${column}`.padEnd(8)}${tokenType.name.padEnd(20)}${shown}`.trimEnd();
    })
    .map((line) => `${line}\n`)
    .join('');
}
