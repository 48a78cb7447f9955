import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import fastGlob from 'fast-glob';
import { describe, expect, it } from 'vitest';
import { buildBlocks, imageBlocks, imageSchema, roleBlocks } from '../../compiler/language/blocks.ts';
import { keywords } from '../../compiler/language/keywords.ts';
import { fieldNames } from '../../compiler/model/schema.ts';
import { TYPE_NAMES } from '../../compiler/model/types.ts';
import { root } from '../support/examples.ts';

const pages = fastGlob.sync('docs/language/*.md', { cwd: root }).sort();
const texts = new Map(pages.map((page) => [page, readFileSync(join(root, page), 'utf8')]));

describe('the pages on the language', () => {
  it.each(pages)('%s is short enough to read, and the overview leads to it', (page) => {
    expect(texts.get(page)!.split('\n').length).toBeLessThan(300);
    if (!page.endsWith('README.md'))
      expect(texts.get('docs/language/README.md')).toContain(`](${basename(page)}`);
  });

  it('speak of every keyword, block, attribute of an image and type', () => {
    const code = [...texts.values()]
      .flatMap((text) => [...text.matchAll(/```.*?```|`[^`\n]+`/gs)].map(([part]) => part))
      .join('\n');
    const words = [
      ...keywords.keys(),
      ...[imageBlocks, buildBlocks, roleBlocks].flatMap((blocks) => [...blocks.keys()]),
      ...fieldNames(imageSchema),
      ...TYPE_NAMES.keys(),
    ];
    expect(words.filter((word) => !new RegExp(`\\b${word}\\b`).test(code))).toEqual([]);
  });

  it('are about what is here, without a contract beside them', () => {
    for (const text of texts.values()) expect(text).not.toMatch(/\bcontract\b/i);
  });
});
