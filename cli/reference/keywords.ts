import { keywords } from '../../compiler/language/keywords.ts';
import { formatted } from './examples.ts';
import { document, fenced, prose } from './markdown.ts';

/** Returns the page on the words of the grammar. */
export function keywordsPage(): string {
  return document([
    '# Keywords',
    'The words that the grammar knows, and those that mean something in a single place. `vkc explain WORD` shows the same in the terminal. [The reference](README.md) · [The language](../language/README.md)',
    ...[...keywords].flatMap(([name, { form, doc, place, example }]) => [
      `## ${name}`,
      fenced('text', form),
      prose(doc),
      place === null ? fenced('vkimage', example) : fenced(`vkimage ${place}`, formatted(example)),
    ]),
  ]);
}
