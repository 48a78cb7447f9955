import { Source } from '../../compiler/model/source.ts';
import type { Span } from '../../grammar/span.ts';
import { parse } from '../../grammar/parse/parser.ts';

/**
 * Prints the syntax tree of a text with indentation: each node with its place, its values and its child
 * nodes.
 */
export function dumpSyntaxTree(file: string, text: string): string {
  const source = new Source(file, text);
  const lines: string[] = [];

  const place = ({ start, end }: Span): string => {
    const [from, to] = [source.position(start), source.position(end)];
    return `${from.line}:${from.column}-${to.line}:${to.column}`;
  };

  const write = (value: unknown, label: string, depth: number): void => {
    const indent = '  '.repeat(depth);
    if (Array.isArray(value)) {
      for (const [i, item] of value.entries()) write(item, `${label}[${i}]`, depth);
      return;
    }
    if (typeof value !== 'object' || value === null) {
      lines.push(`${indent}${label}: ${JSON.stringify(value)}`);
      return;
    }
    const { node, span, ...fields } = value as { node?: string; span?: Span };
    const entries = Object.entries(fields);
    const inline = entries.filter(([, field]) => typeof field !== 'object' && field !== undefined);
    const shown = [
      label === '' ? '' : `${label}:`,
      node ?? '',
      ...inline.map(([key, field]) => `${key}=${JSON.stringify(field)}`),
      span === undefined ? '' : place(span),
    ];
    lines.push(`${indent}${shown.filter((part) => part !== '').join(' ')}`);
    for (const [key, field] of entries)
      if (typeof field === 'object' && field !== null) write(field, key, depth + 1);
  };

  write(parse(file, text).file, '', 0);
  return lines.map((line) => `${line}\n`).join('');
}
