import { columns } from '../../compiler/diagnostics/width.ts';
import { addTo } from '../../compiler/model/multimap.ts';
import { isRole } from './model.ts';
import type { Graph, GraphEdge, GraphNode, NodeKind } from './model.ts';

export interface PlacedNode extends GraphNode {
  readonly x: number;
  /** The middle of the box. */
  readonly y: number;
  readonly width: number;
}

/** A part of a line between boxes: across the gap between two columns, straight through a column, or beside one that has both boxes. */
export interface Segment {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly lines: readonly Segment[];
}

export const BOX_HEIGHT = 24;
/** What a box takes of its column, and what a line takes that passes through it. */
const ROW = 32;
const LANE = 9;
/** The width of a letter, and of what a box has beside its text. */
export const CHARACTER = 7.3;
export const PADDING = 22;
const GAP = 110;
const MARGIN = 24;
/** Above the first box, for the titles of the columns. */
const HEAD = 44;
const SWEEPS = 6;

/**
 * Places the nodes in columns: on the left what others depend on, images and targets to the right, systems last.
 * Within a column, a node stands near the nodes that it is connected with. A line that leads past a column has a lane in it; lines
 * from one node share their lanes. Takes time in proportion to the number of nodes and edges (but for sorting), so that it works for
 * thousands of nodes, where general layouts take minutes.
 */
export function layout(graph: Graph): Layout {
  const { layers, steps } = layered(graph);
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const neighbours = new Map<string, string[]>(layers.flat().map((id) => [id, []]));
  for (const [left, right] of steps) {
    // Targets stand beside their image; the few systems, which many targets share, go where those are.
    if (byId.get(right)?.kind !== 'system') neighbours.get(left)!.push(right);
    neighbours.get(right)!.push(left);
  }
  const room = (id: string) => (byId.has(id) ? ROW : LANE);
  const y = ordered(layers, neighbours, room);
  const placed = new Map<string, PlacedNode>();
  const lanes = new Map<string, Segment>();
  let x = MARGIN;
  for (const layer of layers) {
    const nodes = layer.flatMap((id) => byId.get(id) ?? []);
    const widths = nodes.map(({ name }) => Math.min(columns(name) * CHARACTER + PADDING, 420));
    const width = Math.ceil(Math.max(0, ...widths));
    for (const id of layer) {
      const at = HEAD + MARGIN + y.get(id)!;
      const node = byId.get(id);
      if (node === undefined) lanes.set(id, { x1: x, y1: at, x2: x + width, y2: at });
      else placed.set(id, { ...node, x, y: at, width });
    }
    x += width + GAP;
  }
  const nodes = graph.nodes.map(({ id }) => placed.get(id)!);
  const end = (id: string): Segment => {
    const lane = lanes.get(id);
    if (lane !== undefined) return lane;
    const node = placed.get(id)!;
    return { x1: node.x, y1: node.y, x2: node.x + node.width, y2: node.y };
  };
  const lines = steps.map(([left, right]): Segment => {
    const [a, b] = [end(left), end(right)];
    return { x1: a.x2, y1: a.y2, x2: a.x1 === b.x1 ? b.x2 : b.x1, y2: b.y1 };
  });
  const lowest = [...y.values()].reduce((most, each) => Math.max(most, each), 0);
  return {
    width: Math.max(x - GAP + MARGIN, 240),
    height: HEAD + MARGIN + lowest + BOX_HEIGHT / 2 + MARGIN,
    nodes,
    lines: [...lines, ...lanes.values()],
  };
}

/** The columns with their nodes and lanes, and the steps from column to column, left before right. */
function layered(graph: Graph): {
  readonly layers: string[][];
  readonly steps: readonly (readonly [string, string])[];
} {
  const ranks = columnsOf(graph);
  const layers: string[][] = [];
  for (const { id } of graph.nodes) (layers[ranks.get(id)!] ??= []).push(id);
  const steps: (readonly [string, string])[] = [];
  const lanes = new Set<string>();
  for (const { from, to } of graph.edges) {
    const [left, right] = ranks.get(from)! < ranks.get(to)! ? [from, to] : [to, from];
    let last = left;
    for (let rank = ranks.get(left)! + 1; rank < ranks.get(right)!; rank++) {
      if (layers[rank] === undefined) continue;
      const lane = `${left}\0${rank}`;
      if (!lanes.has(lane)) {
        lanes.add(lane);
        layers[rank]!.push(lane);
        steps.push([last, lane]);
      }
      last = lane;
    }
    steps.push([last, right]);
  }
  return { layers: layers.filter((layer) => layer !== undefined), steps };
}

/** The column of each node: files and sources, then the roles, each right of those that it uses, then images, targets, systems. */
function columnsOf({ nodes, edges }: Graph): Map<string, number> {
  const kinds = new Map(nodes.map(({ id, kind }) => [id, kind]));
  const roles = depths(nodes, edges, isRole);
  const sources = depths(nodes, edges, (kind) => kind === 'source');
  const most = (kind: (each: NodeKind) => boolean, found: ReadonlyMap<string, number>) =>
    nodes.reduce((max, node) => (kind(node.kind) ? Math.max(max, found.get(node.id)!) : max), -1) + 1;
  const ofSources = Math.max(
    most((kind) => kind === 'source', sources),
    kinds.size > 0 ? 1 : 0,
  );
  const ofRoles = most(isRole, roles);
  return new Map(
    nodes.map(({ id, kind }) => {
      if (kind === 'file') return [id, 0];
      if (kind === 'source') return [id, sources.get(id)!];
      if (isRole(kind)) return [id, ofSources + roles.get(id)!];
      return [id, ofSources + ofRoles + { image: 0, target: 1, system: 2 }[kind as 'image']];
    }),
  );
}

/** The length of the longest way down from each node over nodes of its own sort. There are no circles: the compiler refuses them. */
function depths(
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
  sort: (kind: NodeKind) => boolean,
): Map<string, number> {
  const own = new Set(nodes.flatMap(({ id, kind }) => (sort(kind) ? [id] : [])));
  const users = new Map<string, string[]>();
  const open = new Map<string, number>([...own].map((id) => [id, 0]));
  for (const { from, to } of edges) {
    if (!own.has(from) || !own.has(to)) continue;
    addTo(users, to, from);
    open.set(from, open.get(from)! + 1);
  }
  const depth = new Map<string, number>([...own].map((id) => [id, 0]));
  const ready = [...own].filter((id) => open.get(id) === 0);
  for (const id of ready) {
    for (const user of users.get(id) ?? []) {
      depth.set(user, Math.max(depth.get(user)!, depth.get(id)! + 1));
      open.set(user, open.get(user)! - 1);
      if (open.get(user) === 0) ready.push(user);
    }
  }
  return depth;
}

/** Heights of nodes and lanes, each column in an order in which few lines cross. Orders `layers` in place. */
function ordered(
  layers: readonly string[][],
  neighbours: ReadonlyMap<string, readonly string[]>,
  room: (id: string) => number,
): Map<string, number> {
  const y = new Map<string, number>();
  const sum = (layer: readonly string[]) => layer.reduce((total, id) => total + room(id), 0);
  const tallest = Math.max(0, ...layers.map(sum));
  const spread = (layer: readonly string[]) => {
    let top = (tallest - sum(layer)) / 2;
    for (const id of layer) {
      y.set(id, top + room(id) / 2);
      top += room(id);
    }
  };
  for (const layer of layers) spread(layer);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const layer of sweep % 2 === 0 ? layers : layers.toReversed()) {
      const wanted = new Map(layer.map((id) => [id, middle(neighbours.get(id)!, y) ?? y.get(id)!]));
      layer.sort((a, b) => wanted.get(a)! - wanted.get(b)!);
      spread(layer);
    }
  }
  // A short column need not stand close together: each node goes to its neighbours' height if the others leave room.
  for (const layer of layers) {
    const wanted = layer.map((id) => middle(neighbours.get(id)!, y) ?? y.get(id)!);
    settle(wanted, layer.map(room), tallest).forEach((at, i) => y.set(layer[i]!, at));
  }
  return y;
}

function middle(ids: readonly string[], y: ReadonlyMap<string, number>): number | null {
  if (ids.length === 0) return null;
  return ids.reduce((sum, id) => sum + y.get(id)!, 0) / ids.length;
}

/** Moves middles, which keep their order, as little as needed for the room that each takes, within 0 and `last`. */
function settle(wanted: readonly number[], rooms: readonly number[], last: number): number[] {
  const at: number[] = [];
  let top = 0;
  for (const [i, each] of wanted.entries()) {
    at.push(Math.max(each, top + rooms[i]! / 2));
    top = at[i]! + rooms[i]! / 2;
  }
  let bottom = last;
  for (let i = at.length - 1; i >= 0; i--) {
    at[i] = Math.min(at[i]!, bottom - rooms[i]! / 2);
    bottom = at[i]! - rooms[i]! / 2;
  }
  return at;
}
