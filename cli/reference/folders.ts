import { snippetFile } from '../../editor/grammars/snippets.ts';
import { textMateGrammar } from '../../editor/grammars/textmate.ts';
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

/** Returns the generated files that stand beside hand-written ones: pages of `docs`, and what editors read. */
export function docPages(): Map<string, string> {
  return new Map([
    ...[...platformPages()].map(([name, markdown]) => [`docs/${name}`, markdown] as const),
    ['docs/ir.schema.json', irJsonSchema()],
    ['docs/.vitepress/vkimage.tmLanguage.json', JSON.stringify(textMateGrammar())],
    ['editor/vscode/syntaxes/vkimage.tmLanguage.json', JSON.stringify(textMateGrammar())],
    ['editor/vscode/snippets/vkimage.json', JSON.stringify(snippetFile())],
  ]);
}
