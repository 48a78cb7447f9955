import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastGlob from 'fast-glob';
import { describe, expect, test } from 'vitest';
import { invariants } from '../../../stdlib/invariants.generated.ts';
import { cited, isCited } from '../../../stdlib/platform/index.ts';
import { allRules } from '../../../stdlib/rule-set.ts';
import { covered, sentences } from '../../support/coverage-page.ts';

const root = join(import.meta.dirname, '../../..');
const entries = covered();
const citing = [...allRules(), ...invariants].map(({ id, sources }) => ({ id, sources }));

test('there is one entry of each name', () => {
  expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length);
});

test.each(sentences())('$sentence', ({ entry }) => {
  expect(isCited(entry)).toBe(true);
});

describe.each(entries.filter(({ section }) => section !== 'Documents'))('$section: $title', (entry) => {
  test('is held by something, or says who sees to it', () => {
    expect(entry.rules.length + entry.compiler.length > 0 || entry.otherwise !== undefined).toBe(true);
  });

  test('is a sentence or more', () => {
    expect(entry.text).toMatch(/^[\p{Lu}`].*\.$/su);
    if (entry.otherwise !== undefined) expect(entry.otherwise).toMatch(/^[\p{Lu}`].*\.$/su);
  });

  test('names documents that the page lists', () => {
    const known = entries.filter(({ section }) => section === 'Documents').map(({ title }) => title);
    for (const title of entry.documents ?? []) expect(known).toContain(title);
  });
});

describe.each(citing)('$id', ({ sources }) => {
  test('cites what the page has, each once', () => {
    const hint = '`sources` are anchors of headings in docs/platform.md';
    expect(sources.length, hint).toBeGreaterThan(0);
    expect(
      sources.filter((id) => !isCited(id)),
      hint,
    ).toEqual([]);
    expect(cited(sources), '`sources` names each once').toHaveLength(sources.length);
  });
});

test('every document is cited', () => {
  const named = new Set(entries.flatMap(({ documents = [] }) => documents));
  const unused = entries.filter(
    ({ section, title, rules, compiler }) =>
      section === 'Documents' && !named.has(title) && rules.length + compiler.length === 0,
  );
  expect(unused.map(({ title }) => title)).toEqual([]);
});

test('the page has the heading of every entry', () => {
  const page = readFileSync(join(root, 'docs/platform.md'), 'utf8');
  for (const { title } of entries) expect(page).toContain(`\n### ${title}\n`);
});

test('nothing cites what a reader cannot open', () => {
  const private_ = /\bexpert checks?\b|\bdomain facts\b|\bDescription, [“"\d]/i;
  const files = fastGlob.sync(['README.md', '{docs,cli,compiler,emit,grammar,stdlib}/**/*.{md,ts,vkimage}'], {
    cwd: root,
  });
  expect(files.length).toBeGreaterThan(300);
  const found = files.filter((file) => private_.test(readFileSync(join(root, file), 'utf8')));
  expect(found).toEqual([]);
});
