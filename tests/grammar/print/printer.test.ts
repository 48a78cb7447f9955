import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from '../../../grammar/parse/parser.ts';
import { format } from '../../../grammar/print/printer.ts';
import { examples } from '../../support/programs.ts';
import { program, respaced } from './programs.ts';
import { bare } from '../../support/syntax.ts';

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
  it.each(examples)('keeps the meaning of an example, and formats it the same way twice', (text) => {
    for (const width of [100, 40, 20]) {
      check(text, width);
      expect(meaning(formatted(text, width))).toEqual(meaning(text));
    }
  });

  it('does not change a text of several lines, even as a label or a pattern', () => {
    const text = 'role x {\n  shell """\n    set -e\n    true\n    """ { creates = "/x" }\n}\n';
    expect(check(text, 100)).toBe(text);
    const match = 'let a = match b {\n  """\n    one\n    two\n    """ => 1\n}\n';
    expect(check(match, 100)).toBe(match);
  });

  it('keeps the meaning of any program', () => {
    fc.assert(
      fc.property(program, fc.constantFrom(100, 60, 20), (text, width) => {
        expect(parse('a', text).diagnostics).toEqual([]);
        check(text, width);
      }),
      { numRuns: 200 },
    );
  });

  it('does not depend on earlier white space, except line breaks', () => {
    fc.assert(
      fc.property(program, fc.array(fc.nat(), { minLength: 1, maxLength: 40 }), (text, choices) => {
        const other = respaced(text, choices);
        expect(withoutDocs(other)).toEqual(withoutDocs(text));
        check(other, 60);
      }),
      { numRuns: 200 },
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
      { numRuns: 200 },
    );
  });

  it.each([
    [
      'aligns neighbours only',
      'image a {\n  b = 1\n  long = 2\n\n  c = 3\n  # note\n  other = 4\n  d = [\n    # x\n    1\n  ]\n  ee = 5\n}\n',
      'image a {\n  b    = 1\n  long = 2\n\n  c = 3\n  # note\n  other = 4\n  d = [\n    # x\n    1,\n  ]\n  ee = 5\n}\n',
    ],
    [
      'keeps short blocks on their line',
      'image a {\n  service ssh{enabled=true state=started}\n  build {\n disk=1G }\n}\n',
      'image a {\n  service ssh { enabled = true  state = started }\n  build {\n    disk = 1G\n  }\n}\n',
    ],
    [
      'gives other members lines of their own',
      'role a { package b use c }',
      'role a {\n  package b\n  use c\n}\n',
    ],
    [
      'keeps one blank line',
      '\n\nlet a = 1\n\n\n\nlet b = 2\nrole c {\n\n  package d\n\n\n  package e\n\n}\n\n',
      'let a = 1\n\nlet b = 2\nrole c {\n  package d\n\n  package e\n}\n',
    ],
    [
      'keeps comments where they are',
      '# top\n\nrole a { # of a\n  # own\n  package b   # behind\n  // last\n}\n# end',
      '# top\n\nrole a { # of a\n  # own\n  package b # behind\n  // last\n}\n# end\n',
    ],
    [
      'keeps texts of lines',
      'role a { file "/b" {\n content = """\n   x  \n     y\n""" } }',
      'role a {\n  file "/b" {\n    content = """\n   x  \n     y\n"""\n  }\n}\n',
    ],
    ['writes line feeds', '\ufeffrole a {\r\n  package b # c\r\n}\r\n', 'role a {\n  package b # c\n}\n'],
    ['keeps a number apart from a field', 'param a: int = 80\n. b', 'param a: int = 80 .b\n'],
    ['keeps parentheses', 'let a = ((b || c)) && (d)', 'let a = ((b || c)) && (d)\n'],
    ['joins lists that fit', 'let a = [\n  b,\n  c\n]', 'let a = [b, c]\n'],
    ['takes commas out of maps', 'let a = { b = 1, c = 2, }', 'let a = { b = 1  c = 2 }\n'],
    ['writes nothing for nothing', '\n\n', ''],
    ['keeps a file of comments', '# a\n\n\n# b', '# a\n\n# b\n'],
    ['writes empty blocks short', 'role a {\n}', 'role a {}\n'],
  ])('%s', (_, text, result) => expect(check(text, 100)).toBe(result));

  it('breaks lists that are too wide, one item per line', () => {
    expect(formatted('image a { os = [ubuntu2404, ubuntu2204, almalinux9] }', 40)).toBe(
      'image a {\n  os = [\n    ubuntu2404,\n    ubuntu2204,\n    almalinux9,\n  ]\n}\n',
    );
  });

  it('aligns values that are too long but cannot be broken', () => {
    const text = `image a {\n  url   = "${'x'.repeat(120)}"\n  title = 1\n}\n`;
    expect(check(text, 100)).toBe(text);
  });

  it('reports the errors that prevent reading a text', () => {
    const result = format('image a {\n  b = 50GB\n}\n');
    expect('diagnostics' in result && result.diagnostics.map(({ code }) => code)).toEqual(['VK0108']);
  });
});
