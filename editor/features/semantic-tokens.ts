import type { SemanticTokens, SemanticTokensRangeParams } from 'vscode-languageserver';
import { offsetsOf } from '../project/feature.ts';
import type { Feature, Place } from '../project/feature.ts';
import { colours } from '../project/colours.ts';

const TYPES = [
  'namespace',
  'class',
  'struct',
  'property',
  'variable',
  'parameter',
  'function',
  'type',
  'keyword',
  'string',
  'number',
  'enumMember',
  'comment',
];
const MODIFIERS = ['declaration', 'defaultLibrary'];

function tokens({ project, file }: Place, start: number, end: number): SemanticTokens {
  const data: number[] = [];
  let last = { line: 0, character: 0 };
  const document = project.document(file);
  const text = project.text(file);
  for (const colour of colours(project.parsed(file), text)) {
    if (colour.end <= start || colour.start >= end) continue;
    // A token is on one line, so that all editors can show it.
    for (let at = colour.start; at < colour.end;) {
      const next = text.indexOf('\n', at);
      const stop = next < 0 || next > colour.end ? colour.end : next;
      const { line, character } = document.positionAt(at);
      const length = stop - at - (text[stop - 1] === '\r' ? 1 : 0);
      const modifiers = colour.modifiers.reduce((sum, each) => sum | (1 << MODIFIERS.indexOf(each)), 0);
      if (length > 0) {
        // Each place counts from the one before.
        const lines = line - last.line;
        const characters = lines === 0 ? character - last.character : character;
        data.push(lines, characters, length, TYPES.indexOf(colour.type), modifiers);
        last = { line, character };
      }
      at = stop + 1;
    }
  }
  return { data };
}

/** What each word is, for its colour. */
export default {
  name: 'Semantic tokens',
  doc: 'Colours words by what they are: kinds, attributes, roles, systems, params, functions, keywords.',
  capability: {
    semanticTokensProvider: {
      legend: { tokenTypes: TYPES, tokenModifiers: MODIFIERS },
      full: true,
      range: true,
    },
  },
  requests: {
    'textDocument/semanticTokens/full': (place: Place) => tokens(place, 0, Infinity),
    'textDocument/semanticTokens/range': (place: Place, { range }: SemanticTokensRangeParams) =>
      tokens(place, ...offsetsOf(place, range)),
  },
} satisfies Feature;
