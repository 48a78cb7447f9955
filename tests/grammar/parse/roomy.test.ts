import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastGlob from 'fast-glob';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from '../../../grammar/parse/parser.ts';
import { asWritten, relocated, roomy } from '../../../grammar/parse/roomy.ts';
import type { RoomyText } from '../../../grammar/parse/roomy.ts';
import type { Span } from '../../../grammar/span.ts';
import { root } from '../../support/examples.ts';

const texts = fastGlob
  .sync(['stdlib/roles/{docker,nginx}.vkimage', 'examples/*/*.vkimage'], { cwd: root })
  .sort()
  .map((path) => readFileSync(join(root, path), 'utf8'));

const HEAD = 'import "other.vkimage"\n# Of all.\nlet a = 1 # behind\n\n';
const TAIL =
  '\nrole tail {\n  let q = (1 + 2) * 3\n  package "a"\n}\n# of w\nlet w = (2) # behind\n# The end.';

// prettier-ignore
const TYPED = [
  '', 'x', ' ', '\n', '1', '"', '{', '}', '[', '# c\n', '/* c */', 'package jq\n', '${', '(a)', '=', 'é', '😀',
  'let b = (1 + 2)\n', '\r\n', '\r', '"""\n  x\n  """', '}\nrole r {\n', 'image i { os = [debian12] }\n',
];

/** Every span where it is written. */
function written(text: RoomyText): unknown {
  const visit = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(visit);
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) => [
        key,
        key === 'span' ? asWritten(text, value as Span) : visit(value),
      ]),
    );
  };
  const { file, diagnostics } = text.parsed;
  return {
    imports: visit(file.imports),
    declarations: visit(file.declarations),
    diagnostics: diagnostics.map((each) => relocated(each, (span) => asWritten(text, span))),
  };
}

describe('a text with room', () => {
  it('has the same tree in each place, whatever was edited before', () => {
    let kept = 0;
    const edit = fc.record({
      at: fc.integer({ min: 0, max: 1_000_000 }),
      gone: fc.constantFrom(0, 0, 0, 1, 9, 200),
      typed: fc.constantFrom(...TYPED),
      back: fc.boolean(),
    });
    const edits = fc.array(edit, { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.constantFrom(...texts), edits, (own, all) => {
        let text = HEAD + own + TAIL;
        let now = roomy('a.vkimage', text, []);
        let sound = now;
        for (const { at, gone, typed, back } of all) {
          const place = at % (text.length + 1);
          const changed = text.slice(0, place) + typed + text.slice(place + gone);
          for (const next of back ? [changed, text] : [changed]) {
            const before = now;
            text = next;
            now = roomy(
              'a.vkimage',
              text,
              [now, sound].filter((each) => each !== null),
            );
            if (now === null) continue;
            if (now.diagnostics.length === 0) sound = now;
            const { file, diagnostics } = parse('a.vkimage', text);
            const { imports, declarations } = file;
            expect(written(now)).toEqual({ imports, declarations, diagnostics });
            const known = new Set(before?.parsed.file.declarations);
            kept += now.parsed.file.declarations.filter((each) => known.has(each)).length;
          }
        }
      }),
      { numRuns: 200 },
    );
    expect(kept).toBeGreaterThan(500);
  });

  it('parses the text with room to the same tree', () => {
    for (const text of texts) {
      const { text: room, parsed } = roomy('a.vkimage', HEAD + text + TAIL, [])!;
      const { imports, declarations } = parse('a.vkimage', room).file;
      expect(parsed.file).toMatchObject({ imports, declarations });
    }
  });

  it('leaves the other declarations where they are, as the very same objects', () => {
    const before = roomy('a.vkimage', HEAD + TAIL, [])!;
    const after = roomy('a.vkimage', `${HEAD}# More.\n${TAIL.replace('"a"', '["a", "b"]')}`, [before])!;
    const [first, second, third] = before.parsed.file.declarations;
    expect(after.parsed.file.declarations[0]).toBe(first);
    expect(after.parsed.file.declarations[1]).not.toBe(second);
    expect(after.parsed.file.declarations[2]).toBe(third);
  });

  it('has the objects of the last text without mistakes once there are none again', () => {
    const first = roomy('a.vkimage', HEAD + TAIL, [])!;
    const text = HEAD + TAIL.replace('package "a"', 'package "a" {');
    const broken = roomy('a.vkimage', text, [first])!;
    expect(broken.diagnostics).not.toEqual([]);
    const more = roomy('a.vkimage', text.replace('(2)', '(3)'), [broken, first])!;
    expect(roomy('a.vkimage', HEAD + TAIL, [more, first])).toBe(first);
    const after = roomy('a.vkimage', HEAD + TAIL.replace('(2)', '(3)'), [more, first])!;
    expect(after.parsed.file.declarations.slice(0, 2)).toEqual(first.parsed.file.declarations.slice(0, 2));
    for (const i of [0, 1]) expect(after.parsed.file.declarations[i]).toBe(first.parsed.file.declarations[i]);
  });

  it('moves all when a declaration grows beyond its room', () => {
    const before = roomy('a.vkimage', HEAD + TAIL, [])!;
    const text = HEAD + TAIL.replace('package "a"', 'package "a"\n'.repeat(400));
    const after = roomy('a.vkimage', text, [before])!;
    expect(after.parsed.file.declarations[2]).not.toBe(before.parsed.file.declarations[2]);
    expect(written(after)).toMatchObject({ declarations: parse('a.vkimage', text).file.declarations });
  });

  it('is not given to declarations that share a line', () => {
    expect(roomy('a.vkimage', 'let a = 1 let b = 2\n', [])).toBeNull();
  });
});
