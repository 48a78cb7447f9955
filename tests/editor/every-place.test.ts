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

test('every feature has an answer at every place of a text that is cut off anywhere', () => {
  fc.assert(
    fc.property(fc.constantFrom(...texts), fc.double({ min: 0, max: 1, noNaN: true }), (text, part) => {
      expect(thrownBy(text.slice(0, Math.floor(part * text.length)), 97)).toEqual([]);
    }),
    { numRuns: 12 },
  );
});

test('signs of two code units and line ends of Windows break nothing', () => {
  for (const text of texts.slice(0, 3))
    expect(thrownBy(text.replace(/\n/g, '\r\n').replace(/"/g, '"🐧'), 211)).toEqual([]);
});
