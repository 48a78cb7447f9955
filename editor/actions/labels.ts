import { CodeActionKind } from 'vscode-languageserver-types';
import type { CodeAction } from 'vscode-languageserver';
import type { Element } from '../../grammar/syntax.ts';
import { library } from '../../stdlib/index.ts';
import { plainText } from '../project/paths.ts';
import { nodesAt } from '../project/syntax-tree.ts';
import { changing } from './action.ts';
import type { Selection } from './action.ts';

/** Quotes around a label, or without them where it is a plain name. */
export function labels(selection: Selection): CodeAction[] {
  const { place, start } = selection;
  const { project, file } = place;
  const element = nodesAt(project.parsed(file).file, start).findLast(({ node }) => node === 'element') as
    Element | undefined;
  if (element === undefined || element.label === null || !library.kinds.has(element.kind.text)) return [];
  const items = element.label.node === 'labels' ? element.label.items : [element.label];
  const item = items.find(({ span }) => span.start <= start && start <= span.end);
  if (item?.node === 'name') {
    const change = { ...item.span, text: `"${item.text}"` };
    return [changing(selection, 'Quote the label', CodeActionKind.RefactorRewrite, [change])];
  }
  const text = item?.node === 'string' ? plainText(item) : null;
  if (item === undefined || text === null || !/^[A-Za-z_][A-Za-z0-9_-]*$/.test(text)) return [];
  return [
    changing(selection, 'Write the label without quotes', CodeActionKind.RefactorRewrite, [
      { ...item.span, text },
    ]),
  ];
}
