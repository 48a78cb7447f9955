import { errorPages, rulePages } from './error-pages.ts';
import { referencePages } from './pages.ts';

/**
 * The folders of `docs` that are made from what vkc itself works with: pages by path in them, as Markdown that Prettier
 * has not seen yet. For build.mjs and the tests; no command loads it.
 */
export function docFolders(): Map<string, Map<string, string>> {
  return new Map([
    ['docs/errors', errorPages()],
    ['docs/rules', rulePages()],
    ['docs/reference', referencePages()],
  ]);
}
