import type { Span } from '../../grammar/span.ts';
import { addTo } from '../model/multimap.ts';
import type { Source } from '../model/source.ts';
import { cells, columns, visible } from './width.ts';
import type { Cell } from './width.ts';
import type { Paint } from './paint.ts';

/** A span to be shown: what underlines it, and what is said beside the underline. */
export interface Mark {
  readonly span: Span;
  readonly label: string;
  readonly primary: boolean;
}

/** A row of a frame: a line of the source with its number, or what stands under one. */
interface Row {
  readonly number: number | null;
  readonly text: string;
}

/** Lines of a multi-line span that are shown before the rest is left out. */
const HEAD = 4;
const TAIL = 1;

/** Where a span starts and ends, both 1-based and inclusive; an empty span covers the place where it stands. */
export function range(source: Source, span: Span) {
  const end = Math.min(span.end, source.text.length);
  return { first: source.position(span.start), last: source.position(Math.max(span.start, end - 1)) };
}

/**
 * Source lines with the marks under them, from the top of the file to its bottom. All marks are of this source.
 * `width` is that of the terminal; `gutter` that of the line numbers.
 */
export function frame(source: Source, marks: readonly Mark[], gutter: number, width: number, paint: Paint) {
  const room = Math.max(24, width - gutter - 5);
  const [multi, single] = partition(marks, ({ span }) => {
    const { first, last } = range(source, span);
    return first.line !== last.line;
  });
  const blocks: Row[][] = [];
  if (single.length > 0) blocks.push(singleLines(source, single, room, paint));
  for (const mark of multi) blocks.push(multiLine(source, mark, room, paint));
  const bar = paint.gutter('|');
  const pad = ' '.repeat(gutter);
  const out = [`${pad} ${bar}`];
  for (const [i, block] of blocks.entries()) {
    if (i > 0) out.push(paint.gutter('.'.repeat(Math.max(3, gutter))));
    for (const { number, text } of block) {
      if (number === -1) out.push(paint.gutter('.'.repeat(Math.max(3, gutter))));
      else {
        const label = number === null ? pad : paint.gutter(String(number).padStart(gutter));
        out.push(`${label} ${bar}${text === '' ? '' : ` ${text}`}`);
      }
    }
  }
  return out;
}

const gap: Row = { number: -1, text: '' };

function singleLines(source: Source, marks: readonly Mark[], room: number, paint: Paint): Row[] {
  const rows: Row[] = [];
  const byLine = new Map<number, Mark[]>();
  for (const mark of marks) addTo(byLine, range(source, mark.span).first.line, mark);
  const lines = [...byLine.keys()].sort((a, b) => a - b);
  for (const [i, line] of lines.entries()) {
    const before = lines[i - 1];
    // One line between two marked ones costs no more than leaving it out.
    if (before !== undefined && line - before === 2) {
      rows.push({ number: line - 1, text: clip(cells(source.line(line - 1)), 0, 0, room).text });
    } else if (before !== undefined && line - before > 2) rows.push(gap);
    rows.push(...markedLine(source, line, byLine.get(line)!, room, paint));
  }
  return rows;
}

function markedLine(source: Source, line: number, marks: readonly Mark[], room: number, paint: Paint): Row[] {
  const parts = cells(source.line(line));
  const places = marks.map((mark) => {
    const { first, last } = range(source, mark.span);
    return { mark, ...columnsOf(parts, first.column - 1, last.column, mark.span) };
  });
  const lead = places.find(({ mark }) => mark.primary) ?? places[0]!;
  const cut = clip(parts, lead.from, lead.to, room);
  const rows: Row[] = [{ number: line, text: cut.text }];
  for (const { mark, from, to } of places) {
    const start = Math.min(Math.max(from, cut.from), cut.to);
    const length = Math.max(1, Math.min(to, cut.to) - start);
    const underline = (mark.primary ? '^' : '-').repeat(length);
    const label = mark.label === '' ? '' : ` ${visible(mark.label)}`;
    const color = mark.primary ? paint.primary : paint.related;
    rows.push({
      number: null,
      text: `${' '.repeat(cut.shift + start - cut.from)}${color(underline + label)}`,
    });
  }
  return rows;
}

/** As in Rust's frames: a bar along the lines, from the start of the span to its end. */
function multiLine(source: Source, mark: Mark, room: number, paint: Paint): Row[] {
  const { first, last } = range(source, mark.span);
  const color = mark.primary ? paint.primary : paint.related;
  const caret = mark.primary ? '^' : '-';
  const opening = cells(source.line(first.line));
  const rows: Row[] = [];
  const start = columnsOf(opening, first.column - 1, first.column, mark.span).from;
  const slash =
    source
      .line(first.line)
      .slice(0, first.column - 1)
      .trim() === '';
  const shown = (line: number, bar: string): Row => {
    const text = clip(cells(source.line(line)), 0, 0, room - 2).text;
    return { number: line, text: text === '' ? color(bar) : `${color(bar)} ${text}` };
  };
  if (slash) rows.push(shown(first.line, '/'));
  else {
    const cut = clip(opening, start, start + 1, room - 2);
    rows.push({ number: first.line, text: `  ${cut.text}` });
    rows.push({ number: null, text: color(` ${'_'.repeat(cut.shift + start - cut.from + 1)}${caret}`) });
  }
  const count = last.line - first.line + 1;
  for (let line = first.line + 1; line <= last.line; line++) {
    const index = line - first.line;
    if (count > HEAD + TAIL + 1 && index >= HEAD && index < count - TAIL) {
      if (index === HEAD) rows.push({ number: null, text: color('| …') });
      continue;
    }
    rows.push(shown(line, '|'));
  }
  const closing = cells(source.line(last.line));
  const end = columnsOf(closing, last.column - 1, last.column, mark.span).to;
  const label = mark.label === '' ? '' : ` ${visible(mark.label)}`;
  rows.push({ number: null, text: color(`|${'_'.repeat(Math.min(end, room - 3))}${caret}${label}`) });
  return rows;
}

/** Columns of the cells between two 0-based offsets of a line, end exclusive. At least one wide. */
function columnsOf(parts: readonly Cell[], start: number, end: number, span: Span) {
  let column = 0;
  let from = -1;
  let to = -1;
  for (const [i, { start: at, width }] of parts.entries()) {
    const next = parts[i + 1]?.start ?? Infinity;
    if (from < 0 && next > start) from = column;
    column += width;
    if (at < end && span.end > span.start) to = column;
  }
  if (from < 0) from = column;
  return { from, to: Math.max(to, from + 1) };
}

/**
 * The part of a line around the columns `from`..`to` that fits in `room`, with `…` for what was left out. `shift` is
 * where column `cut.from` stands in the text.
 */
function clip(parts: readonly Cell[], from: number, to: number, room: number) {
  const total = parts.reduce((sum, { width }) => sum + width, 0);
  const whole = parts.map(({ shown }) => shown).join('');
  if (total <= room) return { text: whole.trimEnd(), from: 0, to: Math.max(total, to), shift: 0 };
  const inner = room - 2;
  const length = Math.min(to - from, inner);
  const begin = to <= room - 1 ? 0 : Math.max(0, from - Math.floor((inner - length) / 2));
  let text = '';
  let column = 0;
  let first = -1;
  let used = 0;
  let cutOff = false;
  for (const { shown, width } of parts) {
    if (column >= begin && !cutOff) {
      if (used + width > inner) cutOff = true;
      else {
        if (first < 0) first = column;
        text += shown;
        used += width;
      }
    }
    column += width;
  }
  first = Math.max(first, 0);
  const head = first > 0 ? '…' : '';
  return { text: `${head}${text}${cutOff ? '…' : ''}`, from: first, to: first + used, shift: columns(head) };
}

function partition<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}
