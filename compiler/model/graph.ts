/**
 * The circles of a directed graph: groups of nodes each of which leads to all others of its group, or a single node that
 * leads to itself. Tarjan's algorithm, without recursion, so that no chain is too long.
 */
export function circlesOf<N>(nodes: Iterable<N>, next: (node: N) => readonly N[]): Set<N>[] {
  const found: Set<N>[] = [];
  const index = new Map<N, number>();
  const low = new Map<N, number>();
  const open: N[] = [];
  const isOpen = new Set<N>();
  const enter = (node: N) => {
    index.set(node, index.size);
    low.set(node, index.get(node)!);
    open.push(node);
    isOpen.add(node);
    return { node, edges: next(node), at: 0 };
  };
  const lower = (node: N, to: number) => low.set(node, Math.min(low.get(node)!, to));
  for (const root of nodes) {
    if (index.has(root)) continue;
    const stack = [enter(root)];
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      const { node, edges } = top;
      const to = edges[top.at++];
      if (to !== undefined) {
        if (!index.has(to)) stack.push(enter(to));
        else if (isOpen.has(to)) lower(node, index.get(to)!);
        continue;
      }
      stack.pop();
      const above = stack.at(-1);
      if (above !== undefined) lower(above.node, low.get(node)!);
      if (low.get(node) !== index.get(node)) continue;
      const group = new Set<N>();
      for (let last: N | undefined; last !== node;) {
        last = open.pop()!;
        isOpen.delete(last);
        group.add(last);
      }
      if (group.size > 1 || edges.includes(node)) found.push(group);
    }
  }
  return found;
}

/** A way within a circle from one of its nodes back to it, that node first; the shortest. */
export function wayRound<N>(start: N, circle: ReadonlySet<N>, next: (node: N) => readonly N[]): N[] {
  const before = new Map<N, N>();
  const queue: N[] = [start];
  for (const node of queue) {
    for (const to of next(node)) {
      if (to === start) {
        const way = [node];
        while (way[0] !== start) way.unshift(before.get(way[0]!)!);
        return way;
      }
      if (!circle.has(to) || before.has(to)) continue;
      before.set(to, node);
      queue.push(to);
    }
  }
  return [start];
}
