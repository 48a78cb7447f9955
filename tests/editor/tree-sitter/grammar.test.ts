import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { STRENGTH } from '../../../grammar/scan/operators.ts';
import { isKeyword, operators, T, vocabulary } from '../../../grammar/scan/tokens.ts';
import { root } from '../../support/examples.ts';
import { runScript } from './grammar-script.ts';

const folder = join(root, 'editor/tree-sitter');
const read = (path: string) => readFileSync(join(folder, path), 'utf8');
const json = (path: string) => JSON.parse(read(path)) as Record<string, unknown>;
const keywords = vocabulary.filter(isKeyword).map(({ name }) => name.toLowerCase());
/** Every string that stands for itself in a part of the grammar. */
const signs = (part: unknown) =>
  new Set(
    [...JSON.stringify(part).matchAll(/\{"type":"STRING","value":("(?:\\.|[^"\\])*")\}/g)].map(
      ([, sign]) => JSON.parse(sign!) as string,
    ),
  );

describe('the grammar for tree-sitter', () => {
  test('is the one that the parser was generated from', () => {
    const written = runScript(join(folder, 'grammar.js'));
    expect(json('src/grammar.json')).toMatchObject(JSON.parse(JSON.stringify(written)) as object);
    expect(Object.keys(json('src/grammar.json')['rules'] as object)).toEqual(
      Object.keys(written['rules'] as object),
    );
  });

  test('has the keywords and signs of the language', () => {
    const found = signs(json('src/grammar.json')['rules']);
    const quotes = ['"', '"""', 'jinja"', 'jinja"""', '${', '$'];
    expect([...found].sort()).toEqual([...keywords, ...operators.keys(), ...quotes].sort());
  });

  test('takes every keyword for a name where it is none', () => {
    const { _name: name } = json('src/grammar.json')['rules'] as Record<string, unknown>;
    expect([...signs(name)].sort()).toEqual([...keywords].sort());
  });

  test('binds operators as the parser of the compiler does', () => {
    const { binary } = json('src/grammar.json')['rules'] as Record<string, { members: { value: number }[] }>;
    const strength = Object.fromEntries(
      binary!.members.flatMap((row) =>
        [...signs(row), ...(JSON.stringify(row).includes('_operator_in') ? ['in'] : [])].map((sign) => [
          sign,
          row.value,
        ]),
      ),
    );
    expect(strength).toEqual(STRENGTH);
    const binding = [...operators].filter(([, type]) => type === T.Binary || type === T.Arithmetic);
    expect(Object.keys(strength).sort()).toEqual([...binding.map(([sign]) => sign), 'in'].sort());
  });

  test('has a parser of a size that a repository can hold, for editors of the last years', () => {
    expect(statSync(join(folder, 'src/parser.c')).size).toBeLessThan(700_000);
    expect(read('src/parser.c')).toContain('#define LANGUAGE_VERSION 14\n');
  });

  test('has the version and licence of vkc', () => {
    const { version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<
      string,
      string
    >;
    expect(json('package.json')).toMatchObject({ version, license });
    expect(json('tree-sitter.json')['metadata']).toMatchObject({ version, license });
  });

  test('has queries that name keywords and signs of the grammar only', () => {
    const known = signs(json('src/grammar.json')['rules']);
    const named = read('queries/highlights.scm')
      .replace(/^ *;.*$/gm, '')
      .replace(/\(#[^)]*\)/g, '')
      .matchAll(/"((?:\\.|[^"\\])*)"/g);
    const texts = [...named].map(([sign]) => JSON.parse(sign) as string);
    expect(texts.length).toBeGreaterThan(40);
    expect(texts.filter((sign) => !known.has(sign))).toEqual([]);
  });
});
