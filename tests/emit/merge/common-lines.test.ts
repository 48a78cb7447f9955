import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differingLines } from '../../../emit/merge/common-lines.ts';

describe('differingLines', () => {
  it.each([
    ['listen = 80\nuser = a\n', 'listen = 80\nuser = b\n', [['user = ', ['a', 'b'], '', 'user']]],
    ['a\n  port 8080;\n', 'a\n  port 8081;\n', [['  port ', ['8080', '8081'], ';', 'port']]],
    ['a\nsize=1.5GB # x\n', 'a\nsize=2.5GB # x\n', [['size=', ['1.5GB', '2.5GB'], ' # x', 'size']]],
    ['a\nx: aa\n', 'a\nx: aaa\n', [['x: ', ['aa', 'aaa'], '', 'x']]],
  ])('finds the values in %j', (a, b, expected) => {
    const found = differingLines([a, b])?.map(({ value }) => [
      value?.start,
      value?.values,
      value?.end,
      value?.key,
    ]);
    expect(found).toEqual(expected);
  });

  it.each([
    ['b', 'c'],
    ['b = ', 'b = 1'],
    ['b = {1}', 'b = {2}'],
    ['# Debian 12', '# Ubuntu 24.04'],
  ])('finds no value in %j and %j', (a, b) => {
    expect(differingLines([`x\n${a}\n`, `x\n${b}\n`])).toEqual([{ line: 1, texts: [a, b], value: null }]);
  });

  it.each([
    ['a line more', 'a\nb = 1\n', 'a\nb = 1\nc\n'],
    ['a template in the text', '{{ a }}\nb = 1\n', '{{ a }}\nb = 2\n'],
    ['carriage returns', 'a\r\nb = 1\n', 'a\r\nb = 2\n'],
    ['a text that reads as a list', '[1,\na,\nb = 1]', '[1,\na,\nb = 2]'],
  ])('finds none with %s', (_, a, b) => {
    expect(differingLines([a, b])).toBeNull();
  });

  it('puts the texts together again', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b = 1', 'b = 2', 'b = 2 ', 'c: x y', 'c: x z', '', '{', '}'))
      .map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(fc.array(text, { minLength: 2, maxLength: 3 }), (texts) => {
        const found = differingLines(texts);
        for (const [i, whole] of texts.entries()) {
          const lines = texts[0]!.split('\n');
          for (const { line, texts: own, value } of found ?? []) {
            lines[line] = value === null ? own[i]! : value.start + value.values[i]! + value.end;
          }
          if (found !== null) expect(lines.join('\n')).toBe(whole);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
