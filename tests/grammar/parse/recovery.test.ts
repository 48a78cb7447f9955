import { describe, expect, it } from 'vitest';
import { parse } from '../../../grammar/parse/parser.ts';
import { mistakes } from '../../support/syntax.ts';

/** Names of declarations, and of the members of each. */
const outline = (text: string) =>
  parse('a', text).file.declarations.map((d) => {
    const inside = 'body' in d ? (d.body?.members ?? []) : [];
    const names = inside.map((m) => ('name' in m ? m.name.text : 'kind' in m ? m.kind.text : m.node));
    return `${d.name.text}: ${names.join(' ')}`;
  });

describe('after a mistake in a member', () => {
  it.each([
    ['title = ', 'VK0130 ='],
    ['title = = "b"', 'VK0130 ='],
    ['title: "b"', 'VK0128 :'],
    ['title "b" "c"', 'VK0131 "c"'],
    ['title == "b"', 'VK0149 =='],
    ['title => "b"', 'VK0149 =>'],
    ['title += "b"', 'VK0118 +='],
    ['title = "b";', 'VK0115 ;'],
    ['title = "b",', 'VK0127 ,'],
    ["title = 'b'", "VK0112 'b'"],
    ['title = “b”', 'VK0112 “b”'],
    ['title = <<EOF\nb = {\n  EOF', 'VK0113 <<EOF'],
    ['title = /etc/b', 'VK0114 /etc/b'],
    ['title = file(files/b.conf)', 'VK0114 files/b.conf'],
    ['title = https://example.org/a?b=c', 'VK0114 https://example.org/a?b=c'],
    ['title = ./b', 'VK0114 ./b'],
    ['title = ${b}', 'VK0116 ${b}'],
    ['title = $b', 'VK0116 $b'],
    ['title = `b`', 'VK0117 `b`'],
    ['title = a ^ b', 'VK0118 ^'],
    ['title = a & b', 'VK0118 &'],
    ['title = -b', 'VK0118 -'],
    ['title = @b', 'VK0101 @b'],
    ['title = a ? b', 'VK0147 ?'],
    ['title = a.', 'VK0145 next'],
    ['title = f(a b)', 'VK0135 b'],
    ['title = [a, , b]', 'VK0138 ,'],
    ['title = [, b]', 'VK0138 ,'],
    ['title = [a = b]', 'VK0152 ='],
    ['title = (a', 'VK0122 ('],
    ['title = [a, b', 'VK0122 ['],
    ['title = f([a, b)', 'VK0122 ['],
    ['title = { a = 1 5 = 2 b = 3 }', 'VK0159 5'],
    ['title = { a: 1 }', 'VK0128 :'],
    ['title = a.b(c)', 'VK0144 ('],
    ['title = a[]', 'VK0151 ]'],
    ['title = match a { b { } }', 'VK0141 {'],
    ['title = match a { else => 1\nb => 2 }', 'VK0153 b'],
    ['title 50G', 'VK0129 50G'],
    ['title true', 'VK0129 true'],
    ['title', 'VK0156 title'],
    ['"title" = "b"', 'VK0125 "title"'],
    ['= "b"', 'VK0146 ='],
    ['50GB', 'VK0108 50GB'],
    ['when { }', 'VK0134 {'],
    ['when a and b { }', 'VK0150 and'],
    ['when a == { }', 'VK0134 {'],
    ['when a', 'VK0126 next'],
    ['when a { } else if b { } else { }', 'VK0158 if'],
    ['when a { } else', 'VK0126 next'],
    ['else { x = 1 }', 'VK0139 else'],
    ['match a { b => 1 }', 'VK0141 =>'],
    ['match a { [b] { } c { } }', 'VK0140 ['],
    ['for a of b { }', 'VK0142 of'],
    ['for a in { }', 'VK0134 {'],
    ['use "docker"', 'VK0125 "docker"'],
    ['use docker as 5', 'VK0157 5'],
    ['param a = 5', 'VK0136 ='],
    ['param a: "b"', 'VK0137 "b"'],
    ['param a: list(,)', 'VK0138 ,'],
    ['package [a b]', 'VK0135 b'],
    ['package [f(a)]', 'VK0132 ('],
    ['package [true]', 'VK0132 true'],
    ['package nginx jq', 'VK0131 jq'],
    ['package "a${b"', 'VK0104 ${'],
  ])('%s', (text, mistake) => {
    const source = `image a {\n  first = 1\n  ${text}\n  next = 1\n  last { }\n}\n\nrole b { c = 1 }\n`;
    expect(mistakes(source)).toEqual([mistake]);
    const [a, b] = outline(source);
    expect(a).toMatch(/^a: first .*next last$/);
    expect(b).toBe('b: c');
    expect(outline(source)).toHaveLength(2);
  });
});

describe('braces', () => {
  it('that are missing are reported where the indentation shows it', () => {
    const text = 'image a {\n  build {\n    disk = 1\n\n  package jq\n}\n\nrole b {\n  c = 1\n}\n';
    const { diagnostics } = parse('a', text);
    expect(diagnostics.map((d) => [d.code, d.span.line, d.related[0]!.span.line])).toEqual([
      ['VK0120', 5, 2],
    ]);
    expect(diagnostics[0]!.message).toContain('`build`');
    expect(outline(text)).toEqual(['a: build package', 'b: c']);
  });

  it('that are missing at the end are reported as one', () => {
    const text = 'image a {\n  build {\n    disk = 1\n';
    const { diagnostics } = parse('a', text);
    expect(diagnostics.map((d) => [d.code, d.related.length])).toEqual([['VK0120', 2]]);
    expect(outline(text)).toEqual(['a: build']);
  });

  it('that are missing before a declaration do not swallow it', () => {
    const text = 'image a {\n  build {\n    disk = 1\n  }\n\nrole b {\n  c = 1\n}\n';
    expect(mistakes(text)).toEqual(['VK0120']);
    expect(outline(text)).toEqual(['a: build', 'b: c']);
  });

  it('that are superfluous are reported where the indentation shows it', () => {
    const text = 'image a {\n  build {\n    disk = 1\n  }\n  }\n  package jq\n}\n\nrole b {\n  c = 1\n}\n';
    const { diagnostics } = parse('a', text);
    expect(diagnostics.map((d) => [d.code, d.span.line])).toEqual([['VK0121', 5]]);
    expect(outline(text)).toEqual(['a: build package', 'b: c']);
  });

  it.each([['}'], [')'], [']'], ['}}}']])('alone close nothing: %s', (text) => {
    expect(mistakes(`image a { b = 1 }\n${text}\nrole b { c = 1 }\n`)).toEqual([`VK0121 ${text[0]}`]);
  });
});

describe('at the top of a file', () => {
  it.each([
    ['package nginx', 'VK0123 package'],
    ['title = "a"\nos = [b]\npackage nginx', 'VK0123 title'],
    ['"text"', 'VK0123 "text"'],
    ['image { title = "a" }', 'VK0124 {'],
    ['image "nginx" { title = "a" }', 'VK0125 "nginx"'],
    ['image nginx\ntitle = "a"\n}', 'VK0126 title'],
    ['import common', 'VK0143 common'],
    ['param version = "16"', 'VK0136 ='],
    ['let = 5', 'VK0123 let'],
    ['let x 5', 'VK0129 5'],
    ['let x = ', 'VK0130 ='],
  ])('%s', (text, mistake) => {
    const source = `role a { c = 1 }\n\n${text}\n\nrole b { c = 1 }\n`;
    expect(mistakes(source)).toEqual([mistake]);
    const found = outline(source);
    expect(found[0]).toBe('a: c');
    expect(found.at(-1)).toBe('b: c');
  });
});
