import type { CompletionList, CompletionParams } from 'vscode-languageserver';
import { completionsAt } from '../completion/items-at.ts';
import { offsetOf } from '../project/feature.ts';
import type { Feature, Place } from '../project/feature.ts';

/** What can be written where the cursor is. */
export default {
  name: 'Completion',
  doc: 'Offers kinds, blocks, attributes with type and documentation, values, systems, roles and their params, files, packages that the systems have, rules, and snippets.',
  capability: { completionProvider: { triggerCharacters: ['.', '"', '/', '[', '=', ' '] } },
  requests: {
    'textDocument/completion': (place: Place, { position }: CompletionParams): CompletionList => {
      const items = completionsAt(place, offsetOf(place, position));
      // Of packages only a part is offered at once.
      return { isIncomplete: items.length >= 200, items };
    },
  },
} satisfies Feature;
