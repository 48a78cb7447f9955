import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fastGlob from 'fast-glob';
import { describe, expect, test } from 'vitest';
import { textMateGrammar } from '../../editor/grammars/textmate.ts';
import { functions } from '../../compiler/language/functions.ts';
import { root } from '../support/examples.ts';
import { renewing } from '../support/renewing.ts';
import { scopes } from './scopes.ts';

const cases = fastGlob.sync('scopes/*.txt', { cwd: import.meta.dirname, absolute: true });

test.each(cases)('golden scopes: %s', async (path) => {
  const golden = path.replace(/\.txt$/, '.scopes');
  const made = await scopes(readFileSync(path, 'utf8'));
  if (renewing) writeFileSync(golden, made);
  expect(made).toBe(readFileSync(golden, 'utf8'));
});

describe('the grammar', () => {
  test('is the one that the extension and the docs have', () => {
    for (const path of [
      'editor/vscode/syntaxes/vkimage.tmLanguage.json',
      'docs/.vitepress/vkimage.tmLanguage.json',
    ])
      expect(JSON.parse(readFileSync(join(root, path), 'utf8'))).toEqual(textMateGrammar());
  });

  test('knows every function', async () => {
    for (const name of functions.keys())
      expect(await scopes(`let a = ${name}(x)`)).toContain(`  ${name}: support.function\n`);
  });

  test.each(fastGlob.sync('examples/**/*.vkimage', { cwd: root }))(
    '%s ends outside of every text and comment',
    async (path) => {
      const last = (await scopes(`${readFileSync(join(root, path), 'utf8')}\nlet end = 1`))
        .trimEnd()
        .split('\n')
        .slice(-4);
      expect(last).toEqual([
        '  let: keyword.declaration',
        '  end: variable.other',
        '  =: keyword.operator',
        '  1: constant.numeric',
      ]);
    },
  );
});
