import { CodeActionKind } from 'vscode-languageserver-types';
import type { CodeAction, Range } from 'vscode-languageserver';
import { T } from '../../grammar/scan/tokens.ts';
import type { Place } from '../project/feature.ts';
import { Refusal, offsetsOf } from '../project/feature.ts';
import { Cursor, indentAt } from '../text/cursor.ts';
import { foreignTexts } from '../text/foreign.ts';
import type { ForeignText } from '../text/foreign.ts';
import { changing } from './action.ts';
import type { Selection } from './action.ts';
import { freeRoleName } from './extract-role.ts';

/** What comes back when the action is chosen. */
interface Waiting {
  readonly uri: string;
  readonly range: Range;
}

/** Tasks of Ansible and blocks of Packer as the language writes them. Only the chosen one is converted, since that takes a while. */
export function convertForeign(selection: Selection): CodeAction[] {
  const { place, start, end, shown } = selection;
  const { project, file } = place;
  if (project.convert === null) return [];
  const found = chosen(project.text(file), start, end);
  if (found === null || surroundings(project.text(file), found.start) === null) return [];
  const range = project.range({ file, start: found.start, end: found.end, line: 1 });
  const data: Waiting = { uri: project.uriOf(file), range };
  const diagnostics = shown.filter(
    ({ range: { start: at } }) => at.line >= range.start.line && at.line <= range.end.line,
  );
  return [{ title: `Convert ${found.title} to vkimage`, kind: CodeActionKind.QuickFix, diagnostics, data }];
}

/** The action with the change that it makes. */
export async function resolveConversion(place: Place, action: CodeAction): Promise<CodeAction> {
  // Clients ask for all, also for those that have their change.
  if (action.data === undefined) return action;
  const { project, file } = place;
  const [start, end] = offsetsOf(place, (action.data as Waiting).range);
  const text = project.text(file);
  const [found] = foreignTexts(text.slice(start, end));
  if (found === undefined || found.start !== 0 || found.end !== end - start)
    throw new Refusal('The text has changed meanwhile.');
  const written = await converted(place, found, start);
  const selection: Selection = { place, start, end, shown: [] };
  return changing(selection, action.title, action.kind!, [{ start, end, text: written }], action);
}

/** What a text comes to at a place: from the beginning of a line, indented as what is around it. */
export async function converted(place: Place, { text, title }: ForeignText, at: number): Promise<string> {
  const { project, file } = place;
  const around = surroundings(project.text(file), at);
  if (project.convert === null || around === null) throw new Refusal('It cannot be converted here.');
  const result = await project.convert(text, around.inside);
  if (result.text === null) {
    const reason = result.notes.length === 0 ? '' : ` ${result.notes.join(' ')}`;
    throw new Refusal(`${title[0]!.toUpperCase()}${title.slice(1)} cannot be converted.${reason}`);
  }
  const lines = result.text.trimEnd().split('\n');
  if (around.inside || result.isImage) return indented(lines, around.indent);
  const name = freeRoleName(project, file, 'imported');
  const head = `# Set up ${name}.\nrole ${name} {`;
  return `${head}\n${indented(lines, '  ')}\n}`;
}

const indented = (lines: readonly string[], indent: string): string =>
  lines.map((line) => (line === '' ? '' : `${indent}${line}`)).join('\n');

interface Surroundings {
  readonly inside: boolean;
  readonly indent: string;
}

/** Null in a string and in a comment, which may hold whatever they like. */
export function surroundings(text: string, offset: number): Surroundings | null {
  const { bracket, stringText, comment } = new Cursor(text, offset);
  if (stringText !== null || comment !== null) return null;
  if (bracket === undefined) return { inside: false, indent: '' };
  if (bracket.tokenType !== T.LBrace) return null;
  return { inside: true, indent: `${indentAt(text, bracket.startOffset)}  ` };
}

/** What is selected, if that is some by itself, or else what the cursor is in. */
function chosen(text: string, start: number, end: number): ForeignText | null {
  const all = foreignTexts(text);
  const around = all.find((each) => each.start <= end && each.end >= start) ?? null;
  if (around === null || start === end) return around;
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = text.indexOf('\n', text[end - 1] === '\n' ? end - 1 : end);
  const to = lineEnd < 0 ? text.length : lineEnd;
  const [part] = foreignTexts(text.slice(from, to));
  if (part === undefined) return around;
  const own = { ...part, start: part.start + from, end: part.end + from };
  // An item that is selected in part is taken as a whole.
  const [whole] = foreignTexts(text.slice(own.start, around.end));
  const isPart = whole === undefined || !text.slice(own.end, around.end).trim() || startsItem(text, own);
  return isPart ? own : around;
}

/** Whether what follows a part is a further item, and not more of its last one. */
function startsItem(text: string, { start, end }: ForeignText): boolean {
  const [, blanks = ''] = /\n([ \t]*)\S/.exec(text.slice(end)) ?? [];
  return blanks.length <= indentAt(text, start).length;
}
