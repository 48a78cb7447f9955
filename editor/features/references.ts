import type {
  DocumentHighlight,
  DocumentHighlightParams,
  Location,
  ReferenceParams,
} from 'vscode-languageserver';
import { DocumentHighlightKind } from 'vscode-languageserver-types';
import { offsetOf } from '../project/feature.ts';
import type { Feature, Place } from '../project/feature.ts';
import { usesAt } from '../project/uses.ts';

function references(place: Place, { position, context }: ReferenceParams): Location[] | null {
  const found = usesAt(place, offsetOf(place, position));
  if (found === null) return null;
  return [...(context.includeDeclaration && found.declared !== null ? [found.declared] : []), ...found.uses];
}

function highlights(place: Place, { position }: DocumentHighlightParams): DocumentHighlight[] | null {
  const found = usesAt({ ...place, projects: [place.project] }, offsetOf(place, position));
  if (found === null) return null;
  const uri = place.project.uriOf(place.file);
  const here = (each: Location) => each.uri === uri;
  return [
    ...(found.declared !== null && here(found.declared)
      ? [{ range: found.declared.range, kind: DocumentHighlightKind.Write }]
      : []),
    ...found.uses.filter(here).map(({ range }) => ({ range, kind: DocumentHighlightKind.Read })),
  ];
}

/** Every place that uses a name. */
export default {
  name: 'Find references',
  doc: 'Lists every use of a name in all projects of the workspace, and marks those in the document.',
  wide: true,
  capability: { referencesProvider: true, documentHighlightProvider: true },
  requests: { 'textDocument/references': references, 'textDocument/documentHighlight': highlights },
} satisfies Feature;
