import { describe, expect, test } from 'vitest';
import { compile } from '../../../stdlib/index.ts';
import { BOX_HEIGHT, layout } from '../../../cli/graph/layout.ts';
import type { Graph, GraphNode } from '../../../cli/graph/model.ts';
import { folder, vkc as run } from '../../support/command-line.ts';

const PROJECT = {
  'vkc.yaml': '',
  'company.vkimage': `# Base.
role company_base {
  use ntp
  file "/etc/company.conf" { source = file("files/company.conf") }
}

# Not used by any image.
role company_other {
  package jq
}
`,
  'files/company.conf': 'a = 1\n',
  'images/shop.vkimage': `import "../company.vkimage"

# The shop.
image xaas-shop {
  version = "1.0.0"
  os      = [debian12, almalinux9]
  when os.family == debian {
    use company_base
  } else {
    use company_base
  }
  use nginx
}
`,
  'images/cache.vkimage':
    '# The cache.\nimage xaas-cache {\n  version = "1.0.0"\n  os = [debian12]\n  package redis\n}\n',
};

const vkc = (cwd: string, ...argv: string[]) => run(cwd, ['graph', ...argv], { compile });
const read = (text: string): Graph => JSON.parse(text) as Graph;
const lines = ({ edges }: Graph) => edges.map(({ from, to }) => `${from} -> ${to}`);

describe('vkc graph', () => {
  test('tells what depends on what', async () => {
    const { exit, out } = await vkc(folder(PROJECT), '--format', 'json');
    expect(exit).toBe(0);
    const graph = read(out);
    expect(graph).toMatchObject({ version: 1 });
    expect(graph.nodes).toContainEqual({
      id: 'role company.vkimage company_base',
      kind: 'role',
      name: 'company_base',
      file: 'company.vkimage',
    });
    expect(lines(graph)).toEqual([
      'source images/shop.vkimage -> source company.vkimage',
      'role company.vkimage company_base -> file files/company.conf',
      'role company.vkimage company_base -> library role ntp',
      'role company.vkimage company_base -> source company.vkimage',
      'image xaas-cache -> source images/cache.vkimage',
      'image xaas-shop -> library role nginx',
      'image xaas-shop -> role company.vkimage company_base',
      'image xaas-shop -> source images/shop.vkimage',
      'target xaas-cache -> image xaas-cache',
      'target xaas-cache -> system debian12',
      'target xaas-shop-almalinux9 -> image xaas-shop',
      'target xaas-shop-almalinux9 -> system almalinux9',
      'target xaas-shop-debian12 -> image xaas-shop',
      'target xaas-shop-debian12 -> system debian12',
    ]);
  });

  test('tells what is built on what', async () => {
    const image = (name: string, more: string) =>
      `# ${name}.\nimage ${name} {\n  version = "1.0.0"\n  os = [debian12]\n  ${more}\n  package jq\n}\n`;
    const cwd = folder({ 'a.vkimage': image('base', '') + image('shop', 'base = image.base') });
    const { out } = await vkc(cwd, '--format', 'json');
    expect(lines(read(out)).filter((line) => line.endsWith(' base'))).toEqual([
      'image shop -> image base',
      'target base -> image base',
      'target shop -> target base',
    ]);
    const part = read((await vkc(cwd, '--of', 'base', '--format', 'json')).out);
    expect(part.nodes.map(({ id }) => id)).toContain('target shop');
  });

  test('shows one thing with what it depends on and what depends on it', async () => {
    const cwd = folder(PROJECT);
    const names = async (...of: string[]) =>
      read((await vkc(cwd, '--format', 'json', '--of', ...of)).out).nodes.map(({ name }) => name);
    expect(await names('company_base')).toEqual([
      'files/company.conf',
      'company.vkimage',
      'ntp',
      'company_base',
      'xaas-shop',
      'xaas-shop-almalinux9',
      'xaas-shop-debian12',
    ]);
    expect(await names('xaas-cache')).toEqual([
      'images/cache.vkimage',
      'xaas-cache',
      'xaas-cache',
      'debian12',
    ]);
    expect(await vkc(cwd, '--of', 'xaas-shopp')).toMatchObject({
      exit: 2,
      err: 'vkc: The graph has nothing called xaas-shopp.\n     Did you mean xaas-shop?\n',
    });
  });

  test('is drawn without anything from elsewhere, in light and dark', async () => {
    const { exit, out } = await vkc(folder(PROJECT));
    expect(exit).toBe(0);
    expect(out.startsWith('<svg xmlns="http://www.w3.org/2000/svg"')).toBe(true);
    expect(out).toContain('@media (prefers-color-scheme: dark)');
    expect(out.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|<script|href|url\(/);
    for (const name of ['xaas-shop-debian12', 'company_base', 'nginx', 'files/company.conf'])
      expect(out).toContain(`>${name}</text>`);
  });

  test('is printed for Graphviz and for Mermaid', async () => {
    const cwd = folder(PROJECT);
    const { out: dot } = await vkc(cwd, '--format', 'dot', '--of', 'xaas-cache');
    expect(dot).toMatchInlineSnapshot(`
      "digraph vkc {
        rankdir = RL;
        node [fontname = "monospace", fontsize = 11];
        "source images/cache.vkimage" [label = "images/cache.vkimage", shape = note, class = "source"];
        "image xaas-cache" [label = "xaas-cache", shape = box3d, class = "image"];
        "target xaas-cache" [label = "xaas-cache", shape = component, class = "target"];
        "system debian12" [label = "debian12", shape = ellipse, class = "system"];
        "image xaas-cache" -> "source images/cache.vkimage";
        "target xaas-cache" -> "image xaas-cache";
        "target xaas-cache" -> "system debian12";
      }
      "
    `);
    const { out: mermaid } = await vkc(cwd, '--format', 'mermaid', '--of', 'xaas-cache');
    expect(mermaid).toMatchInlineSnapshot(`
      "flowchart RL
        n0>"images/cache.vkimage"]
        n1[["xaas-cache"]]
        n2["xaas-cache"]
        n3{{"debian12"}}
        n1 --> n0
        n2 --> n1
        n2 --> n3
      "
    `);
  });

  test('says what is wrong in the source, and draws nothing', async () => {
    const cwd = folder({ 'a.vkimage': 'image xaas-a {\n  os = [debian99]\n}\n' });
    const { exit, out, err } = await vkc(cwd);
    expect({ exit, out }).toEqual({ exit: 1, out: '' });
    expect(err).toContain('debian99');
  });

  test('draws the number of targets in place of more than 300', async () => {
    const images = Array.from(
      { length: 76 },
      (_, i) => `image xaas-i${i} {\n  os = [debian12, debian11, rocky9, almalinux9]\n  package jq\n}\n`,
    );
    const cwd = folder({ 'a.vkimage': images.join('\n') });
    const { out } = await vkc(cwd);
    expect(out).toContain('>xaas-i75 (4 targets)</text>');
    expect(out).not.toContain('xaas-i75-debian12');
    expect(read((await vkc(cwd, '--format', 'json')).out).nodes).toHaveLength(76 * 5 + 4 + 1);
  });
});

describe('the layout', () => {
  const node = (id: string, kind: GraphNode['kind']): GraphNode => ({ id, kind, name: id, file: null });

  /** 60 images of one source each, which share a role and two systems. */
  function large(): Graph {
    const nodes = [node('r', 'role'), node('shared', 'source'), node('d', 'system'), node('e', 'system')];
    const edges = [{ from: 'r', to: 'shared' }];
    for (let i = 0; i < 60; i++) {
      nodes.push(node(`s${i}`, 'source'), node(`i${i}`, 'image'));
      edges.push({ from: `s${i}`, to: 'shared' }, { from: `i${i}`, to: `s${i}` }, { from: `i${i}`, to: 'r' });
      for (const os of ['d', 'e']) {
        nodes.push(node(`t${i}${os}`, 'target'));
        edges.push({ from: `t${i}${os}`, to: `i${i}` }, { from: `t${i}${os}`, to: os });
      }
    }
    return { nodes, edges };
  }

  test('places every box within the page, apart from the others', () => {
    const { nodes, width, height } = layout(large());
    expect(nodes).toHaveLength(4 + 60 * 4);
    const columns = grouped(nodes);
    for (const column of columns.values()) {
      const sorted = [...column].sort((a, b) => a.y - b.y);
      for (const [i, each] of sorted.entries()) {
        expect(each.x + each.width).toBeLessThanOrEqual(width);
        expect(each.y + BOX_HEIGHT / 2).toBeLessThanOrEqual(height);
        if (i > 0) expect(each.y - sorted[i - 1]!.y).toBeGreaterThanOrEqual(BOX_HEIGHT);
      }
    }
  });

  test('leads no line through a box', () => {
    const { nodes, lines } = layout(large());
    const through = lines.filter(({ x1, y1, x2 }) =>
      nodes.some(
        ({ x, y, width }) =>
          x1 < x + width && x2 > x && Math.abs(y1 - y) < BOX_HEIGHT / 2 && x1 !== x + width && x2 !== x,
      ),
    );
    expect(through).toEqual([]);
  });

  test('keeps the targets of an image together', () => {
    const { nodes } = layout(large());
    const targets = nodes.filter(({ kind }) => kind === 'target').sort((a, b) => a.y - b.y);
    const images = targets.map(({ id }) => id.slice(0, -1));
    expect(images.filter((image, i) => image !== images[i - 1])).toHaveLength(60);
  });

  test('leads a line between two boxes of a column beside them', () => {
    const nodes = [node('base', 'image'), node('shop', 'image')];
    const { nodes: placed, lines } = layout({ nodes, edges: [{ from: 'shop', to: 'base' }] });
    const right = placed[0]!.x + placed[0]!.width;
    expect(lines).toEqual([expect.objectContaining({ x1: right, x2: right })]);
  });

  test('of nothing is an empty page', () => {
    expect(layout({ nodes: [], edges: [] })).toMatchObject({ nodes: [], lines: [] });
  });
});

function grouped<T extends { readonly x: number }>(all: readonly T[]): Map<number, T[]> {
  const found = new Map<number, T[]>();
  for (const each of all) found.set(each.x, [...(found.get(each.x) ?? []), each]);
  return found;
}
