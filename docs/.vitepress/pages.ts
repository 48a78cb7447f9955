import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastGlob from 'fast-glob';

export interface Item {
  readonly text: string;
  readonly link: string;
}

export interface Group {
  readonly text: string;
  readonly items: readonly (Item | Group)[];
  readonly collapsed?: boolean;
}

/** What stands in the sidebar: a title, and pages by their paths; a pattern takes the pages that are not named. */
const PLAN: readonly (readonly [title: string, pages: readonly string[], folded?: true])[] = [
  ['Start', ['README.md', 'tutorial.md', 'coming-from-packer.md', 'glossary.md']],
  [
    'The language',
    [
      'language/README.md',
      'language/files.md',
      'language/values.md',
      'language/images.md',
      'language/roles.md',
      'language/resources.md',
      'language/choices.md',
      'language/start.md',
      'language/expectations.md',
      'language/systems.md',
      'language/rules.md',
      'language/settings.md',
      'language/*.md',
    ],
  ],
  ['How to', ['how-to/README.md', 'how-to/*.md']],
  [
    'From source to marketplace',
    [
      'build.md',
      'verify.md',
      'publish.md',
      'ci.md',
      'editor.md',
      'output.md',
      'roles.md',
      'checks.md',
      'ansible-lint.md',
    ],
  ],
  ['The platform', ['platform.md', 'coverage.md']],
  ['Reference', ['reference/README.md', 'reference/*.md']],
  ['Resource kinds', ['reference/kinds/*.md'], true],
  ['Library roles', ['reference/roles/*.md'], true],
  ['Rules', ['rules/README.md', 'rules/*.md'], true],
  ['Errors, warnings and hints', ['errors/README.md', 'errors/*.md'], true],
  [
    'How vkc is made',
    ['api.md', 'architecture.md', 'speed.md', 'decisions/README.md', 'decisions/*.md'],
    true,
  ],
  ['More', ['**/*.md'], true],
];

/** The page at a path, as its first heading calls it. */
function item(docs: string, path: string): Item {
  const heading = /^# (.+)$/m.exec(readFileSync(join(docs, path), 'utf8'))?.[1] ?? path;
  const link = `/${path.replace(/README\.md$/, '').replace(/\.md$/, '')}`;
  return { text: heading.replace(/`/g, ''), link };
}

/** The sidebar of the site: every page of `docs` once. */
export function sidebar(docs: string): Group[] {
  const all = fastGlob.sync('**/*.md', { cwd: docs }).sort();
  const left = new Set(all);
  const named = new Set(PLAN.flatMap(([, pages]) => pages.filter((page) => !page.includes('*'))));
  return PLAN.map(([text, pages, folded]) => {
    const paths = pages.flatMap((page) =>
      page.includes('*')
        ? fastGlob
            .sync(page, { cwd: docs })
            .sort()
            .filter((path) => left.has(path) && !named.has(path))
        : [page],
    );
    for (const path of paths) left.delete(path);
    return { text, items: paths.map((path) => item(docs, path)), ...(folded && { collapsed: true }) };
  }).filter(({ items }) => items.length > 0);
}
