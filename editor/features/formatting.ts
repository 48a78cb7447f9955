import type {
  DocumentOnTypeFormattingParams,
  DocumentRangeFormattingParams,
  TextEdit,
} from 'vscode-languageserver';
import { diffArrays } from 'diff';
import { format } from '../../grammar/print/printer.ts';
import { T } from '../../grammar/scan/tokens.ts';
import { offsetOf } from '../project/feature.ts';
import type { Feature, Place } from '../project/feature.ts';
import { Cursor, newlineOf } from '../text/cursor.ts';

/** The changes of lines that formatting makes between two lines (from 0, both included); null if the text has mistakes. */
function changes({ project, file }: Place, first: number, last: number): TextEdit[] | null {
  const text = project.text(file);
  const made = format(text.replace(/\r\n/g, '\n'));
  if (!('text' in made)) return null;
  const newline = newlineOf(text);
  const before = text.split('\n').map((line) => line.replace(/\r$/, ''));
  const edits: TextEdit[] = [];
  let line = 0;
  let open: { from: number; to: number; lines: string[] } | null = null;
  const close = () => {
    const all = open === null ? [] : apart(open);
    for (const each of all) {
      const inside = each.from <= last && Math.max(each.to - 1, each.from) >= first;
      if (inside) edits.push(edit(each, before, newline));
    }
    open = null;
  };
  for (const { value, added, removed } of diffArrays(before, made.text.split('\n'))) {
    if (!added && !removed) {
      close();
      line += value.length;
      continue;
    }
    open ??= { from: line, to: line, lines: [] };
    if (added) open.lines.push(...value);
    else {
      line += value.length;
      open.to = line;
    }
  }
  close();
  return edits;
}

interface Hunk {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
}

/** Line by line where each line has one that takes its place. */
function apart(hunk: Hunk): Hunk[] {
  const { from, to, lines } = hunk;
  if (lines.length !== to - from) return [hunk];
  return lines.map((line, i) => ({ from: from + i, to: from + i + 1, lines: [line] }));
}

/** Lines in place of those from `from` on, `to` not included. */
function edit({ from, to, lines }: Hunk, before: readonly string[], newline: string): TextEdit {
  const newText = lines.map((each) => `${each}${newline}`).join('');
  if (to < before.length) {
    return { range: { start: { line: from, character: 0 }, end: { line: to, character: 0 } }, newText };
  }
  // The last line has no line break of its own.
  const end = { line: to - 1, character: before[to - 1]!.length };
  if (from === to) return { range: { start: end, end }, newText: `${newline}${lines.join(newline)}` };
  return { range: { start: { line: from, character: 0 }, end }, newText: lines.join(newline) };
}

const whole = (place: Place): TextEdit[] | null => changes(place, 0, Infinity);

const range = (place: Place, { range: { start, end } }: DocumentRangeFormattingParams): TextEdit[] | null =>
  changes(place, start.line, end.character === 0 && end.line > start.line ? end.line - 1 : end.line);

/** After `}` the block that it closes is formatted; a new line is indented. */
function onType(place: Place, { position, ch }: DocumentOnTypeFormattingParams): TextEdit[] | null {
  const { project, file } = place;
  const text = project.text(file);
  const offset = offsetOf(place, position);
  if (ch === '}') {
    const cursor = new Cursor(text, offset - 1);
    const { bracket } = cursor;
    if (bracket?.tokenType !== T.LBrace) return null;
    return changes(place, bracket.startLine - 1, position.line);
  }
  const cursor = new Cursor(text, offset);
  if (cursor.stringText !== null || cursor.comment !== null) return null;
  const line = text.split('\n')[position.line] ?? '';
  const found = /^[ \t]*/.exec(line)![0];
  const closes = /^\s*[}\])]/.test(line) ? 1 : 0;
  const wanted = '  '.repeat(Math.max(0, cursor.open.length - closes));
  if (found === wanted) return null;
  const start = { line: position.line, character: 0 };
  return [{ range: { start, end: { ...start, character: found.length } }, newText: wanted }];
}

export default {
  name: 'Formatting',
  doc: 'Formats a document, a selection, or what has just been closed, as `vkc fmt` does. A text with mistakes stays as it is.',
  capability: {
    documentFormattingProvider: true,
    documentRangeFormattingProvider: true,
    documentOnTypeFormattingProvider: { firstTriggerCharacter: '}', moreTriggerCharacter: ['\n'] },
  },
  requests: {
    'textDocument/formatting': whole,
    'textDocument/rangeFormatting': range,
    'textDocument/onTypeFormatting': onType,
  },
} satisfies Feature;
