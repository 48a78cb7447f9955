import type { Span } from './span.ts';
import type { SourceFile } from './syntax.ts';

/** A syntax tree as JSON, without the file's name. Each span is stored as its start, end and line. */
export function storeTree(tree: SourceFile): string {
  return JSON.stringify(tree, (key, value: unknown) => {
    if (key !== 'span') return value;
    const { start, end, line } = value as Span;
    return [start, end, line];
  });
}

/** Restores a stored tree; `file` becomes the file name in its spans. */
export function readTree(file: string, stored: string): SourceFile {
  const tree = JSON.parse(stored) as SourceFile;
  restoreSpans(tree, file);
  return tree;
}

/** Arrays by index and objects by key: this runs over all of the library that is used, at each start. */
function restoreSpans(node: object, file: string): void {
  if (Array.isArray(node)) {
    for (let i = 0; i < node.length; i++) {
      const item: unknown = node[i];
      if (typeof item === 'object' && item !== null) restoreSpans(item, file);
    }
    return;
  }
  const record = node as Record<string, unknown>;
  for (const key in record) {
    const value = record[key];
    if (typeof value !== 'object' || value === null) continue;
    if (key === 'span') {
      const stored = value as [number, number, number];
      record['span'] = { file, start: stored[0], end: stored[1], line: stored[2] } satisfies Span;
    } else restoreSpans(value, file);
  }
}
