import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastGlob from 'fast-glob';
import { describe, expect, it } from 'vitest';
import { readSettings } from '../../compiler/load/settings.ts';
import { ruleIds } from '../../stdlib/rule-set.ts';
import { root } from '../support/examples.ts';
import { examplesOf, problemsOf } from './examples.ts';

const pages = ['README.md', ...fastGlob.sync('docs/**/*.md', { cwd: root }).sort()];

describe.each(
  pages.map((page) => ({ page, examples: examplesOf(page) })).filter(({ examples }) => examples.length),
)('the examples of $page', ({ examples }) => {
  it.each(examples)('at line $line', (example) => {
    expect(problemsOf(example)).toEqual([]);
  });
});

const settings = pages.flatMap((page) => {
  const text = readFileSync(join(root, page), 'utf8');
  return [...text.matchAll(/^```yaml file=vkc\.yaml\n(.*?)^```$/gms)].map(([, yaml]) => ({
    page,
    yaml: yaml!,
  }));
});

it('there are settings on some page', () => expect(settings).not.toEqual([]));

it.each(settings)('the settings on $page are right', ({ yaml }) => {
  expect(readSettings('vkc.yaml', yaml, ruleIds()).diagnostics).toEqual([]);
});

describe('a broken example', () => {
  const example = {
    page: 'docs/page.md',
    line: 10,
    words: [] as string[],
    beside: new Map<string, string>(),
  };

  it('is named by page and line', () => {
    const text = 'image a {\n  os = [debian12]\n  packge jq\n}';
    expect(problemsOf({ ...example, text })).toEqual([expect.stringMatching(/^docs\/page\.md:12: VK0205 /)]);
  });

  it('is named by page and line when it is a fragment', () => {
    const found = problemsOf({ ...example, words: ['role'], text: '\nuser shop { shell = 1 }' });
    expect(found).toEqual([expect.stringMatching(/^docs\/page\.md:11: VK03/)]);
  });

  it('without a word that says what it is has to be a complete file', () => {
    const [first] = problemsOf({ ...example, text: 'package jq' });
    expect(first).toBe('docs/page.md:9: no complete file: write ```vkimage image or ```vkimage role');
  });

  it('that should be wrong has to be', () => {
    const words = ['image', 'wrong', 'VK0205'];
    expect(problemsOf({ ...example, words, text: 'package jq' })).toEqual([
      'docs/page.md:10: this does not give VK0205',
    ]);
    expect(problemsOf({ ...example, words, text: 'packge jq' })).toEqual([]);
  });

  it('with a word that nobody knows is reported', () => {
    expect(problemsOf({ ...example, words: ['rolle'], text: '' })).toEqual([
      'docs/page.md:9: `rolle` says nothing about an example',
    ]);
  });
});
