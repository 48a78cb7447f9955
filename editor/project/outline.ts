import { SymbolKind } from 'vscode-languageserver-types';
import type { DocumentSymbol } from 'vscode-languageserver';
import type { Span } from '../../grammar/span.ts';
import type { Block, Declaration, Element, Member, When } from '../../grammar/syntax.ts';
import type { Project } from './project.ts';

/** What declarations are to an editor. */
export const DECLARED = {
  image: SymbolKind.Package,
  role: SymbolKind.Module,
  os: SymbolKind.Constant,
  family: SymbolKind.Namespace,
  let: SymbolKind.Variable,
  param: SymbolKind.Property,
} as const;

/** The symbols of a document. */
export function symbolsOf(project: Project, file: string): DocumentSymbol[] {
  const text = project.text(file);
  const written = ({ start, end }: Pick<Span, 'start' | 'end'>) =>
    text.slice(start, end).replace(/\s+/g, ' ');
  const symbol = (
    name: string,
    detail: string,
    kind: SymbolKind,
    span: Span,
    head: Span,
    body: Block | null,
  ): DocumentSymbol => ({
    name: name === '' ? '…' : name,
    detail,
    kind,
    range: project.range(span),
    selectionRange: project.range(head),
    ...(body !== null && { children: members(body) }),
  });
  const members = ({ members: all }: Block): DocumentSymbol[] => all.flatMap(member);
  const branches = (node: When): DocumentSymbol[] => [
    symbol(`when ${written(node.test.span)}`, '', SymbolKind.Struct, node.span, node.test.span, node.then),
    ...(node.else === null ? [] : node.else.node === 'when' ? branches(node.else) : members(node.else)),
  ];
  const element = (node: Element): DocumentSymbol => {
    const label = node.label === null ? '' : written(node.label.span).replace(/^"(.*)"$/, '$1');
    const head = node.label?.span ?? node.kind.span;
    const kind = node.label === null ? SymbolKind.Struct : SymbolKind.Object;
    const name = label === '' ? node.kind.text : label;
    return symbol(name, label === '' ? '' : node.kind.text, kind, node.span, head, node.body);
  };
  const member = (node: Member): DocumentSymbol[] => {
    switch (node.node) {
      case 'let':
      case 'param':
        return [symbol(node.name.text, node.node, DECLARED[node.node], node.span, node.name.span, null)];
      case 'use':
        return [
          symbol((node.alias ?? node.role).text, 'use', SymbolKind.Event, node.span, node.role.span, null),
        ];
      case 'when':
        return branches(node);
      case 'match':
        return [
          ...node.arms.map(({ patterns, body, span }) => {
            const name = patterns.map((each) => written(each.span)).join(', ');
            return symbol(
              name,
              written(node.subject.span),
              SymbolKind.Struct,
              span,
              patterns[0]?.span ?? span,
              body,
            );
          }),
          ...(node.else === null ? [] : members(node.else)),
        ];
      case 'for':
        return [
          symbol(
            `for ${node.variable.text}`,
            written(node.list.span),
            SymbolKind.Struct,
            node.span,
            node.variable.span,
            node.body,
          ),
        ];
      case 'element':
        return [element(node)];
      case 'attribute':
        return [];
    }
  };
  return project
    .parsed(file)
    .file.declarations.map((each: Declaration) =>
      symbol(
        each.name.text,
        each.node,
        DECLARED[each.node],
        each.span,
        each.name.span,
        'body' in each ? each.body : null,
      ),
    );
}
