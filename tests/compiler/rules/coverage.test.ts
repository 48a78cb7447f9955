import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { invariants } from '../../../stdlib/invariants.generated.ts';
import { allRules, isRule } from '../../../stdlib/rule-set.ts';
import { covered, names } from '../../support/coverage-page.ts';

/** The sentences that docs/coverage.md has to answer for, with their sections. */
const root = join(import.meta.dirname, '../../..');
const sentences = readFileSync(join(import.meta.dirname, 'sections.txt'), 'utf8')
  .trimEnd()
  .split('\n');

const rows = covered().map((row) => ({ ...row, name: `${row.section}: ${row.sentence}` }));

test('every sentence of the sections is answered for, in order', () => {
  expect(rows.map(({ name }) => name)).toEqual(sentences);
});

const given = invariants.map(({ id }) => id);

describe.each(rows)('$name', ({ rules, compiler, otherwise }) => {
  test('is held by what there is', () => {
    expect(rules.length + compiler.length > 0 || otherwise !== '').toBe(true);
    expect(rules.filter((id) => !isRule(id))).toEqual([]);
    expect(compiler.filter((id) => !given.includes(id))).toEqual([]);
    const paths = names(otherwise).filter((name) => /^(tests|emit|docs)\/.*\.ts$/.test(name));
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

test('every rule is there for one of them, or says who else asks for it', () => {
  const held = new Set(rows.flatMap((row) => row.rules));
  const others = allRules().filter(({ id, source }) => !held.has(id) && source.startsWith('Description'));
  expect(others.map(({ id }) => id)).toEqual([]);
});

test('every invariant of the compiler is there for one of them', () => {
  const held = new Set(rows.flatMap((row) => row.compiler));
  expect(given.filter((id) => !held.has(id))).toEqual([]);
});
