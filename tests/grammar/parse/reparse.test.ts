import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastGlob from 'fast-glob';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from '../../../grammar/parse/parser.ts';
import type { ParseResult } from '../../../grammar/parse/parser.ts';
import { reparse } from '../../../grammar/parse/reparse.ts';
import { root } from '../../support/examples.ts';

const texts = fastGlob
  .sync(['stdlib/{roles,systems}/*.vkimage', 'examples/*/*.vkimage'], { cwd: root })
  .sort()
  .map((path) => readFileSync(join(root, path), 'utf8'))
  .filter((text) => parse('a.vkimage', text).diagnostics.length === 0);

/** What stands behind, so that there is something to move. */
const TAIL = '\nrole tail { let q = (1 + 2) * 3 package "a" }\n# of w\nlet w = (2) # behind\n';

const PIECES = [
  '',
  'x',
  ' ',
  '\n',
  '1',
  '"',
  '{',
  '}',
  '# c\n',
  '/* c */',
  'package jq\n',
  'role',
  '${',
  '(a)',
  '=',
  'let b = (1 + 2)\n',
  '\r\n',
  '"""\n  x\n  """',
  'é',
];

/** With the parentheses in order, since two maps are compared by what they hold. */
const plain = ({ enclosed, ...rest }: ParseResult) => ({
  ...rest,
  enclosed: [...enclosed].sort(([a], [b]) => a.span.start - b.span.start || a.span.end - b.span.end),
});

const again = (before: string, after: string) =>
  reparse('a.vkimage', after, { text: before, parsed: parse('a.vkimage', before) });

describe('an edited text', () => {
  it('comes to the same as if all of it were parsed', () => {
    let taken = 0;
    const edit = fc.record({
      text: fc.constantFrom(...texts),
      at: fc.integer({ min: 0, max: 1_000_000 }),
      gone: fc.constantFrom(0, 0, 1, 9),
      piece: fc.constantFrom(...PIECES),
      tail: fc.boolean(),
    });
    fc.assert(
      fc.property(edit, ({ text, at, gone, piece, tail }) => {
        const before = text + (tail ? TAIL : '');
        const place = at % before.length;
        const after = before.slice(0, place) + piece + before.slice(place + gone);
        const found = again(before, after);
        if (found === null) return;
        taken++;
        expect(plain(found)).toEqual(plain(parse('a.vkimage', after)));
      }),
      { numRuns: 600 },
    );
    expect(taken).toBeGreaterThan(60);
  });

  it('takes over what stands above, and moves what stands below', () => {
    const before = `role a { package jq }\nrole b { package jq }${TAIL}`;
    const found = again(before, before.replace('b { package jq }', 'b {\n  package nginx\n}'))!;
    const old = parse('a.vkimage', before);
    expect(found.file.declarations.map(({ span }) => span.line)).toEqual([1, 2, 5, 7]);
    expect(old.file.declarations.map(({ span }) => span.line)).toEqual([1, 2, 3, 5]);
  });

  it.each([
    ['has mistakes', 'role a { package jq }\n', 'role a { package }\n'],
    ['had mistakes', 'role a { package }\n', 'role a { package jq }\n'],
    ['has another declaration', 'role a { package jq }\n', 'role a { package jq }\nlet b = 1\n'],
    ['has a comment that swallows a bracket', 'role a { package jq }\n', 'role a { # package jq }\n'],
    ['is a role less', 'role a { package jq }\nrole b {}\n', 'role a { package jq role b {}\n'],
  ])('is parsed as a whole if it %s', (_what, before, after) => {
    expect(again(before, after)).toBe(null);
  });
});
