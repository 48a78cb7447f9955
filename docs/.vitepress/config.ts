// The site of this folder: `npm run docs:site` writes it, `npm run docs:dev` shows it while you write.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitepress';
import type { DefaultTheme } from 'vitepress';
import { sidebar } from './pages.ts';

const here = import.meta.dirname ?? join(process.cwd(), 'docs/.vitepress');
const docs = join(here, '..');
const groups = sidebar(docs) as DefaultTheme.SidebarItem[];

/** A disk, so that no browser asks for an icon that is not there. */
const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect x="1" y="4" width="14" height="8" rx="2" fill="#3451b2"/><circle cx="12" cy="8" r="1.5" fill="#fff"/></svg>';

/** As GitHub and GitLab do, so that a link to a heading works in all three. */
function slugify(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

export default defineConfig({
  title: 'vkc',
  description: 'Compiles one .vkimage file into the Packer and Ansible tree of VK Cloud marketplace images.',
  base: process.env.SITE_BASE ?? '/',
  head: [['link', { rel: 'icon', href: `data:image/svg+xml,${encodeURIComponent(ICON)}` }]],
  outDir: join(docs, '../site'),
  cacheDir: join(docs, '../.work/vitepress'),
  cleanUrls: false,
  metaChunk: true,
  // A folder's README is its index.
  rewrites: (page) => page.replace(/README\.md$/, 'index.md'),
  markdown: {
    anchor: { slugify },
    headers: { slugify },
    toc: { slugify },
    languages: [JSON.parse(readFileSync(join(here, 'vkimage.tmLanguage.json'), 'utf8'))],
    languageAlias: { jsonl: 'json' },
    theme: { light: 'github-light', dark: 'github-dark' },
    config(md) {
      // Vue would evaluate what stands in double braces; here they are Ansible's.
      for (const rule of ['text', 'code_inline']) {
        const render = md.renderer.rules[rule]!;
        md.renderer.rules[rule] = (...args) => render(...args).replaceAll('{{', '&#123;&#123;');
      }
      // Links name files as they are in the repository.
      md.core.ruler.push('readme-links', ({ tokens }) => {
        for (const token of tokens.flatMap(({ children }) => children ?? [])) {
          const href = token.type === 'link_open' ? token.attrGet('href') : null;
          if (href !== null) token.attrSet('href', href.replace(/\bREADME\.md(?=#|$)/, 'index.md'));
        }
      });
    },
  },
  themeConfig: {
    search: { provider: 'local', options: { detailedView: 'auto' } },
    sidebar: groups,
    outline: { level: [2, 3] },
    nav: [
      { text: 'Tutorial', link: '/tutorial' },
      { text: 'Language', link: '/language/' },
      { text: 'Reference', link: '/reference/' },
      { text: 'Rules', link: '/rules/' },
      { text: 'Errors', link: '/errors/' },
    ],
  },
});
