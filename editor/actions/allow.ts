import { CodeActionKind } from 'vscode-languageserver-types';
import type { CodeAction } from 'vscode-languageserver';
import { isRule } from '../../stdlib/rule-set.ts';
import type { Block, BlockDeclaration, Element, Use } from '../../grammar/syntax.ts';
import { library } from '../../stdlib/index.ts';
import { lspDiagnostic } from '../project/problems.ts';
import { nodesAt } from '../project/syntax-tree.ts';
import type { AnyNode } from '../project/syntax-tree.ts';
import { indentAt } from '../text/cursor.ts';
import { changing } from './action.ts';
import type { Change, Selection } from './action.ts';

/** `allow RULE { reason = "" }` for each rule that is broken at a place: in the resource, or else in the image or role. */
export function allow(selection: Selection): CodeAction[] {
  const { place, start, end } = selection;
  const { project, file } = place;
  return project.diagnostics.flatMap((diagnostic) => {
    const { code, span } = diagnostic;
    if (!isRule(code) || span.file !== file || span.end < start || span.start > end) return [];
    const nodes = nodesAt(project.parsed(file).file, span.start);
    const holder = nodes.findLast(isHolder);
    if (holder === undefined) return [];
    const change = insertion(project.text(file), holder, `allow ${code} { reason = "" }`);
    const title = `Allow \`${code}\` ${'kind' in holder || 'role' in holder ? 'here' : `in \`${holder.name.text}\``}`;
    return changing(selection, title, CodeActionKind.QuickFix, [change], {
      diagnostics: [lspDiagnostic(diagnostic, project)],
    });
  });
}

type Holder = Element | Use | BlockDeclaration;

/** What may hold an `allow`: a resource, a `use`, an image, a role. */
function isHolder(node: AnyNode): node is Holder {
  if (node.node === 'element') return library.kinds.has((node as Element).kind.text);
  return node.node === 'use' || node.node === 'image' || node.node === 'role';
}

/** A member as the first of a block, which is made if there is none. */
function insertion(
  text: string,
  { body, span }: { readonly body: Block | null; readonly span: Holder['span'] },
  member: string,
): Change {
  const indent = `${indentAt(text, span.start)}  `;
  if (body === null)
    return { start: span.end, end: span.end, text: ` {\n${indent}${member}\n${indent.slice(2)}}` };
  const at = body.span.start + 1;
  const empty = /^\s*$/.test(text.slice(at, body.span.end - 1));
  const oneLine = !text.slice(body.span.start, body.span.end).includes('\n');
  if (empty) return { start: at, end: body.span.end - 1, text: `\n${indent}${member}\n${indent.slice(2)}` };
  if (oneLine) {
    const inner = text.slice(at, body.span.end - 1).trim();
    return {
      start: at,
      end: body.span.end - 1,
      text: `\n${indent}${member}\n${indent}${inner}\n${indent.slice(2)}`,
    };
  }
  return { start: at, end: at, text: `\n${indent}${member}` };
}
