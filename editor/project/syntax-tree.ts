import type { Span } from '../../grammar/span.ts';
import type { BlockDeclaration, SourceFile } from '../../grammar/syntax.ts';

/** Any node of the syntax tree. */
export interface AnyNode {
  readonly node?: string;
  readonly span: Span;
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'span' in value;
}

/** The nodes directly below one, in the order in which they are declared. */
function childrenOf(node: AnyNode): AnyNode[] {
  const found: AnyNode[] = [];
  const visit = (value: unknown) => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (isNode(value)) found.push(value);
  };
  for (const [key, value] of Object.entries(node)) if (key !== 'span') visit(value);
  return found;
}

/** The nodes around an offset, the outermost first. One that only ends there counts. */
export function nodesAt(file: SourceFile, offset: number): AnyNode[] {
  const path: AnyNode[] = [];
  let at: AnyNode | undefined = file;
  while (at !== undefined) {
    path.push(at);
    const inside: AnyNode[] = childrenOf(at).filter(({ span }) => span.start <= offset && offset <= span.end);
    at = inside.find(({ span }) => offset < span.end) ?? inside.at(-1);
  }
  return path;
}

/** Every node of a tree, the outer ones first. */
export function* allNodes(node: AnyNode): Iterable<AnyNode> {
  yield node;
  for (const child of childrenOf(node)) yield* allNodes(child);
}

/** Nodes of one sort. */
export function nodesOf<T extends AnyNode>(root: AnyNode, sort: NonNullable<T['node']>): T[] {
  return [...allNodes(root)].filter((node): node is T => node.node === sort);
}

/** The image, role, system or family that an offset is in. */
export function declarationAround(file: SourceFile, offset: number): BlockDeclaration | null {
  const found = file.declarations.find(({ span }) => span.start <= offset && offset <= span.end);
  return found === undefined || found.node === 'let' || found.node === 'param' ? null : found;
}
