import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import fastGlob from 'fast-glob';
import { afterAll, describe, expect, test } from 'vitest';
import { program } from '../../grammar/print/programs.ts';
import { renewing } from '../../support/renewing.ts';
import { corpusText, readCorpus } from './corpus.ts';
import { ownNodes, sharedNodes } from './own-tree.ts';
import { grammarFolder, Probe } from './probe.ts';
import { allSources } from './sources.ts';

const probe = new Probe();
afterAll(() => probe.close());
const queries = fastGlob.sync('queries/*.scm', { cwd: grammarFolder }).sort();
const right = allSources().flatMap(({ place, text }) => {
  const own = ownNodes(text);
  return own === null ? [] : [{ place, text, own }];
});

describe('the parser for tree-sitter', () => {
  test('finds the same nodes as the compiler in all sources', () => {
    expect(right.length).toBeGreaterThan(700);
    const found = probe.nodes(right.map(({ text }) => text));
    for (const [i, { place, text, own }] of right.entries())
      expect(sharedNodes(found[i]!, text), place).toEqual(own);
  });

  test('finds the same nodes as the compiler in random sources', () => {
    const texts = fc.sample(program, 1500).filter((text) => ownNodes(text) !== null);
    expect(texts.length).toBeGreaterThan(1000);
    const found = probe.nodes(texts);
    for (const [i, text] of texts.entries())
      expect(sharedNodes(found[i]!, text), text).toEqual(ownNodes(text));
  });

  test('finds what follows a mistake', () => {
    const text = 'image a {\n  os = [debian12\n  package jq\n}\n\nrole b {\n  package vim\n}\n';
    const names = probe.nodes([text])[0]!.filter(({ name }) => name === 'declaration' || name === 'ERROR');
    expect(names.map(({ start }) => text.slice(start).split(' ')[0])).toContain('role');
  });

  test.each(fastGlob.sync('test/corpus/*.txt', { cwd: grammarFolder }).sort())('%s', (file) => {
    const path = join(grammarFolder, file);
    const cases = readCorpus(readFileSync(path, 'utf8'));
    expect(cases.length).toBeGreaterThan(0);
    const found = probe.expressions(cases.map(({ source }) => source));
    const made = corpusText(cases.map((each, i) => ({ ...each, tree: found[i]! })));
    if (renewing) writeFileSync(path, made);
    expect(made).toBe(readFileSync(path, 'utf8'));
    expect(made).not.toMatch(/ERROR|MISSING/);
  });
});

describe('queries', () => {
  test('are those that editors ask for', () => {
    const asked = ['folds', 'highlights', 'indents', 'injections', 'locals'];
    expect(queries).toEqual(asked.map((name) => `queries/${name}.scm`));
  });

  test.each(queries)('%s captures something with each of its names', (query) => {
    const path = join(grammarFolder, query);
    const texts = right.map(({ text }) => text);
    const captured = new Set(probe.captures(path, texts).flatMap((all) => all.map(({ name }) => name)));
    const written = readFileSync(path, 'utf8')
      .replace(/^;.*$/gm, '')
      .match(/@[\w.]+/g)!;
    expect([...captured].sort()).toEqual([...new Set(written.map((name) => name.slice(1)))].sort());
  });

  test('give every stretch one colour', () => {
    const texts = right.map(({ text }) => text);
    const found = probe.captures(join(grammarFolder, 'queries/highlights.scm'), texts);
    for (const [i, all] of found.entries()) {
      const places = new Map<string, Set<string>>();
      for (const { name, start, end } of all) {
        const key = `${start}-${end}`;
        places.set(key, (places.get(key) ?? new Set()).add(name));
      }
      const twice = [...places].filter(([, names]) => names.size > 1);
      expect(
        twice.map(([at, names]) => `${at} ${[...names].join(' ')}`),
        right[i]!.place,
      ).toEqual([]);
    }
  });

  test('colour every word', () => {
    const text = right.find(({ place }) => place === 'program 2')!.text;
    const [all] = probe.captures(join(grammarFolder, 'queries/highlights.scm'), [text]);
    const covered = new Set(all!.flatMap(({ start, end }) => range(start, end)));
    const bare = [...text].map((sign, i) => (covered.has(i) || /\s/.test(sign) ? ' ' : sign)).join('');
    expect(bare.trim()).toBe('');
  });

  test('say which language stands in a text', () => {
    const text = [
      'shell "rm -f $x"',
      'shell ["a", """\n  b\n  """]',
      'file "/a.sh" { content = "c" }',
      'file "/a.yml" { content = "d: 1" }',
      'file "/a.json" { content = "{}" }',
      'file "/a.txt" { content = jinja"{{ e }}" }',
      'file "/b.txt" { content = "f" }',
      '# g',
    ].join('\n');
    const source = `role r {\n${text}\n}\n`;
    const [all] = probe.captures(join(grammarFolder, 'queries/injections.scm'), [source]);
    const contents = all!.filter(({ name }) => name === 'injection.content');
    const found = contents.map(
      ({ start, end, set }) =>
        [source.slice(start, end).trim(), set?.replace('injection.language ', '')] as const,
    );
    expect(Object.fromEntries(found)).toEqual({
      'rm -f $x': 'bash',
      a: 'bash',
      b: 'bash',
      c: 'bash',
      'd: 1': 'yaml',
      '{}': 'json',
      '{{ e }}': 'jinja',
      '# g': 'comment',
    });
  });
});

const range = (start: number, end: number) => Array.from({ length: end - start }, (_, i) => start + i);
