import type { Comment, Declaration, Expr } from '../syntax.ts';
import { Moved, changed, lineBreaks } from './moved.ts';
import { parse } from './parser.ts';
import type { ParseResult } from './parser.ts';
import type { Enclosure } from './recovery.ts';

interface Parsed {
  readonly text: string;
  readonly parsed: ParseResult;
}

/**
 * Parses a text that differs from an earlier one only inside one declaration: that one is parsed, the others are taken over. Null if all has
 * to be parsed: the earlier text has mistakes, the new one has some there, or more has changed.
 */
export function reparse(file: string, text: string, { text: old, parsed }: Parsed): ParseResult | null {
  const { declarations, imports } = parsed.file;
  if (parsed.diagnostics.length > 0) return null;
  const { start, end } = changed(old, text);
  const index = declarations.findIndex(({ span }) => span.start < start && end < span.end);
  const own = declarations[index];
  if (own === undefined) return null;
  const above = Math.max(imports.at(-1)?.span.end ?? 0, declarations[index - 1]?.span.end ?? 0);
  // The comments before a declaration belong to it, but for one on the line where the declaration above ends.
  const from = above === 0 ? 0 : old.indexOf('\n', above) + 1;
  if (from > own.span.start || (from === 0 && above > 0)) return null;
  if (parsed.comments.some(({ span }) => span.start < from && span.end > from)) return null;
  const by = text.length - old.length;
  const to = own.span.end + by;
  const blank = old.slice(0, from).replace(/[^\r\n]/g, ' ');
  const part = parse(file, blank + text.slice(from, to));
  const [fresh] = part.file.declarations;
  if (part.diagnostics.length > 0 || part.file.imports.length > 0 || part.file.declarations.length !== 1)
    return null;
  if (fresh!.span.start !== own.span.start || fresh!.span.end !== to) return null;
  const lines = lineBreaks(text.slice(start, end + by)) - lineBreaks(old.slice(start, end));
  const moved = new Moved(by, lines);
  const below = declarations.slice(index + 1).map((each) => moved.copy(each));
  const isBefore = ({ span }: Comment | Expr) => span.start < from;
  const isBelow = ({ span }: Comment | Expr) => span.start >= own.span.end;
  const enclosed = new Map<Expr, Enclosure>();
  for (const [expr, each] of parsed.enclosed) if (isBefore(expr)) enclosed.set(expr, each);
  for (const [expr, each] of part.enclosed) enclosed.set(expr, each);
  for (const [expr, each] of parsed.enclosed)
    if (isBelow(expr)) enclosed.set(moved.copy(expr), moved.copy(each));
  return {
    file: {
      ...parsed.file,
      span: { ...parsed.file.span, end: parsed.file.span.end + by },
      declarations: [...declarations.slice(0, index), fresh as Declaration, ...below],
    },
    diagnostics: [],
    comments: [
      ...parsed.comments.filter(isBefore),
      ...part.comments,
      ...parsed.comments.filter(isBelow).map((each) => moved.copy(each)),
    ],
    enclosed,
  };
}
