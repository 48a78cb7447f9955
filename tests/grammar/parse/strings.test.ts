import { describe, expect, it } from 'vitest';
import type { StringExpr } from '../../../grammar/syntax.ts';
import { mistakes, tree, value } from '../../support/syntax.ts';

const string = (text: string) => {
  const source = `let x = ${text}`;
  const [declaration] = tree(source).declarations;
  return { source, node: (declaration as { value: StringExpr }).value };
};
const text = (written: string) =>
  string(written)
    .node.parts.map((p) => (p.node === 'text' ? p.value : '<>'))
    .join('');

describe('ordinary strings', () => {
  it.each([
    ['""', '(text)'],
    ['"a\\n\\t\\"\\\\\\$\\u{E9}"', '(text "a\\n\\t\\"\\\\$é")'],
    ['"\\u{1F600}"', '(text "😀")'],
    ['"costs $5 and $$"', '(text "costs $5 and $$")'],
    ['"\\${a}"', '(text "${a}")'],
    ['"${a}"', '(text a)'],
    ['"a${b}c${d}"', '(text "a" b "c" d)'],
    ['"${f("x${"y"}z")}"', '(text f((text "x" (text "y") "z")))'],
    ['"${{ a = "}" }}"', '(text {a=(text "}")})'],
    ['jinja"{{ ansible_hostname }}"', '(jinja "{{ ansible_hostname }}")'],
    ['jinja', 'jinja'],
  ])('%s', (written, shape) => expect(value(written)).toBe(shape));

  it('has true spans', () => {
    const { source, node } = string('"ab${ c }d\\n${e}"');
    const slices = node.parts.map(({ span }) => source.slice(span.start, span.end));
    expect(slices).toEqual(['ab', 'c', 'd\\n', 'e']);
    expect(source.slice(node.span.start, node.span.end)).toBe('"ab${ c }d\\n${e}"');
  });

  it.each([
    ['let x = "abc\nlet y = 1\n', ['VK0102 "abc']],
    ['let x = "abc ${y\nlet y = 1\n', ['VK0104 ${']],
    ['let x = "abc ${y"\nlet y = 1\n', ['VK0104 ${']],
    ['let x = "abc ${f(y"\nlet y = 1\n', ['VK0104 ${']],
    ['let x = "abc ${f("y)}"\nlet y = 1\n', ['VK0104 ${']],
    ['let x = "a\\qb"\n', ['VK0105 \\q']],
    ['let x = "a\\qb\\z"\n', ['VK0105 \\q', 'VK0105 \\z']],
    ['let x = "\\u{D800}"\n', ['VK0106 \\u{D800}']],
    ['let x = "\\u00e9"\n', ['VK0106 \\u00e9']],
    ['let x = "\\u{zz}"\n', ['VK0106 \\u{zz}']],
    ['let x = "\\u{12', ['VK0102 "\\u{12', 'VK0106 \\u{12']],
    ['let x = "${}"\n', ['VK0148 ${}']],
    ['let x = "${a b}"\n', ['VK0152 b']],
    ['let x = "${a ==}"\n', ['VK0134 }']],
  ])('reports once: %s', (source, found) => {
    expect(mistakes(source)).toEqual(found);
  });
});

describe('texts of several lines', () => {
  it.each([
    ['"""\n  a\n  b\n  """', 'a\nb\n'],
    ['"""\n    a\n      b\n  """', '  a\n    b\n'],
    ['"""\n  a\n  b"""', 'a\nb'],
    ['"""\n  a\n\n  b\n  """', 'a\n\nb\n'],
    ['"""\n  a\n    \n  b\n  """', 'a\n  \nb\n'],
    ['"""\n\ta\n\t\tb\n\t"""', 'a\n\tb\n'],
    ['"""\n  ${x}\n    b\n  """', '<>\n  b\n'],
    ['"""\n      a\n    ${x}\n      """', '  a\n<>\n  '],
    ['"""a "quoted" \\""" b"""', 'a "quoted" """ b'],
    ['"""one line"""', 'one line'],
    ['"""ends with "a""""', 'ends with "a"'],
    ['"""\n"""', ''],
    ['""""""', ''],
    ['"""\r\n  a\r\n  b\r\n  """', 'a\nb\n'],
    ['"""\n  a\\tb\n  """', 'a\tb\n'],
    ['"""\n  \\ta\n  """', '\ta\n'],
  ])('%j', (written, meant) => expect(text(written)).toBe(meant));

  it('has true spans', () => {
    const { source, node } = string('"""\n    a ${b}\n      c\n    """');
    const slices = node.parts.map(({ span }) => [source.slice(span.start, span.end), span.line]);
    expect(slices).toEqual([
      ['    a ', 2],
      ['b', 2],
      ['\n      c\n    ', 2],
    ]);
    expect(node.block).toBe(true);
  });

  it.each([
    ['let x = """\n  a\n', ['VK0103 """']],
    ['image a {\n  x = """\n  a\n}\n', ['VK0103 """']],
    ['let x = """\n  ${a\n  b c ) ]\n', ['VK0104 ${']],
    ['let x = """\n  ${a\n  """\nlet y = 50GB\n', ['VK0104 ${', 'VK0108 50GB']],
    ['let x = """\n  a \\\n  b\n  """\n', ['VK0105 \\']],
  ])('reports once: %j', (source, found) => expect(mistakes(source)).toEqual(found));
});
