import type { LinkedEditingRangeParams, LinkedEditingRanges } from 'vscode-languageserver';
import { isLibraryFile } from '../../compiler/model/file-names.ts';
import { offsetOf } from '../project/feature.ts';
import type { Feature, Place } from '../project/feature.ts';
import { usesAt } from '../project/uses.ts';

/** A name that only its own document uses is changed everywhere while it is typed. */
function linked(place: Place, { position }: LinkedEditingRangeParams): LinkedEditingRanges | null {
  const found = usesAt(place, offsetOf(place, position));
  if (found === null || found.declared === null) return null;
  const { span, what } = found.declaration;
  if (span === null || isLibraryFile(span.file) || what === 'attribute') return null;
  const all = [found.declared, ...found.uses];
  const uri = place.project.uriOf(place.file);
  if (all.length < 2 || all.some((each) => each.uri !== uri)) return null;
  return { ranges: all.map(({ range }) => range), wordPattern: '[A-Za-z_][A-Za-z0-9_-]*' };
}

export default {
  name: 'Linked editing',
  doc: 'Changes every use of a name while its declaration is typed, if all of them are in one document.',
  wide: true,
  capability: { linkedEditingRangeProvider: true },
  requests: { 'textDocument/linkedEditingRange': linked },
} satisfies Feature;
