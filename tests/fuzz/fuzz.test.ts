import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fuzz } from './run.ts';

/** Few, since they are run at every change; `node tests/fuzz.mjs --programs N --seed S` tries any number. */
const PROGRAMS = 600;

test('no mutated program makes vkc fail, and no fix makes one worse', { timeout: 300_000 }, async () => {
  const found = await fuzz(join(import.meta.dirname, '../..'), { programs: PROGRAMS, seed: 20261129 });
  expect([...found.values()]).toEqual([]);
});
