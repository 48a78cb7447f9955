import type { DocumentSymbol } from 'vscode-languageserver';
import type { Feature, Place } from '../project/feature.ts';
import { symbolsOf } from '../project/outline.ts';

/** What a document declares, in its structure. */
export default {
  name: 'Document symbols',
  doc: 'Lists images, roles, variants, params and resources of a document: the outline and the breadcrumbs.',
  capability: { documentSymbolProvider: true },
  requests: {
    'textDocument/documentSymbol': ({ project, file }: Place): DocumentSymbol[] => symbolsOf(project, file),
  },
} satisfies Feature;
