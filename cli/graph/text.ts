import type { Graph, GraphNode, NodeKind } from './model.ts';

/** The version of the JSON's form. */
const GRAPH_VERSION = 1;

export function graphJson(graph: Graph): string {
  return `${JSON.stringify({ version: GRAPH_VERSION, ...graph }, null, 2)}\n`;
}

const SHAPES: Readonly<Record<NodeKind, string>> = {
  file: 'note',
  source: 'note',
  role: 'box',
  'library role': 'box',
  system: 'ellipse',
  image: 'box3d',
  target: 'component',
};

/** The language of Graphviz. */
export function graphDot({ nodes, edges }: Graph): string {
  return [
    'digraph vkc {',
    '  rankdir = RL;',
    '  node [fontname = "monospace", fontsize = 11];',
    ...nodes.map(
      ({ id, kind, name }) =>
        `  ${quoted(id)} [label = ${quoted(name)}, shape = ${SHAPES[kind]}, class = ${quoted(kind)}];`,
    ),
    ...edges.map(({ from, to }) => `  ${quoted(from)} -> ${quoted(to)};`),
    '}',
    '',
  ].join('\n');
}

/** In DOT, a backslash starts an escape only within labels; it is doubled everywhere, which means the same. */
const quoted = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&').replace(/\s/g, ' ')}"`;

const BRACKETS: Readonly<Record<NodeKind, readonly [string, string]>> = {
  file: ['>', ']'],
  source: ['>', ']'],
  role: ['(', ')'],
  'library role': ['(', ')'],
  system: ['{{', '}}'],
  image: ['[[', ']]'],
  target: ['[', ']'],
};

/** What GitLab, GitHub and many editors draw in Markdown. */
export function graphMermaid({ nodes, edges }: Graph): string {
  const short = new Map(nodes.map(({ id }, i) => [id, `n${i}`]));
  const box = ({ id, kind, name }: GraphNode) => {
    const [open, close] = BRACKETS[kind];
    return `  ${short.get(id)}${open}"${mermaidText(name)}"${close}`;
  };
  return [
    'flowchart RL',
    ...nodes.map(box),
    ...edges.map(({ from, to }) => `  ${short.get(from)} --> ${short.get(to)}`),
    '',
  ].join('\n');
}

/** Mermaid reads entities as `#quot;`. */
const mermaidText = (text: string): string =>
  text.replace(/[#"<>&`\\]/g, (mark) => `#${mark.codePointAt(0)};`).replace(/\s/g, ' ');
