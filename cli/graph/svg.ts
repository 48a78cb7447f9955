import { html } from '../html/markup.ts';
import type { Markup } from '../html/markup.ts';
import { raw } from '../html/icons.ts';
import { BOX_HEIGHT, CHARACTER, PADDING, layout } from './layout.ts';
import type { PlacedNode, Segment } from './layout.ts';
import { KINDS, isRole } from './model.ts';
import type { Graph, NodeKind } from './model.ts';

const STYLE = `
.page { fill: #f6f7f9 } .edge { fill: none; stroke: #8b949e; stroke-opacity: .55 } text { fill: #1c2128 }
.box { fill: #fff; stroke: var(--tone); stroke-width: 1.5 } .head { fill: #59636e; font-weight: 600 }
.file { --tone: #6e7781 } .source { --tone: #59636e } .role { --tone: #7a3fd0 } .library-role { --tone: #0e7c86 }
.image { --tone: #0b63ce } .target { --tone: #1a7f37 } .system { --tone: #9a6700 }
.image .box { fill: #e8f1fd } .target .box { fill: #eaf6ee } .system .box { fill: #fbf4e4 }
@media (prefers-color-scheme: dark) {
  .page { fill: #0f1318 } .edge { stroke: #8b949e } text { fill: #e6eaef } .box { fill: #171c23 } .head { fill: #9aa5b1 }
  .file { --tone: #8b949e } .source { --tone: #9aa5b1 } .role { --tone: #b794f6 } .library-role { --tone: #4cc3cd }
  .image { --tone: #66aaff } .target { --tone: #46c46a } .system { --tone: #e0a63a }
  .image .box { fill: #142236 } .target .box { fill: #14261a } .system .box { fill: #2a2213 }
}`.trim();

const HEADS: Readonly<Record<NodeKind, string>> = {
  file: 'files',
  source: 'sources',
  role: 'roles',
  'library role': 'library roles',
  image: 'images',
  target: 'targets',
  system: 'systems',
};

/** By another name, so that Prettier leaves the lines of the drawing as they stand. */
const xml = html;

/** The graph as a drawing that needs no script and loads nothing. It follows the reader's light or dark mode. */
export function graphSvg(graph: Graph): string {
  const { width, height, nodes, lines } = layout(graph);
  const size = [width, height].map(round);
  const font = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace";
  const paths = lines.map((line) => xml`<path class="edge" d="${curve(line)}"/>\n`);
  return xml`<svg xmlns="http://www.w3.org/2000/svg" width="${size[0]!}" height="${size[1]!}" viewBox="0 0 ${size.join(' ')}" font-family="${font}" font-size="12">
<title>What the images depend on</title>
<style>
${raw(STYLE)}
</style>
<rect class="page" width="100%" height="100%"/>
${heads(nodes)}${paths}${nodes.map(box)}</svg>
`.text;
}

/** Titles of the columns: the kinds of the nodes that stand in each. */
function heads(nodes: readonly PlacedNode[]): Markup[] {
  const byColumn = new Map<number, Set<NodeKind>>();
  for (const { x, kind } of nodes) byColumn.set(x, (byColumn.get(x) ?? new Set()).add(kind));
  return [...byColumn].map(([x, kinds]) => {
    const words = KINDS.filter((kind) => kinds.has(kind)).map((kind) => HEADS[kind]);
    return xml`<text class="head" x="${round(x)}" y="34">${words.join(', ')}</text>\n`;
  });
}

function box({ kind, name, file, x, y, width }: PlacedNode): Markup {
  const place = file === null ? kind : `${kind}, declared in ${file}`;
  const corner = kind === 'system' ? BOX_HEIGHT / 2 : isRole(kind) ? 7 : 2;
  const rectangle = xml`<rect class="box" x="${round(x)}" y="${round(y - BOX_HEIGHT / 2)}" width="${round(width)}" height="${BOX_HEIGHT}" rx="${corner}"/>`;
  const text = xml`<text x="${round(x + PADDING / 2)}" y="${round(y + 4)}">${shortened(name, width)}</text>`;
  return xml`<g class="${kind.replace(' ', '-')}"><title>${name}: ${place}</title>${rectangle}${text}</g>\n`;
}

/** Text that is too wide for its box loses its beginning: the end of a path tells it from others. */
function shortened(name: string, width: number): string {
  const most = Math.floor((width - PADDING) / CHARACTER);
  const letters = [...name];
  return letters.length <= most ? name : `…${letters.slice(letters.length - most + 1).join('')}`;
}

/** Straight through a column, in a bow from one column to the next, or to another box of the same one. */
function curve({ x1, y1, x2, y2 }: Segment): string {
  if (y1 === y2) return `M${round(x1)} ${round(y1)}H${round(x2)}`;
  if (x1 === x2) {
    const out = round(x1 + Math.min(24 + Math.abs(y2 - y1) / 4, 80));
    return `M${round(x1)} ${round(y1)}C${out} ${round(y1)} ${out} ${round(y2)} ${round(x2)} ${round(y2)}`;
  }
  const bend = (x2 - x1) / 2;
  return `M${round(x1)} ${round(y1)}C${round(x1 + bend)} ${round(y1)} ${round(x2 - bend)} ${round(y2)} ${round(x2)} ${round(y2)}`;
}

const round = (value: number): string => String(Math.round(value * 10) / 10);
