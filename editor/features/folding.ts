import { FoldingRangeKind } from 'vscode-languageserver-types';
import type { FoldingRange } from 'vscode-languageserver';
import type { Feature, Place } from '../project/feature.ts';
import { allNodes } from '../project/syntax-tree.ts';

const FOLDED: ReadonlySet<string | undefined> = new Set([
  'block',
  'list',
  'labels',
  'map',
  'match',
  'matchexpr',
  'string',
  'call',
]);

/** Stretches that can be closed: blocks, lists, texts, runs of comments and of imports. */
function folding({ project, file }: Place): FoldingRange[] {
  const { file: root, comments } = project.parsed(file);
  const found = new Map<number, FoldingRange>();
  const add = (startLine: number, endLine: number, kind?: FoldingRangeKind) => {
    if (endLine > startLine && !found.has(startLine))
      found.set(startLine, { startLine, endLine, ...(kind && { kind }) });
  };
  for (const node of allNodes(root)) {
    if (!FOLDED.has(node.node)) continue;
    const { start, end } = project.range(node.span);
    // The line with the closing bracket stays visible.
    add(start.line, end.line - 1);
  }
  const [first, last] = [root.imports[0], root.imports.at(-1)];
  if (first !== undefined && last !== undefined)
    add(project.range(first.span).start.line, project.range(last.span).end.line, FoldingRangeKind.Imports);
  let begin: number | null = null;
  let before = -2;
  const whole = comments.filter(({ trailing }) => !trailing).map(({ span }) => project.range(span));
  for (const { start, end } of whole) {
    if (start.line !== before + 1 || begin === null) {
      if (begin !== null) add(begin, before, FoldingRangeKind.Comment);
      begin = start.line;
    }
    before = end.line;
  }
  if (begin !== null) add(begin, before, FoldingRangeKind.Comment);
  return [...found.values()].sort((a, b) => a.startLine - b.startLine);
}

export default {
  name: 'Folding',
  doc: 'Folds blocks, lists, long texts, comments and imports.',
  capability: { foldingRangeProvider: true },
  requests: { 'textDocument/foldingRange': folding },
} satisfies Feature;
