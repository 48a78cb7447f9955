import { expect, it } from 'vitest';
import { parse } from '../../grammar/parse/parser.ts';
import { readTree, storeTree } from '../../grammar/serialize.ts';
import { library } from '../../stdlib/index.ts';

it.each(Object.entries(library.sources))('%s is stored as it is parsed', (name, text) => {
  const { file, diagnostics } = parse(name, text);
  expect(diagnostics).toEqual([]);
  expect(library.tree(name)).toStrictEqual(file);
  expect(readTree('other', storeTree(file)).span.file).toBe('other');
});
