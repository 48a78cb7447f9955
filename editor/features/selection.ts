import type { SelectionRange, SelectionRangeParams } from 'vscode-languageserver';
import { offsetOf } from '../project/feature.ts';
import type { Feature, Place } from '../project/feature.ts';
import { nodesAt } from '../project/syntax-tree.ts';

/** From the word outwards: what the selection grows to. */
export default {
  name: 'Selection ranges',
  doc: 'Grows the selection from a word to its expression, member, block and declaration.',
  capability: { selectionRangeProvider: true },
  requests: {
    'textDocument/selectionRange': (place: Place, { positions }: SelectionRangeParams): SelectionRange[] =>
      positions.map((position) => {
        const { project, file } = place;
        let range: SelectionRange | undefined;
        let before = '';
        for (const { span } of nodesAt(project.parsed(file).file, offsetOf(place, position))) {
          const key = `${span.start}-${span.end}`;
          if (key === before) continue;
          before = key;
          range = { range: project.range(span), ...(range && { parent: range }) };
        }
        return range ?? { range: { start: position, end: position } };
      }),
  },
} satisfies Feature;
