import { describe, expect, it } from 'vitest';
import type { CatalogueEntry } from '../../../grammar/diagnostic.ts';
import { syntax } from '../../../grammar/messages/index.ts';
import { parse } from '../../../grammar/parse/parser.ts';

const entries = Object.entries(syntax as Readonly<Record<string, CatalogueEntry>>);

describe('what the parser says', () => {
  it('has one numbering', () => {
    expect(entries.length).toBeGreaterThanOrEqual(25);
    for (const [code] of entries) expect(code).toMatch(/^VK01\d\d$/);
  });

  describe.each(entries)('%s', (code, entry) => {
    it('is reported for its wrong example, once and at the right place', () => {
      const start = entry.wrong.indexOf('«');
      const end = entry.wrong.lastIndexOf('»') - 1;
      const text = entry.wrong.replace('«', '').replace(/»(?=[^»]*$)/, '');
      const { diagnostics } = parse('example.vkimage', text);
      const seen = diagnostics.map(({ code: each, span }) => [each, span.start, span.end, span.line]);
      expect(seen, `${text}\n${diagnostics.map((d) => d.message).join('\n')}`).toEqual([
        [code, start, end, text.slice(0, start).split('\n').length],
      ]);
      expect(diagnostics[0]!.message).not.toMatch(/(?<!\$|\\u)\{\w+\}/);
      expect(diagnostics[0]!.help ?? '').not.toMatch(/(?<!\$|\\u)\{\w+\}/);
    });

    it('is not reported for its right example', () => {
      expect(parse('example.vkimage', entry.right).diagnostics).toEqual([]);
    });

    it('speaks plainly', () => {
      for (const text of [entry.message, entry.help ?? '', entry.why]) {
        expect(text).not.toMatch(/!(?!\W*`)|\bI\b|token|StringOpen|RBrace|LBrace/);
      }
      expect(entry.why).toMatch(/[.]$/);
    });
  });
});
