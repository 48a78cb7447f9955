import type { Diagnostic } from '../../../grammar/diagnostic.ts';
import type { Span } from '../../../grammar/span.ts';
import { count } from '../render.ts';
import type { Sources } from '../render.ts';

/**
 * `{ diagnostics, summary }`. Lines and columns count from 1, offsets from 0, both in UTF-16 code units; ends are
 * exclusive.
 */
export function renderJson(diagnostics: readonly Diagnostic[], sources: Sources): string {
  const location = (span: Span) => ({ file: span.file, range: positions(span, sources) });
  const report = {
    diagnostics: diagnostics.map(({ code, severity, message, help, span, related, targets, fix }) => ({
      code,
      severity,
      message,
      help,
      ...location(span),
      related: related.map((each) => ({ message: each.message, ...location(each.span) })),
      targets,
      fix: fix && {
        title: fix.title,
        safe: fix.safe,
        edits: fix.edits.map((edit) => ({ ...location(edit.span), text: edit.text })),
      },
    })),
    summary: {
      errors: count(diagnostics, 'error'),
      warnings: count(diagnostics, 'warning'),
      hints: count(diagnostics, 'hint'),
    },
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** Where a span starts and ends, as the formats for machines say it. */
export function positions(span: Span, sources: Sources) {
  const source = sources.get(span.file);
  const at = (offset: number) =>
    source === undefined
      ? { line: Math.max(1, span.line), column: 1 }
      : source.position(Math.min(offset, source.text.length));
  return { start: { ...at(span.start), offset: span.start }, end: { ...at(span.end), offset: span.end } };
}
