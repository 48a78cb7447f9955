import { serialize } from 'node:v8';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { slicer } from '../../../grammar/scan/narrow.ts';
import { parse } from '../../../grammar/parse/parser.ts';

/** Whether the engine keeps a text with two bytes a letter, which is how it writes it out as well. */
const isWide = (text: string) => serialize(text).subarray(2).includes('c') && serialize(text)[2] !== 0x22;

/** All texts of a syntax tree. */
function textsOf(node: unknown): string[] {
  if (typeof node === 'string') return [node];
  return typeof node === 'object' && node !== null ? Object.values(node).flatMap(textsOf) : [];
}

test('names, strings and comments are as narrow as their own letters, whatever else is in the file', () => {
  const source = `# Сервер приложений.
image xaas-web {
  title = "A long enough title of the web server"
  os    = [debian12]
  # A comment in Latin letters, long enough not to be copied.
  file "/etc/application-server.conf" { content = "№ 1: application" }
}
`;
  const { file, diagnostics } = parse('a.vkimage', source);
  expect(diagnostics).toEqual([]);
  const wide = textsOf(file.declarations).filter(isWide);
  expect(wide.filter((text) => !/[^\0-\xff]/.test(text))).toEqual([]);
  expect(wide).toContain('№ 1: application');
  expect(textsOf(file.declarations)).toContain('A long enough title of the web server');
});

test('no letter is changed', () => {
  const unit = fc.constantFrom('a', 'é', '\0', 'ÿ', 'Ā', 'ж', '—', '\u{1f600}', '\n');
  fc.assert(
    fc.property(
      fc.string({ unit, maxLength: 40 }),
      fc.nat(9000),
      fc.nat(40),
      fc.nat(9000),
      (text, times, start, length) => {
        const whole = text + 'x'.repeat(times) + text;
        expect(slicer(whole)(start, start + length)).toBe(whole.slice(start, start + length));
      },
    ),
  );
});
