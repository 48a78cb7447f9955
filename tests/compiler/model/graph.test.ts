import { describe, expect, it } from 'vitest';
import { circlesOf, wayRound } from '../../../compiler/model/graph.ts';

/** `a>b b>c`: nodes with what they lead to. */
function graph(text: string) {
  const edges = text.split(' ').map((edge) => edge.split('>') as [string, string]);
  const nodes = [...new Set(edges.flat())];
  return { nodes, next: (node: string) => edges.flatMap(([from, to]) => (from === node ? [to] : [])) };
}

describe('circles', () => {
  it('are none where nothing leads back', () => {
    const { nodes, next } = graph('a>b a>c b>d c>d');
    expect(circlesOf(nodes, next)).toEqual([]);
  });

  it('are groups of which each leads to all, and what leads to itself', () => {
    const { nodes, next } = graph('a>b b>c c>a c>d d>e e>e f>a');
    const found = circlesOf(nodes, next).map((circle) => [...circle].sort().join(''));
    expect(found.sort()).toEqual(['abc', 'e']);
  });

  it('are found in chains of any length', () => {
    const nodes = Array.from({ length: 50_000 }, (_, i) => i);
    const chain = (node: number) => (node + 1 < nodes.length ? [node + 1] : []);
    expect(circlesOf(nodes, chain)).toEqual([]);
    const ring = (node: number) => [(node + 1) % nodes.length];
    expect(circlesOf(nodes, ring).map((circle) => circle.size)).toEqual([nodes.length]);
  });

  it('have a shortest way round', () => {
    const { next } = graph('a>b b>c c>a b>d d>e e>a a>x');
    expect(wayRound('a', new Set(['a', 'b', 'c', 'd', 'e']), next)).toEqual(['a', 'b', 'c']);
  });
});
