import { suggest } from '../../compiler/model/suggest.ts';
import { usageFailure } from '../shell/args.ts';
import { EXIT, isFailure } from '../shell/command.ts';
import type { Command, Failure } from '../shell/command.ts';
import { compileInputs, compileOptions } from '../project/compile.ts';
import { fail } from '../shell/failure.ts';
import type { Graph } from '../graph/model.ts';

const { set, os, variant } = compileOptions;

/** With more targets than this, a drawing shows their number in the image. */
const MOST_TARGETS = 300;

const command: Command = {
  name: 'graph',
  order: 95,
  summary: 'Draw what the images depend on: sources, roles, systems, targets.',
  usage: '[OPTIONS] [FILES…]',
  about: [
    'Prints a drawing (SVG) that needs no network and no script, or the same graph for Graphviz (dot), for Markdown (mermaid) or for programs (json). An edge leads from what depends on something to what it depends on.',
    `If there are more than ${MOST_TARGETS} targets, drawings show only their number for each image. json always lists them.`,
  ],
  options: {
    format: {
      value: 'FORMAT',
      choices: ['svg', 'dot', 'mermaid', 'json'],
      doc: 'svg (the default), dot, mermaid or json.',
    },
    of: {
      value: 'NAME',
      multiple: true,
      doc: 'Show only what NAME depends on and what depends on NAME: an image, a target, a role, a system or a file. You can repeat it or give a list with commas.',
    },
    set: set!,
    os: os!,
    variant: variant!,
  },
  async run(args, io) {
    const compilation = await compileInputs(args, io, { format: 'text', rules: 'off' });
    if (isFailure(compilation)) return fail(compilation, io);
    if (compilation.exit !== EXIT.ok) return compilation.exit;
    const [{ graphOf }, { around, nodesNamed, withoutTargets }] = await Promise.all([
      import('../graph/build.ts'),
      import('../graph/focus.ts'),
    ]);
    let graph = graphOf(compilation.images, io.cwd);
    if (args.has('of')) {
      const found = args.list('of').map((name) => ({ name, nodes: nodesNamed(graph, name) }));
      const missing = found.find(({ nodes }) => nodes.length === 0);
      if (missing !== undefined) return fail(unknown(missing.name, graph), io);
      graph = around(
        graph,
        found.flatMap(({ nodes }) => nodes),
      );
    }
    const format = args.value('format') ?? 'svg';
    const targets = graph.nodes.filter(({ kind }) => kind === 'target').length;
    if (format !== 'json' && targets > MOST_TARGETS) graph = withoutTargets(graph);
    io.stdout.write(await printed(graph, format));
    return EXIT.ok;
  },
};

async function printed(graph: Graph, format: string): Promise<string> {
  if (format === 'svg') return (await import('../graph/svg.ts')).graphSvg(graph);
  const { graphDot, graphJson, graphMermaid } = await import('../graph/text.ts');
  return { dot: graphDot, json: graphJson, mermaid: graphMermaid }[format as 'dot'](graph);
}

function unknown(name: string, { nodes }: Graph): Failure {
  const near = suggest(
    name,
    nodes.map((node) => node.name),
  );
  const hint =
    near === null
      ? 'Name an image, a target, a role, a system or a file. `vkc graph --format json` lists them.'
      : `Did you mean ${near}?`;
  return usageFailure(`The graph has nothing called ${name}.`, hint);
}

export default command;
