import type { Diagnostic, Severity } from '../../../grammar/diagnostic.ts';
import type { Sources } from '../render.ts';
import { positions } from './json.ts';

const COMMANDS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', hint: 'notice' };

/** Workflow commands of GitHub Actions, one line each: they become annotations in a pull request. */
export function renderGithub(diagnostics: readonly Diagnostic[], sources: Sources): string {
  return diagnostics
    .map(({ code, severity, message, help, span, targets }) => {
      const { start, end } = positions(span, sources);
      const properties = {
        file: span.file,
        line: start.line,
        endLine: end.line,
        // Columns of an annotation make sense within one line only.
        ...(start.line === end.line ? { col: start.column, endColumn: end.column } : {}),
        title: code,
      };
      const head = Object.entries(properties).map(([name, value]) => `${name}=${property(String(value))}`);
      const on = targets.length === 0 ? '' : `on ${targets.join(', ')}`;
      const body = [message, help ?? '', on].filter((part) => part !== '').join('\n');
      return `::${COMMANDS[severity]} ${head.join(',')}::${data(body)}\n`;
    })
    .join('');
}

function data(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function property(text: string): string {
  return data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
