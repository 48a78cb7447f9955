import type { Diagnostic } from '../../grammar/diagnostic.ts';
import { parse } from '../../grammar/parse/parser.ts';
import type { Span } from '../../grammar/span.ts';

/** A diagnostic with a fix. */
export type Fixable = Diagnostic & { readonly fix: NonNullable<Diagnostic['fix']> };

/** Returns the file that all edits of a fix are in; null if there is no fix, or if it edits several files. */
export function fixedFile({ fix }: Diagnostic): string | null {
  const files = new Set(fix?.edits.map(({ span }) => span.file));
  const [file] = files;
  return files.size === 1 ? file! : null;
}

/**
 * Applies the fixes that do not touch one another; of two that do, the first in the text is applied. A fix
 * that would add syntax errors is not applied. Returns the new text and the applied fixes.
 */
export function applyFixes(
  text: string,
  fixes: readonly Fixable[],
): { readonly text: string; readonly made: readonly Fixable[] } {
  const sorted = [...fixes].sort((a, b) => startOf(a) - startOf(b));
  const apart: Fixable[] = [];
  for (const each of sorted) if (!apart.some((other) => touch(each, other))) apart.push(each);
  const before = mistakes(text);
  const all = edited(text, apart);
  if (mistakes(all) <= before) return { text: all, made: apart };
  const made: Fixable[] = [];
  for (const each of apart) {
    if (mistakes(edited(text, [...made, each])) <= before) made.push(each);
  }
  return { text: edited(text, made), made };
}

function mistakes(text: string): number {
  return parse('', text).diagnostics.length;
}

function edited(text: string, fixes: readonly Fixable[]): string {
  const edits = fixes.flatMap(({ fix }) => fix.edits).sort((a, b) => a.span.start - b.span.start);
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  let out = '';
  let at = 0;
  for (const { span, text: replacement } of edits) {
    out += text.slice(at, span.start) + replacement.replace(/\r?\n/g, newline);
    at = span.end;
  }
  return out + text.slice(at);
}

function startOf({ fix }: Fixable): number {
  return Math.min(...fix.edits.map(({ span }) => span.start));
}

/** Fixes that are directly next to each other also conflict: their texts would run together. */
function touch(a: Fixable, b: Fixable): boolean {
  const near = (one: Span, other: Span) => one.start <= other.end && other.start <= one.end;
  return a.fix.edits.some((one) => b.fix.edits.some((other) => near(one.span, other.span)));
}
