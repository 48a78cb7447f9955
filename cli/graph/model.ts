/** What a node of the graph stands for. */
export type NodeKind = 'file' | 'source' | 'role' | 'library role' | 'system' | 'image' | 'target';

export interface GraphNode {
  /** Unique in the graph: `role company_base`. */
  readonly id: string;
  readonly kind: NodeKind;
  /** The name that people know it by. */
  readonly name: string;
  /** The source that declares it, relative to the current folder; null of a file, and of what the standard library has. */
  readonly file: string | null;
}

/** `from` depends on `to`. */
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
}

export interface Graph {
  /** In order of kind and name. */
  readonly nodes: readonly GraphNode[];
  /** In order of `from` and `to`; each once. */
  readonly edges: readonly GraphEdge[];
}

export const KINDS: readonly NodeKind[] = [
  'file',
  'source',
  'library role',
  'role',
  'image',
  'target',
  'system',
];

export const isRole = (kind: NodeKind): boolean => kind === 'role' || kind === 'library role';

/** Collects nodes and edges, each once. */
export class GraphBuilder {
  readonly #nodes = new Map<string, GraphNode>();
  readonly #edges = new Map<string, Set<string>>();

  /** Returns the id. */
  node(kind: NodeKind, key: string, name: string = key, file: string | null = null): string {
    const id = `${kind} ${key}`;
    if (!this.#nodes.has(id)) this.#nodes.set(id, { id, kind, name, file });
    return id;
  }

  edge(from: string, to: string): void {
    const all = this.#edges.get(from) ?? new Set();
    this.#edges.set(from, all.add(to));
  }

  graph(): Graph {
    const place = new Map(KINDS.map((kind, i) => [kind, i]));
    const nodes = [...this.#nodes.values()].sort(
      (a, b) => place.get(a.kind)! - place.get(b.kind)! || compare(a.id, b.id),
    );
    const edges = nodes.flatMap(({ id }) =>
      [...(this.#edges.get(id) ?? [])].sort(compare).map((to): GraphEdge => ({ from: id, to })),
    );
    return { nodes, edges };
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
