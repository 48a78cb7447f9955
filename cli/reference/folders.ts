import { errorPages, rulePages } from './error-pages.ts';
import { referencePages } from './pages.ts';
import { irJsonSchema } from './ir-schema.ts';
import { platformPages } from './platform.ts';

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

/** The pages that stand in `docs` itself, beside those that are written by hand. */
export function docPages(): Map<string, string> {
  return new Map([
    ...[...platformPages()].map(([name, markdown]) => [`docs/${name}`, markdown] as const),
    ['docs/ir.schema.json', irJsonSchema()],
  ]);
}
