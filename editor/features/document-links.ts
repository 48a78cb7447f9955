import type { DocumentLink } from 'vscode-languageserver';
import type { Feature, Place } from '../project/feature.ts';
import { namedFiles } from '../project/paths.ts';

/** Links to the files that a source names. */
export default {
  name: 'Document links',
  doc: 'Makes links of imports and of the paths in `file("…")` and `text("…")`.',
  capability: { documentLinkProvider: {} },
  requests: {
    'textDocument/documentLink': ({ project, file }: Place): DocumentLink[] =>
      namedFiles(project, file).map(({ span, uri }) => ({ range: project.range(span), target: uri })),
  },
} satisfies Feature;
