import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FileParser } from '../../../grammar/parse/declarations.ts';
import { parse } from '../../../grammar/parse/parser.ts';
import { excess } from '../../support/processor-time.ts';
import { examples } from '../../support/programs.ts';

/** What holds of every text whatsoever. */
function check(text: string): void {
  const { file, diagnostics, comments } = parse('a', text);
  const lines = text.split('\n').length;
  const within = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('span' in value) {
      const { start, end, line } = value.span as { start: number; end: number; line: number };
      const right = start >= 0 && start <= end && end <= text.length && line >= 1 && line <= lines;
      const counted = text.slice(0, start).split('\n').length === line;
      if (!right || !counted) throw new Error(`span ${JSON.stringify(value)}`);
    }
    for (const [key, child] of Object.entries(value)) if (key !== 'span') within(child);
  };
  within(file);
  within(diagnostics);
  within(comments);
  for (const { message, help } of diagnostics) {
    if (
      /undefined|(?<!\$|\\u)\{(?:text|name|kind|remedy|what|block|line)\}/.test(`${message} ${help ?? ''}`)
    ) {
      throw new Error(message);
    }
  }
}

const marks = [...'{}[]()"\'`$#;:,.=!?<>/*\\-+@&|~ \t\n'];
const pairs = '""" ${ => == != <= && || // /* */ \r\n jinja" <<EOF \\u{ \ufeff'.split(' ');
const names = 'image role os family import let param use when else match for in if as true unset a b'.split(
  ' ',
);
const values = '50G 0644 5 -1 10m 1.5 50GB "text" /etc/a ä 😀 \ud800 \u00a0'.split(' ');
const words = marks.concat(pairs, names, values);
const soup = fc.array(fc.constantFrom(...words), { maxLength: 60 }).map((parts) => parts.join(''));
const spaced = fc.array(fc.constantFrom(...words), { maxLength: 60 }).map((parts) => parts.join(' '));
const mutated = fc
  .tuple(
    fc.constantFrom(...examples),
    fc.array(fc.tuple(fc.nat(), fc.nat(12), fc.constantFrom('', ...words)), { minLength: 1, maxLength: 4 }),
  )
  .map(([text, edits]) => {
    let result = text;
    for (const [at, length, word] of edits) {
      const start = at % (result.length + 1);
      result = result.slice(0, start) + word + result.slice(start + length);
    }
    return result;
  });

describe('no text', () => {
  it('of any characters makes the parser throw', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), check), { numRuns: 500 });
  });

  it('of words of the language makes it throw', () => {
    fc.assert(fc.property(fc.oneof(soup, spaced), check), { numRuns: 3000 });
  });

  it('that was nearly right makes it throw', () => {
    fc.assert(fc.property(mutated, check), { numRuns: 1000 });
  });

  it('is read in two ways by one instance', () => {
    fc.assert(
      fc.property(soup, (text) => {
        expect(parse('a', text)).toEqual(parse('a', text));
      }),
      { numRuns: 200 },
    );
  });
});

describe('nesting', () => {
  const many = (text: string, n = 20_000) => text.repeat(n);

  it.each([
    ['braces', many('{', 100_000)],
    ['braces on lines', many('{\n', 100_000)],
    ['blocks', many('a {\n')],
    ['closed blocks', many('a {', 10_000) + many('}', 10_000)],
    ['brackets', `let a = ${many('[')}`],
    ['parentheses', `let a = ${many('(')}`],
    ['mixed brackets', `let a = ${many('([{')}`],
    ['wrong brackets', `let a = ${many('([}')}`],
    ['wrong closers', `let a = ${many('(}')}`],
    ['interpolations', `let a = ${many('"${')}`],
    ['maps', `let a = ${many('{ a = ')}`],
    ['calls', `let a = ${many('f(')}`],
    ['types', `param a: ${many('list(')}`],
    ['negations', `let a = ${many('!')}b`],
    ['sums', `let a = b${many(' || b')}`],
    ['comparisons and sums', `let a = b${many(' == b || b')}`],
    ['membership', `let a = b${many(' || b in c')}`],
    ['attributes', `let a = b${many('.b')}`],
    ['indices', `let a = b${many('[0]')}`],
    ['choices', `let a = ${many('b ? c : ')}d`],
    ['choices on lines', `let a = ${many('b\n?\nc\n:\n')}d`],
    ['else', `role a { when b { }${many(' else when b { }')} }`],
    ['matches', `let a = b${many(' || match b { }')}`],
    ['chains in brackets', `let a = ${many('(', 150)}b${many(' || b', 150)}${many(')', 150)}`],
    ['chains of chains', `let a = ${many('(', 20)}b${many(`${many(' || b', 20)})`, 20)}`],
  ])('without measure is one diagnostic, found as fast as usual text is read: %s', (_, text) => {
    expect(parse('a', text).diagnostics.map(({ code }) => code)).toEqual(['VK0119']);
    const usual = 'let a = b\n'.repeat(text.length / 10);
    expect(
      excess(
        () => parse('a', usual),
        1,
        () => parse('a', text),
        5,
      ),
    ).toBeLessThan(5);
  });

  it.each([
    ['blocks', `role a ${many('{ b ', 199)}{ }${many('}', 199)}`],
    ['lists', `let a = ${many('[', 200)}${many(']', 200)}`],
    ['calls', `let a = ${many('f(', 199)}b${many(')', 199)}`],
    ['strings', `let a = ${many('"${', 199)}b${many('}"', 199)}`],
    ['matches', `let a = ${many('match b { c => ', 199)}d${many('}', 199)}`],
    ['negated parentheses', `let a = ${many('!(', 100)}b${many(')', 100)}`],
    ['choices', `let a = ${many('b ? c : ', 198)}d`],
    ['else', `role a { when b { }${many(' else when b { }', 195)} }`],
  ])('up to the limit is read: %s', (_, text) => {
    expect(parse('a', text).diagnostics).toEqual([]);
  });

  it('is not what a long file has', () => {
    const members = many('  package [a]  b = c.d  when e.f || g { } use h\n', 2000);
    const params = many('  param a: string?\n', 2000);
    expect(parse('a', `role a {\n${members}${params}}\n`).diagnostics).toEqual([]);
  });
});

describe('the grammar', () => {
  it('passes the checks of the parser generator', () => {
    expect(() => new FileParser(null, false)).not.toThrow();
  });
});
