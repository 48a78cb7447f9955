import { createHash } from 'node:crypto';
import type { Diagnostic, Severity } from '../../../grammar/diagnostic.ts';
import type { Sources } from '../render.ts';
import { positions } from './json.ts';

const SEVERITIES: Readonly<Record<Severity, string>> = { error: 'major', warning: 'minor', hint: 'info' };

/** GitLab's code quality report, the artifact `codequality` of a job. */
export function renderGitlab(diagnostics: readonly Diagnostic[], sources: Sources): string {
  const seen = new Map<string, number>();
  const issues = diagnostics.map(({ code, severity, message, help, span }) => {
    // Without the line, so that a finding that only moved is the same finding in a merge request.
    const key = `${span.file}\0${code}\0${message}`;
    const nth = seen.get(key) ?? 0;
    seen.set(key, nth + 1);
    const { start, end } = positions(span, sources);
    return {
      description: help === null ? message : `${message} ${help}`,
      check_name: code,
      fingerprint: createHash('sha256').update(`${key}\0${nth}`).digest('hex'),
      severity: SEVERITIES[severity],
      location: { path: span.file, lines: { begin: start.line, end: end.line } },
    };
  });
  return `${JSON.stringify(issues, null, 2)}\n`;
}
