import { columns } from '../../compiler/diagnostics/width.ts';

/** Formats rows under a head, in columns two spaces apart. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, i) => Math.max(...all.map((row) => columns(row[i] ?? ''))));
  const line = (row: readonly string[]) =>
    row.map((cell, i) => cell + ' '.repeat(widths[i]! - columns(cell))).join('  ');
  return all.map((row) => `${line(row).trimEnd()}\n`).join('');
}
