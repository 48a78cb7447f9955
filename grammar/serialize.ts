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

function restoreSpans(node: object, file: string): void {
  for (const [key, value] of Object.entries(node)) {
    if (key === 'span') {
      const [start, end, line] = value as [number, number, number];
      const span: Span = { file, start, end, line };
      (node as { span: Span }).span = span;
    } else if (typeof value === 'object' && value !== null) restoreSpans(value as object, file);
  }
}
