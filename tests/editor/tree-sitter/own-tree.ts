import { parse } from '../../../grammar/parse/parser.ts';
import type { Span } from '../../../grammar/span.ts';
import type { Found } from './probe.ts';

/** What the nodes of our own tree are called in the grammar for tree-sitter; null for those that it does not have. */
const TYPES: Readonly<Record<string, string | null>> = {
  file: null,
  import: 'import',
  image: 'declaration',
  role: 'declaration',
  os: 'declaration',
  family: 'declaration',
  block: 'block',
  attribute: 'attribute',
  param: 'param',
  let: 'let',
  use: 'use',
  when: 'when',
  match: 'match',
  arm: 'match_arm',
  for: 'for',
  element: 'element',
  labels: 'label_list',
  type: 'type',
  typefield: 'type_field',
  string: 'string',
  text: null,
  list: 'list',
  map: 'map',
  listfor: 'list_for',
  call: 'call',
  get: 'field',
  index: 'index',
  not: 'not',
  binary: 'binary',
  conditional: 'conditional',
  matchexpr: 'match_expression',
  ref: 'reference',
  name: 'name',
  int: 'integer',
  bool: 'boolean',
  unset: 'unset',
  size: 'size',
  duration: 'duration',
  mode: 'mode',
};

const COMMON = new Set(Object.values(TYPES));

interface Node {
  readonly node: string;
  readonly span: Span;
}

/** The nodes that our own parser finds in a text; null if there is a mistake in it. */
export function ownNodes(text: string): string[] | null {
  const { file, diagnostics } = parse('a.vkimage', text);
  if (diagnostics.length > 0) return null;
  const found: Found[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    if ('node' in value && !isElseWhen(value as Node)) {
      const { node, span } = value as Node;
      if (!(node in TYPES)) throw new Error(`No type in the grammar for tree-sitter stands for \`${node}\``);
      const name = TYPES[node]!;
      if (name !== null) found.push({ name, start: span.start, end: span.end });
    }
    Object.values(value).forEach(visit);
  };
  visit(file);
  return listed(found, text);
}

/** The block in which our own tree puts the `when` of an `else when`, with no braces of its own. */
function isElseWhen({ node, span, ...rest }: Node): boolean {
  const [only] = (rest as { members?: readonly Node[] }).members ?? [];
  return node === 'block' && only?.node === 'when' && only.span.start === span.start;
}

/** The nodes of the other parser that ours has too, and what it could not read. */
export function sharedNodes(nodes: readonly Found[], text: string): string[] {
  const references = new Set(nodes.filter(({ name }) => name === 'reference').map(({ start }) => start));
  const shared = nodes.filter(
    ({ name, start }) =>
      (COMMON.has(name) && !(name === 'name' && references.has(start))) || /^(ERROR|MISSING)/.test(name),
  );
  return listed(shared, text);
}

/** The nodes in the order in which they begin, each on a line that a difference can be read from. */
function listed(nodes: readonly Found[], text: string): string[] {
  return [...nodes]
    .sort((a, b) => a.start - b.start || b.end - a.end || (a.name < b.name ? -1 : 1))
    .map(({ name, start, end }) => `${start}-${end} ${name}: ${text.slice(start, end).slice(0, 40)}`);
}
