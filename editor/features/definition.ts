import type { Definition, DefinitionParams } from 'vscode-languageserver';
import { offsetOf } from '../project/feature.ts';
import type { Feature, Place } from '../project/feature.ts';
import { libraryDeclaration } from '../project/library-places.ts';
import { fileAt } from '../project/paths.ts';

function definition(place: Place, { position }: DefinitionParams): Definition | null {
  const { project, file } = place;
  const offset = offsetOf(place, position);
  const path = fileAt(project, file, offset);
  if (path !== null) return { uri: path.uri, range: { start: ORIGIN, end: ORIGIN } };
  const found = project.declarationAt(file, offset);
  if (found !== null && found.span !== null) return project.location(found.span);
  return libraryDeclaration(place, offset);
}

const ORIGIN = { line: 0, character: 0 };

/** Where a name is declared. */
export default {
  name: 'Go to definition',
  doc: 'Goes to the declaration of a name, in another file or in the standard library (shown as text that cannot be changed), and to a file that is named.',
  capability: { definitionProvider: true },
  requests: { 'textDocument/definition': definition },
} satisfies Feature;
