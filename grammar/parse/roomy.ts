import type { Diagnostic } from '../diagnostic.ts';
import type { Span } from '../span.ts';
import type { Declaration, Import } from '../syntax.ts';
import { Moved, changed, lineBreaks } from './moved.ts';
import { parse } from './parser.ts';
import type { ParseResult } from './parser.ts';

type Item = Declaration | Import;

/** A stretch of a text that ends with a declaration, or after the last one. */
interface Piece {
  readonly text: string;
  /** Where it begins as written, and how many line breaks stand before it. */
  readonly at: number;
  readonly line: number;
  /** Where it begins with room around it. */
  readonly start: number;
  readonly startLine: number;
  readonly item: Item | null;
  /** Something is wrong with its syntax. */
  readonly broken: boolean;
}

/**
 * A text with room between its declarations: while one of them is edited, the others stay where they are, and keep their trees. What is made
 * of such a tree alone need not be made again.
 */
export interface RoomyText {
  readonly file: string;
  /** As it is written. */
  readonly written: string;
  /** With blank lines after each piece. */
  readonly text: string;
  readonly parsed: ParseResult;
  readonly pieces: readonly Piece[];
  /** What is wrong with the syntax, where it is written. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Characters and line breaks that a piece may grow by until all has to move. */
const ROOM = 1000;
const LINES = 100;

/**
 * Gives a text room; what stood in an earlier one as it does now stays where it is. Null if declarations share a line.
 * @param earlier texts of this file, the newest first: the last one, and the last one without mistakes
 * @param whole parses all of the text, where the edit of one declaration does not tell enough
 */
export function roomy(
  file: string,
  written: string,
  earlier: readonly RoomyText[],
  whole: (file: string, text: string) => ParseResult = parse,
): RoomyText | null {
  for (const before of earlier) {
    const edited = before.written === written ? before : withEdit(before, written);
    if (edited !== null) return edited;
  }
  const parsed = whole(file, written);
  const cut = cutPieces(written, parsed);
  if (cut === null) return null;
  // What was broken in the last text is known from one without mistakes.
  const known = parsed.diagnostics.length === 0 ? earlier.toReversed() : earlier;
  const layouts = known.map(({ pieces }) => sameAsBefore(cut, pieces));
  for (const kept of [...layouts, new Map<Cut, Piece>()]) {
    const pieces = laidOut(cut, kept);
    if (pieces !== null) return joined(file, written, pieces, parsed.diagnostics);
  }
  return null;
}

/** The same text with another piece in place of one; null if more than that is to be done. */
function withEdit(before: RoomyText, written: string): RoomyText | null {
  const { start, end } = changed(before.written, written);
  const { file, pieces } = before;
  const index = pieces.findIndex(({ at, text }) => at < start && end < at + text.length);
  const old = pieces[index];
  if (old === undefined || old.item === null) return null;
  if (!before.diagnostics.every((each) => pieces.some((piece) => isLocal(each, piece)))) return null;
  const elsewhere = before.diagnostics.filter((each) => !isLocal(each, old));
  const by = written.length - before.written.length;
  const text = written.slice(old.at, old.at + old.text.length + by);
  const lines = lineBreaks(text) - lineBreaks(old.text);
  // Some messages name lines.
  if (elsewhere.length > 0 && lines !== 0) return null;
  const next = pieces[index + 1];
  if (next === undefined || !fits(text, old, next)) return null;
  const part = parsedAlone(file, text, old);
  if (part === null || part.item.node !== old.item.node) return null;
  const moved = new Moved(old.start, old.startLine);
  const broken = part.diagnostics.length > 0;
  const fresh: Piece = { ...old, text, item: moved.copy(part.item), broken };
  const others = pieces.slice(index + 1);
  const below =
    by === 0 && lines === 0
      ? others
      : others.map((each) => ({ ...each, at: each.at + by, line: each.line + lines }));
  const diagnostics = elsewhere.map((each) =>
    relocated(
      each,
      shifted((offset) => (offset < end ? offset : offset + by)),
    ),
  );
  return joined(
    file,
    written,
    [...pieces.slice(0, index), fresh, ...below],
    [...diagnostics, ...part.diagnostics].sort((a, b) => a.span.start - b.span.start),
  );
}

const shifted =
  (to: (offset: number) => number) =>
  (span: Span): Span => ({ ...span, start: to(span.start), end: to(span.end) });

/** A declaration by itself, with what is wrong in it; null if what is around it may decide how it is read. */
function parsedAlone(
  file: string,
  text: string,
  { at, line }: Piece,
): { readonly item: Item; readonly diagnostics: readonly Diagnostic[] } | null {
  const alone = parse(file, text);
  const items = itemsOf(alone);
  const [item] = items;
  if (items.length !== 1 || text.indexOf('\n', item!.span.end) !== text.length - 1) return null;
  if (alone.diagnostics.length === 0) return { item: item!, diagnostics: [] };
  if (!alone.diagnostics.every((each) => isLocal(each, { at: 0, start: 0, item: item! }))) return null;
  // On its own line, since some messages name lines.
  const inPlace = parse(file, `${'\n'.repeat(line)}${text}`);
  const diagnostics = inPlace.diagnostics.map((each) =>
    relocated(
      each,
      shifted((offset) => offset - line + at),
    ),
  );
  return { item: item!, diagnostics };
}

/** Strings, comments and brackets without an end, or a beginning, may reach into the declarations below, and these may end them. */
const FAR: ReadonlySet<string> = new Set([
  'VK0102',
  'VK0103',
  'VK0104',
  'VK0107',
  'VK0119',
  'VK0120',
  'VK0121',
  'VK0122',
  'VK0126',
]);

/** Whether something is wrong inside a declaration with braces, where what is around it does not count. */
function isLocal(
  { code, span }: Diagnostic,
  { at, start, item }: Pick<Piece, 'at' | 'start' | 'item'>,
): boolean {
  if (item === null || FAR.has(code)) return false;
  const by = start - at;
  const hasBraces = item.node !== 'let' && item.node !== 'param' && item.node !== 'import';
  return hasBraces && span.start + by > item.span.start && span.end + by < item.span.end;
}

/** Whether the place of a piece has room for a text. */
function fits(text: string, { start, startLine }: Piece, next: Piece): boolean {
  const lines = next.startLine - startLine - lineBreaks(text);
  return lines > 0 && next.start - start - text.length >= lines;
}

const itemsOf = ({ file: { imports, declarations } }: ParseResult): Item[] =>
  [...imports, ...declarations].sort((a, b) => a.span.start - b.span.start);

type Cut = Omit<Piece, 'start' | 'startLine'>;

/** The pieces of a text, with trees that stand where it is written. */
function cutPieces(written: string, parsed: ParseResult): Cut[] | null {
  const found: Cut[] = [];
  let at = 0;
  let line = 0;
  const add = (to: number, item: Item | null): void => {
    const text = written.slice(at, to);
    const broken = parsed.diagnostics.some(
      ({ span }) => span.start >= at && (span.start < to || item === null),
    );
    found.push({ text, at, line, item, broken });
    line += lineBreaks(text);
    at = to;
  };
  for (const item of itemsOf(parsed)) {
    if (item.span.start < at) return null;
    const end = written.indexOf('\n', item.span.end);
    if (end < 0) break;
    add(end + 1, item);
  }
  const rest = itemsOf(parsed).slice(found.length);
  if (rest.length > 1) return null;
  add(written.length, rest[0] ?? null);
  return found;
}

/** Pieces that were there before, in the same order, by the new ones. */
function sameAsBefore(cut: readonly Cut[], before: readonly Piece[]): ReadonlyMap<Cut, Piece> {
  const found = new Map<Cut, Piece>();
  let next = 0;
  for (const each of cut) {
    if (each.item === null || each.broken) continue;
    const { start, end } = each.item.span;
    const same = before.findIndex(
      (old, i) =>
        i >= next &&
        old.text === each.text &&
        !old.broken &&
        old.item?.node === each.item!.node &&
        old.item.span.start - old.start === start - each.at &&
        old.item.span.end - old.start === end - each.at,
    );
    if (same < 0) continue;
    found.set(each, before[same]!);
    next = same + 1;
  }
  return found;
}

/** Null if there is not enough room between those that stay. */
function laidOut(cut: readonly Cut[], kept: ReadonlyMap<Cut, Piece>): Piece[] | null {
  const found: Piece[] = [];
  let start = 0;
  let startLine = 0;
  for (const [i, each] of cut.entries()) {
    const same = kept.get(each);
    if (same !== undefined) {
      ({ start, startLine } = same);
      found.push({ ...same, at: each.at, line: each.line });
    } else {
      // Directly after the one above if nothing else says where.
      const moved = new Moved(start - each.at, startLine - each.line);
      found.push({
        ...each,
        start,
        startLine,
        item: each.item === null ? null : moved.copy(each.item),
      });
    }
    const until = cut.findIndex((other, at) => at > i && kept.has(other));
    const limit = until < 0 ? undefined : kept.get(cut[until]!);
    const end = start + each.text.length;
    const endLine = startLine + lineBreaks(each.text);
    if (limit === undefined) {
      start = end + ROOM;
      startLine = endLine + LINES;
    } else {
      // Those in between share what room there is.
      const shares = until - i;
      const rest = cut.slice(i + 1, until);
      const free = limit.start - end - sum(rest.map(({ text }) => text.length));
      const freeLines = limit.startLine - endLine - sum(rest.map(({ text }) => lineBreaks(text)));
      if (freeLines < shares || free < freeLines) return null;
      start = shares === 1 ? limit.start : end + Math.floor(free / shares);
      startLine = shares === 1 ? limit.startLine : endLine + Math.floor(freeLines / shares);
    }
  }
  return found;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

function joined(
  file: string,
  written: string,
  pieces: readonly Piece[],
  diagnostics: readonly Diagnostic[],
): RoomyText {
  const [first] = pieces;
  const parts = [' '.repeat(first!.start - first!.startLine), '\n'.repeat(first!.startLine)];
  for (const [i, { text, start, startLine }] of pieces.entries()) {
    const next = pieces[i + 1];
    parts.push(text);
    if (next === undefined) break;
    const lines = next.startLine - startLine - lineBreaks(text);
    parts.push(' '.repeat(next.start - start - text.length - lines), '\n'.repeat(lines));
  }
  const text = parts.join('');
  const items = pieces.flatMap(({ item }) => item ?? []);
  return {
    file,
    written,
    text,
    pieces,
    diagnostics,
    parsed: {
      file: {
        node: 'file',
        span: { file, start: 0, end: text.length, line: 1 },
        imports: items.filter((each) => each.node === 'import'),
        declarations: items.filter((each) => each.node !== 'import'),
      },
      diagnostics: diagnostics.map((each) => relocated(each, (span) => withRoom(pieces, span))),
      comments: [],
      enclosed: new Map(),
    },
  };
}

/** Where a stretch of the written text stands with room. */
function withRoom(pieces: readonly Piece[], span: Span): Span {
  const pieceOf = (offset: number) => pieces.findLast(({ at }) => at <= offset)!;
  const [first, last] = [pieceOf(span.start), pieceOf(span.end)];
  return {
    file: span.file,
    start: span.start - first.at + first.start,
    end: span.end - last.at + last.start,
    line: span.line - first.line + first.startLine,
  };
}

/** Where a stretch of the text with room is written. */
export function asWritten({ pieces }: Pick<RoomyText, 'pieces'>, span: Span): Span {
  const pieceOf = (offset: number) => pieces.findLast(({ start }) => start <= offset) ?? pieces[0]!;
  const offset = ({ at, start, text }: Piece, each: number) =>
    at + Math.max(0, Math.min(each - start, text.length));
  const [first, last] = [pieceOf(span.start), pieceOf(span.end)];
  return {
    file: span.file,
    start: offset(first, span.start),
    end: offset(last, span.end),
    line: span.line - first.startLine + first.line,
  };
}

/** A diagnostic that is shown in another place. */
export const relocated = (diagnostic: Diagnostic, to: (span: Span) => Span): Diagnostic => ({
  ...diagnostic,
  span: to(diagnostic.span),
  related: diagnostic.related.map((each) => ({ ...each, span: to(each.span) })),
  fix: diagnostic.fix && {
    ...diagnostic.fix,
    edits: diagnostic.fix.edits.map((each) => ({ ...each, span: to(each.span) })),
  },
});
