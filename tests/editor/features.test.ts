import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import fastGlob from 'fast-glob';
import { describe, expect, test } from 'vitest';
import { features } from '../../editor/features.generated.ts';
import { root } from '../support/examples.ts';
import { renewing } from '../support/renewing.ts';
import { answerTo, readCases, writeCases } from './cases.ts';
import type { Case } from './cases.ts';

const files = fastGlob.sync('cases/*.txt', { cwd: import.meta.dirname, absolute: true }).sort();

describe.each(files.map((path) => [basename(path, '.txt'), path] as const))('%s', (_, path) => {
  const cases = readCases(path);
  if (renewing)
    test('is renewed', async () => {
      const renewed: Case[] = [];
      for (const each of cases) renewed.push({ ...each, answer: await answerTo(each) });
      writeFileSync(path, writeCases(renewed));
    });
  else
    test.each(cases)('$title', async (each) => {
      expect(await answerTo(each)).toBe(each.answer);
    });
});

test('every request of every feature has a case', () => {
  const asked = new Set(files.flatMap((path) => readCases(path).map(({ method }) => method)));
  const all = features.flatMap(({ requests = {}, general = {} }) => [
    ...Object.keys(requests),
    ...Object.keys(general),
  ]);
  expect(all.filter((method) => !asked.has(method))).toEqual([]);
});

test('no two features claim one capability or request', () => {
  const claimed = features.flatMap(({ capability, requests = {}, general = {} }) => [
    ...Object.keys(capability),
    ...Object.keys(requests),
    ...Object.keys(general),
  ]);
  expect(claimed).toEqual([...new Set(claimed)]);
});

test('docs/editor.md lists every feature', () => {
  const page = readFileSync(join(root, 'docs/editor.md'), 'utf8');
  const names = features.map(({ name }) => name);
  expect(names.filter((name) => !page.includes(`\n| [${name}](images/`))).toEqual([]);
});
