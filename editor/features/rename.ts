import type {
  Location,
  PrepareRenameParams,
  Range,
  RenameParams,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver';
import { isLibraryFile } from '../../compiler/model/file-names.ts';
import { functions } from '../../compiler/language/functions.ts';
import { keywords } from '../../compiler/language/keywords.ts';
import { Refusal, offsetOf } from '../project/feature.ts';
import type { Feature, Place } from '../project/feature.ts';
import { wordAt } from '../project/subject-text.ts';
import { usesAt } from '../project/uses.ts';
import type { Uses } from '../project/uses.ts';

/** What can be renamed: names that the author's own files declare. */
function renamable(place: Place, offset: number): Uses | string {
  const found = usesAt(place, offset);
  if (found === null) return 'There is no name here that can be renamed.';
  const { span, name, what } = found.declaration;
  if (span === null) return `\`${name}\` belongs to the language and cannot be renamed.`;
  if (isLibraryFile(span.file))
    return `\`${name}\` is declared in a library, which is not changed from here.`;
  return what === 'attribute' ? `\`${name}\` is an attribute and cannot be renamed.` : found;
}

function prepare(place: Place, { position }: PrepareRenameParams): { range: Range; placeholder: string } {
  const offset = offsetOf(place, position);
  const found = renamable(place, offset);
  if (typeof found === 'string') throw new Refusal(found);
  const word = wordAt(place.project.text(place.file), offset)!;
  return { range: place.project.range({ ...word, file: place.file }), placeholder: found.declaration.name };
}

function rename(place: Place, { position, newName }: RenameParams): WorkspaceEdit {
  const found = renamable(place, offsetOf(place, position));
  if (typeof found === 'string') throw new Refusal(found);
  const wrong = nameProblem(newName);
  if (wrong !== null) throw new Refusal(wrong);
  const changes: Record<string, TextEdit[]> = {};
  for (const { uri, range } of [found.declared, ...found.uses] as readonly Location[]) {
    if (uri.startsWith('vkc:')) continue;
    (changes[uri] ??= []).push({ range, newText: newName });
  }
  return { changes };
}

function nameProblem(name: string): string | null {
  if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(name)) {
    return `\`${name}\` is no name: use letters, digits, \`_\` and \`-\`, and begin with a letter.`;
  }
  if (keywords.has(name) || functions.has(name))
    return `\`${name}\` has a meaning in the language. Choose another name.`;
  return null;
}

/** A new name, everywhere. */
export default {
  name: 'Rename',
  doc: 'Renames a `let`, a param, a role, a system, a family, an image or a loop variable in all files that use it.',
  wide: true,
  capability: { renameProvider: { prepareProvider: true } },
  requests: { 'textDocument/prepareRename': prepare, 'textDocument/rename': rename },
} satisfies Feature;
