import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from '../../grammar/parser.ts';
import { format } from '../../grammar/printer.ts';
import { examples } from './examples.ts';
import { program, respaced } from './programs.ts';
import { bare } from './support.ts';

function formatted(text: string, width = 100): string {
  const result = format(text, { width });
  if ('diagnostics' in result) throw new Error(result.diagnostics.map((d) => d.message).join('\n'));
  return result.text;
}

const meaning = (text: string) => bare(parse('a', text).file);
const withoutDocs = (text: string) =>
  JSON.parse(JSON.stringify(meaning(text), (key, value: unknown) => (key === 'doc' ? undefined : value)));

/** What holds of the formatted form of every text. */
function check(text: string, width: number): string {
  const result = formatted(text, width);
  expect(withoutDocs(result)).toEqual(withoutDocs(text));
  expect(formatted(result, width)).toBe(result);
  expect(result).not.toMatch(/\r|^\n|\n\n$/);
  return result;
}

describe('formatting', () => {
  it.each(examples)('leaves an example as it means, in the same form twice', (text) => {
    for (const width of [100, 40, 20]) {
      check(text, width);
      expect(meaning(formatted(text, width))).toEqual(meaning(text));
    }
  });

  it('keeps what any program means', () => {
    fc.assert(
      fc.property(program, fc.constantFrom(100, 60, 20), (text, width) => {
        expect(parse('a', text).diagnostics).toEqual([]);
        check(text, width);
      }),
      { numRuns: 1500 },
    );
  });

  it('does not depend on the white space before, but for lines', () => {
    fc.assert(
      fc.property(program, fc.array(fc.nat(), { minLength: 1, maxLength: 40 }), (text, choices) => {
        const other = respaced(text, choices);
        expect(withoutDocs(other)).toEqual(withoutDocs(text));
        check(other, 60);
      }),
      { numRuns: 1500 },
    );
  });

  it('keeps all comments', () => {
    const comments = [
      ' # one\n',
      '\n// two\n',
      ' /* three */ ',
      '\n/* four\n   lines */\n',
      '\n\n# five\n\n',
    ];
    const marks = (text: string) =>
      parse('a', text)
        .comments.flatMap((c) => c.text.match(/one|two|three|four|five/g) ?? [])
        .sort();
    fc.assert(
      fc.property(program, fc.array(fc.nat(), { minLength: 1, maxLength: 40 }), (text, choices) => {
        const other = respaced(text, choices, comments);
        expect(withoutDocs(other)).toEqual(withoutDocs(text));
        expect(marks(check(other, 60))).toEqual(marks(other));
      }),
      { numRuns: 1500 },
    );
  });
});
