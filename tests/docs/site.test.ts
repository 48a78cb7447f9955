import { join } from 'node:path';
import fastGlob from 'fast-glob';
import { expect, it } from 'vitest';
import { sidebar } from '../../docs/.vitepress/pages.ts';
import type { Group, Item } from '../../docs/.vitepress/pages.ts';

const docs = join(import.meta.dirname, '../../docs');
const items = (group: Group): Item[] => group.items.flatMap((each) => ('items' in each ? items(each) : each));

it('the sidebar has every page once', () => {
  const pages = fastGlob
    .sync('**/*.md', { cwd: docs })
    .map((path) => `/${path.replace(/(README)?\.md$/, '')}`);
  expect(pages.length).toBeGreaterThan(80);
  const links = sidebar(docs).flatMap(items);
  expect(links.map(({ link }) => link).sort()).toEqual(pages.sort());
  for (const { text, link } of links) expect(text, link).not.toMatch(/\.md$/);
});
