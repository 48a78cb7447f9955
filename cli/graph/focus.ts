import { addTo } from '../../compiler/model/multimap.ts';
import type { Graph, GraphNode } from './model.ts';

/** Returns the nodes that a name stands for: by name, or by the path of a file. */
export function nodesNamed(graph: Graph, name: string): GraphNode[] {
  return graph.nodes.filter((node) => node.name === name || node.id === name);
}

/** Returns the part of a graph that some nodes depend on, and that depends on them. */
export function around(graph: Graph, nodes: readonly GraphNode[]): Graph {
  const [below, above] = [adjacent(graph, 'from', 'to'), adjacent(graph, 'to', 'from')];
  const kept = new Set([...reach(nodes, below), ...reach(nodes, above)]);
  return {
    nodes: graph.nodes.filter(({ id }) => kept.has(id)),
    edges: graph.edges.filter(({ from, to }) => kept.has(from) && kept.has(to)),
  };
}

/** The nodes at the other end of the edges of each node. */
export function adjacent(
  { edges }: Pick<Graph, 'edges'>,
  of: 'from' | 'to',
  other: 'from' | 'to',
): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const edge of edges) addTo(found, edge[of], edge[other]);
  return found;
}

function reach(nodes: readonly GraphNode[], next: ReadonlyMap<string, readonly string[]>): Set<string> {
  const seen = new Set(nodes.map(({ id }) => id));
  // A set that grows is walked to its end.
  for (const id of seen) for (const to of next.get(id) ?? []) seen.add(to);
  return seen;
}

/** Replaces the targets by a number in the name of their image, for drawings of many images. */
export function withoutTargets(graph: Graph): Graph {
  const imageOf = new Map<string, string>();
  const count = new Map<string, number>();
  const kinds = new Map(graph.nodes.map(({ id, kind }) => [id, kind]));
  for (const { from, to } of graph.edges) {
    if (kinds.get(from) !== 'target' || kinds.get(to) !== 'image') continue;
    imageOf.set(from, to);
    count.set(to, (count.get(to) ?? 0) + 1);
  }
  const seen = new Set<string>();
  const edges = graph.edges.flatMap(({ from, to }) => {
    const edge = { from: imageOf.get(from) ?? from, to };
    const key = `${edge.from}\0${to}`;
    if (edge.from === to || seen.has(key)) return [];
    seen.add(key);
    return [edge];
  });
  const nodes = graph.nodes
    .filter(({ kind }) => kind !== 'target')
    .map((node) => {
      const targets = count.get(node.id);
      return targets === undefined
        ? node
        : { ...node, name: `${node.name} (${targets} target${targets === 1 ? '' : 's'})` };
    });
  return { nodes, edges };
}
