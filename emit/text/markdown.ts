import { columns } from '../../compiler/diagnostics/width.ts';

/** Text as a paragraph or a cell shows it: what Markdown would read as a mark is escaped. */
export function markdownText(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*[\]<>|~]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|&(?=[#\w]+;)/gu, (mark) =>
      // Readers do not agree on a bar behind backslashes.
      mark === '|' ? '&#124;' : `\\${mark}`,
    )
    .replace(/^([#+-]|\d+(?=[.)]))(?=.?\s|.?$)/, '\\$1');
}

/** Text in a code span. */
export function code(text: string): string {
  const clean = text.replace(/\s+/g, ' ');
  const runs: readonly string[] = clean.match(/`+/g) ?? [];
  let fence = '`';
  while (runs.includes(fence)) fence += '`';
  const pad = clean.startsWith('`') || clean.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${clean}${pad}${fence}`;
}

/** A table whose columns line up; the cells are Markdown already. */
export function tableLines(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const cells = [head, ...rows].map((row) => row.map((cell) => cell.replace(/(?<!\\)\|/g, '\\|')));
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => columns(row[column]!))));
  const write = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell + ' '.repeat(widths[column]! - columns(cell))).join(' | ')} |`;
  const [first, ...others] = cells;
  return [write(first!), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...others.map(write)];
}
