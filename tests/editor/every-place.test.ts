import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import fastGlob from 'fast-glob';
import { expect, test } from 'vitest';
import { root } from '../support/examples.ts';
import { thrownBy } from './every-place.ts';

const texts = fastGlob
  .sync(['examples/**/*.vkimage', 'tests/broken/cases/*.vkimage'], { cwd: root })
  .sort()
  .map((path) => readFileSync(join(root, path), 'utf8').slice(0, 3000));

test('every feature has an answer at every place of a text that is cut off anywhere', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...texts),
      fc.double({ min: 0, max: 1, noNaN: true }),
      async (text, part) => {
        expect(await thrownBy(text.slice(0, Math.floor(part * text.length)), 97)).toEqual([]);
      },
    ),
    { numRuns: 12 },
  );
});

test('signs of two code units and line ends of Windows break nothing', async () => {
  for (const text of texts.slice(0, 3))
    expect(await thrownBy(text.replace(/\n/g, '\r\n').replace(/"/g, '"🐧'), 211)).toEqual([]);
});

const TEXT =
  '# One.\nimage a {\n  title = "One"\n  os = [debian12]\n  use b { port = 8000 }\n}\n\nrole b {\n  param port: int = 80\n  package [jq]\n}\n';

test.each([
  ['empty', ''],
  ['a line break alone', '\n'],
  ['old line ends', TEXT.replace(/\n/g, '\r')],
  ['line ends of several sorts', TEXT.replace('One.\n', 'One.\r\n').replace('{\n', '{\r')],
  ['a byte order mark', `\ufeff${TEXT}`],
  ['half of a sign', TEXT.replace('"One"', '"One \ud83d"')],
  ['a NUL', TEXT.replace('"One"', '"O\0ne"')],
  ['line separators of Unicode', TEXT.replace('"One"', '"O\u2028n\u2029e"')],
  ['a very long line', TEXT.replace('"One"', `"${'x'.repeat(100_000)}"`)],
  ['a very long list', TEXT.replace('[jq]', `[${'jq, '.repeat(2000)}jq]`)],
  ['brackets beyond every limit', `let a = ${'['.repeat(3000)}`],
  ['a merge conflict', TEXT.replace('  os', '<<<<<<< HEAD\n  os').replace('  use', '=======\n  use')],
  ['another language', 'source "qemu" "x" {\n  iso_url = "x"\n}\n'],
  ['a comment without an end', `${TEXT}/* b\n`],
  ['an import of itself', `import "main.vkimage"\n${TEXT}`],
])('%s breaks nothing', async (_, text) => {
  expect(await thrownBy(text, Math.max(7, Math.floor(text.length / 6)))).toEqual([]);
});
