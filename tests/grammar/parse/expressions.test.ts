import { describe, expect, it } from 'vitest';
import type { Let } from '../../../grammar/syntax.ts';
import { mistakes, tree, value } from '../../support/syntax.ts';

describe('operators', () => {
  it.each([
    ['a || b && c', '(|| a (&& b c))'],
    ['a && b || c', '(|| (&& a b) c)'],
    ['a || b || c', '(|| (|| a b) c)'],
    ['a == b && c != d', '(&& (== a b) (!= c d))'],
    ['a < b == c', '(== (< a b) c)'],
    ['a in b && !c', '(&& (in a b) (! c))'],
    ['!a.b', '(! (. a b))'],
    ['!!a', '(! (! a))'],
    ['(a || b) && c', '(&& (|| a b) c)'],
    ['a ? b : c', '(? a b c)'],
    ['a ? b : c ? d : e', '(? a b (? c d e))'],
    ['a ? b ? c : d : e', '(? a (? b c d) e)'],
    ['a == b ? c : d', '(? (== a b) c d)'],
    ['a.b[0].c["d"]', '([] (. ([] (. a b) 0) c) (text "d"))'],
    ['f(a, [b, c,], d,)', 'f(a [b c] d)'],
    ['os.family', '(. os family)'],
    ['a.in.if.else.match', '(. (. (. (. a in) if) else) match)'],
    ['in in match', '(in in match)'],
    ['a + b * c', '(+ a (* b c))'],
    ['a - b - c', '(- (- a b) c)'],
    ['(a - b) % c / 2', '(/ (% (- a b) c) 2)'],
    ['a + 1 < b * 2 && c', '(&& (< (+ a 1) (* b 2)) c)'],
    ['"${xs[0] -1}"', '(text (- ([] xs 0) 1))'],
    ['"${a -1}"', '(text (- a 1))'],
    ['match a { 1 => [b] -3, 4 => 5 }', '(match a 1=>[b] -3 4=>5)'],
    ['5 - -1', '(- 5 -1)'],
    ['a-b', 'a-b'],
    ['[for k, v in m : v]', '[for k, v m : v if -]'],
  ])('%s', (text, shape) => expect(value(text)).toBe(shape));

  it.each([
    ['a < b < c', 'VK0133 <'],
    ['a == b != c == d', 'VK0133 !='],
    ['a in b in c', 'VK0133 in'],
    ['a + 1 < b < c', 'VK0133 <'],
  ])('does not chain comparisons: %s', (text, mistake) => {
    expect(mistakes(`let x = ${text}\nlet y = 1\n`)).toEqual([mistake]);
  });
});

describe('arithmetic without spaces', () => {
  it.each([
    ['10/2', 'VK0108 10/2'],
    ['8-1', 'VK0108 8-1'],
    ['a/2', 'VK0114 a/2'],
    ['/etc/hosts', 'VK0114 /etc/hosts'],
    ['a ** 2', 'VK0118 **'],
    ['a++', 'VK0118 ++'],
  ])('%s', (text, mistake) => expect(mistakes(`let x = ${text}\n`)).toContain(mistake));
});

describe('literals', () => {
  it.each([
    ['0', '0'],
    ['-5', '-5'],
    ['9007199254740991', '9007199254740991'],
    ['512M', String(512 * 1024 ** 2)],
    ['50G', String(50 * 1024 ** 3)],
    ['1T', String(1024 ** 4)],
    ['4K', '4096'],
    ['30s', '30'],
    ['10m', '600'],
    ['2h', '7200'],
    ['1d', '86400'],
    ['0644', '0644'],
    ['0000', '0000'],
    ['[true, false, unset]', '[true false unset]'],
    ['{ a = 1  "b c" = 2 }', '{a=1 (text "b c")=2}'],
    ['{ a = 1, b = 2, }', '{a=1 b=2}'],
    ['{ in = 1  if = in  for = 2 }', '{in=1 if=in for=2}'],
    ['[for x in xs : f(x) if g(x)]', '[for x xs : f(x) if g(x)]'],
    ['[for, x]', '[for x]'],
    [
      'match a { b, "c" => 1  5 => 2  true => 3  else => 4 }',
      '(match a b (text "c")=>1 5=>2 true=>3 else=>4)',
    ],
    ['match (a) { b => { c = 1 } }', '(match a b=>{c=1})'],
    ['match', 'match'],
    ['match[0]', '([] match 0)'],
  ])('%s', (text, shape) => expect(value(text)).toBe(shape));

  it.each([
    ['50GB', 'VK0108', '`50G`'],
    ['50Gi', 'VK0108', '`50G`'],
    ['4gb', 'VK0108', '`4G`'],
    ['512m', null, null],
    ['10min', 'VK0108', '`10m`'],
    ['30sec', 'VK0108', '`30s`'],
    ['2hours', 'VK0108', '`2h`'],
    ['0x1F', 'VK0108', '`31`'],
    ['1_000', 'VK0108', '`1000`'],
    ['644abc', 'VK0108', '`"644abc"`'],
    ['2024-01-31', 'VK0108', '`"2024-01-31"`'],
    ['10.0.0.0/24', 'VK0108', '`"10.0.0.0/24"`'],
    ['50%', 'VK0108', '`"50%"`'],
    ['1.5', 'VK0109', '`"1.5"`'],
    ['24.04', 'VK0109', '`"24.04"`'],
    ['0999', 'VK0110', '`"0999"`'],
    ['08', 'VK0110', '`8`'],
    ['9007199254740992', 'VK0111', ''],
    ['2000T', 'VK0111', ''],
    ['9999d', 'VK0111', ''],
  ])('%s', async (text, code, remedy) => {
    const source = `let x = ${text}\nlet y = 1\n`;
    const { parse } = await import('../../../grammar/parse/parser.ts');
    const { diagnostics } = parse('a', source);
    expect(mistakes(source)).toEqual(code === null ? [] : [`${code} ${text}`]);
    if (remedy !== null) expect(diagnostics[0]!.help).toContain(remedy);
  });
});

describe('spans', () => {
  it.each([
    ['(a) || (b)', '(a) || (b)'],
    ['((a)).b', '((a)).b'],
    ['a ? b : (c)', 'a ? b : (c)'],
    ['!(a)', '!(a)'],
    ['(a)[0]', '(a)[0]'],
    ['(a)', 'a'],
  ])('of %s', (text, covered) => {
    const source = `let x = ${text} # end`;
    const [declaration] = tree(source).declarations;
    const { span } = (declaration as Let).value;
    expect(source.slice(span.start, span.end)).toBe(covered);
  });
});
