import { errorPages, rulePages } from './error-pages.ts';
import { referencePages } from './pages.ts';
import { irJsonSchema } from './ir-schema.ts';
import { platformPages } from './platform.ts';

/**
 * Returns the generated folders of `docs`: pages by their path in the folder, as Markdown that is not yet
 * formatted by Prettier. Used by build.mjs and the tests; no command loads it.
 */
export async function docFolders(): Promise<Map<string, Map<string, string>>> {
  return new Map([
    ['docs/errors', errorPages()],
    ['docs/rules', rulePages()],
    ['docs/reference', await referencePages()],
  ]);
}

/** Returns the generated pages that stand in `docs` itself, beside the hand-written ones. */
export function docPages(): Map<string, string> {
  return new Map([
    ...[...platformPages()].map(([name, markdown]) => [`docs/${name}`, markdown] as const),
    ['docs/ir.schema.json', irJsonSchema()],
  ]);
}
