import { DiagnosticSeverity, DiagnosticTag } from 'vscode-languageserver-types';
import type { Diagnostic as LspDiagnostic, Range } from 'vscode-languageserver';
import type { Diagnostic, Severity } from '../../grammar/diagnostic.ts';
import type { Span } from '../../grammar/span.ts';
import type { Project } from './project.ts';

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  hint: DiagnosticSeverity.Information,
};

/** A diagnostic as editors take it. */
export function lspDiagnostic(diagnostic: Diagnostic, project: Project): LspDiagnostic {
  const { related } = diagnostic;
  return {
    ...plainDiagnostic(diagnostic, project.range(diagnostic.span)),
    ...(related.length > 0 && {
      relatedInformation: related.map(({ span, message }) => ({ location: project.location(span), message })),
    }),
  };
}

/** The same without what lies in other places. */
export function plainDiagnostic(
  { code, severity, message, help, targets }: Diagnostic,
  range: Range,
): LspDiagnostic {
  const where = targets.length === 0 ? '' : `\nOn ${targets.join(', ')}.`;
  return {
    range,
    severity: SEVERITIES[severity],
    code,
    source: 'vkc',
    message: `${message}${help === null ? '' : `\n${help}`}${where}`,
    ...(code.startsWith('VK07') && { tags: [DiagnosticTag.Unnecessary] }),
  };
}

const isSyntax = ({ code }: Diagnostic): boolean => code.startsWith('VK01');

/** What is known of a text. */
export interface KnownProblems {
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** What is known of a text at once: its syntax, and what was known of the text before where nothing was changed. */
export function quickDiagnostics(
  syntax: readonly Diagnostic[],
  text: string,
  known: KnownProblems | null,
): Diagnostic[] {
  const meaning = keptDiagnostics(text, known).filter((each) => !isSyntax(each));
  return [...syntax, ...meaning].sort((a, b) => a.span.start - b.span.start);
}

/** What was known of an earlier text, where the new one has not changed. */
export function keptDiagnostics(text: string, known: KnownProblems | null): Diagnostic[] {
  return known === null ? [] : moved(known.diagnostics, known.text, text);
}

/** Diagnostics of an earlier text where they stand in a newer one; those that the change touches are left out. */
function moved(diagnostics: readonly Diagnostic[], before: string, after: string): Diagnostic[] {
  if (before === after) return [...diagnostics];
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  let tail = 0;
  const most = Math.min(before.length, after.length) - start;
  while (tail < most && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const end = before.length - tail;
  const by = after.length - before.length;
  const shift = (span: Span): Span | null => {
    if (span.end < start) return span;
    return span.start >= end ? { ...span, start: span.start + by, end: span.end + by } : null;
  };
  return diagnostics.flatMap((each) => {
    const span = shift(each.span);
    // Its edits would be those of the text before.
    return span === null ? [] : { ...each, span, fix: null, related: [] };
  });
}
