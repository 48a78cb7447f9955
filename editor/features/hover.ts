import type { Hover, HoverParams } from 'vscode-languageserver';
import { describeSubject } from '../project/subject-text.ts';
import { offsetOf } from '../project/feature.ts';
import type { Feature, Place } from '../project/feature.ts';

/** What a word stands for, its type and documentation, and its value on each target. */
export default {
  name: 'Hover',
  doc: 'Shows the documentation and type of a name, an attribute, a kind, a rule or a keyword, and its value on each target.',
  capability: { hoverProvider: true },
  requests: {
    'textDocument/hover': (place: Place, { position }: HoverParams): Hover | null => {
      const offset = offsetOf(place, position);
      const found = describeSubject(place, offset);
      if (found === null) return null;
      return {
        contents: { kind: 'markdown', value: found.markdown },
        range: place.project.range(found.span),
      };
    },
  },
} satisfies Feature;
