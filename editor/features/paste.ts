import type { Range } from 'vscode-languageserver';
import { isLibraryFile } from '../../compiler/model/file-names.ts';
import { converted, surroundings } from '../actions/convert.ts';
import { offsetsOf } from '../project/feature.ts';
import type { Feature, Place } from '../project/feature.ts';
import { newlineOf } from '../text/cursor.ts';
import { foreignTexts } from '../text/foreign.ts';
import type { ForeignText } from '../text/foreign.ts';

interface PasteParams {
  /** What is replaced. */
  readonly range: Range;
  /** What is pasted. */
  readonly text: string;
}

const lines = (text: string): string[] => text.split('\n').map((line) => line.trim());

/** What is pasted, if it is Ansible or Packer as a whole and stands at the beginning of a line. */
function foreignPaste({ project, file }: Place, at: number, pasted: string): ForeignText | null {
  if (project.convert === null || isLibraryFile(file)) return null;
  const text = project.text(file);
  if (text.slice(text.lastIndexOf('\n', at - 1) + 1, at).trim() !== '' || surroundings(text, at) === null)
    return null;
  const found = foreignTexts(pasted);
  const [only] = found;
  if (only === undefined || found.length > 1) return null;
  const before = lines(pasted.slice(0, only.start));
  const isAll = [...before, ...lines(pasted.slice(only.end))].every(
    (line) => line === '' || line.startsWith('#'),
  );
  const comments = before.filter((line) => line !== '').map((line) => `${line}\n`);
  return isAll ? { ...only, text: comments.join('') + only.text } : null;
}

/** What can be pasted in another form. */
export default {
  name: 'Paste',
  doc: 'Offers tasks and plays of Ansible and blocks of Packer that are pasted in the language.',
  capability: {},
  requests: {
    'vkc/pasteTitle': (place: Place, { range, text }: PasteParams): string | null => {
      const found = foreignPaste(place, offsetsOf(place, range)[0], text);
      return found === null ? null : `Paste ${found.title} as vkimage`;
    },
    'vkc/pasteText': async (place: Place, { range, text }: PasteParams): Promise<string | null> => {
      const [start, end] = offsetsOf(place, range);
      const found = foreignPaste(place, start, text);
      if (found === null) return null;
      const source = place.project.text(place.file);
      const blanks = start - (source.lastIndexOf('\n', start - 1) + 1);
      const written = await converted(place, found, start);
      const indent = /^[ \t]*/.exec(written)![0].length;
      // What follows on the line goes to the next one.
      const newline = /^[ \t]*(\r?\n|$)/.test(source.slice(end)) ? '' : '\n';
      return `${written.slice(Math.min(blanks, indent))}${newline}`.replaceAll('\n', newlineOf(source));
    },
  },
} satisfies Feature;
