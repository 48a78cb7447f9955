import { resolve, sep } from 'node:path';
import { EXIT, isFailure } from '../shell/command.ts';
import type { Args, Command } from '../shell/command.ts';
import { compileInputs, compileOptions } from '../project/compile.ts';
import { lockedOption, refuseStale } from '../project/stale-lock.ts';
import { fail } from '../shell/failure.ts';
import { usageFailure } from '../shell/args.ts';
import type { Io } from '../shell/io.ts';

/** Options that decide how the files are used. Only one can be given. */
const MODES = ['dry-run', 'diff', 'check', 'stdout', 'watch'];

const command: Command = {
  name: 'compile',
  order: 20,
  summary: 'Write the Packer and Ansible tree of each image.',
  usage: '[OPTIONS] [FILES…]',
  about: [
    'FILES are .vkimage files, folders (every .vkimage file in them) or glob patterns. Default: the current folder. Files that git ignores are left out.',
    'Writes each image to DIR/<image>/. If there is any error, nothing is written.',
    'Files of one project are compiled together. A project is the nearest parent folder with a vkc.yaml; without a vkc.yaml, each folder is a project.',
  ],
  options: {
    out: { short: 'o', value: 'DIR', doc: 'Folder for the trees. Default: `out`.' },
    ...compileOptions,
    ci: {
      value: 'SERVICE',
      choices: ['gitlab', 'github', 'argo', 'none'],
      doc: 'Write pipelines for gitlab, github, argo (Argo Workflows), or none. Default: what `ci { }` of each image says, otherwise gitlab.',
    },
    'dry-run': { short: 'n', doc: 'List the files that would be written, and write nothing.' },
    diff: { doc: 'Show how the files would change, and write nothing.' },
    check: { doc: 'Exit with 1 and list the files that differ from what the source gives; write nothing.' },
    stdout: { value: 'FILE', doc: 'Print one generated file, such as .images.yaml, and write nothing.' },
    force: { doc: 'Overwrite files that vkc did not write, or that somebody changed after vkc wrote them.' },
    prune: {
      doc: 'Also remove trees whose image no source declares any more, and targets of a tree that --os or --variant leave out. Files that vkc did not write stay.',
    },
    locked: lockedOption,
    watch: { short: 'w', doc: 'Compile again whenever a file changes.' },
    stats: { doc: 'Print the time that each step took.' },
  },
  async run(args, io) {
    const modes = MODES.filter((mode) => args.has(mode));
    if (modes.length > 1)
      return fail(usageFailure(`--${modes[0]} and --${modes[1]} cannot be combined.`), io);
    const format = args.value('format') ?? 'text';
    if (args.has('stdout') && format !== 'text') {
      return fail(usageFailure(`--stdout and --format ${format} both print to standard output.`), io);
    }
    if (!args.has('watch')) return (await once(args, io)).exit;
    const { watch } = await import('../shell/watch.ts');
    // A change in the output folder must not start the next run.
    const out = resolve(io.cwd, args.value('out') ?? 'out');
    return watch(async () => {
      const { exit, folders } = await once(args, io);
      const inputs = [...folders].filter((folder) => folder !== out && !folder.startsWith(out + sep));
      return { exit, folders: new Set(inputs) };
    }, io);
  },
};

/** Compiles once. Returns the exit code and the folders that were read. */
async function once(args: Args, io: Io): Promise<{ exit: number; folders: ReadonlySet<string> }> {
  const stats = args.has('stats');
  const start = stats ? performance.now() : 0;
  const { TreeDrafts } = await import('../tree/drafts.ts');
  const trees = new TreeDrafts(args, io);
  const compilation = await compileInputs(args, io, { taking: (project) => trees.taking(project) });
  if (isFailure(compilation)) return { exit: fail(compilation, io), folders: new Set() };
  const timings = new Map(compilation.timings);
  const plain = ![...MODES, 'stats', 'force'].some((option) => args.has(option));
  if (plain) io.dependsOn?.({ folders: compilation.folders, trees: [] });
  let { exit } = compilation;
  const drafts = trees.of(compilation.images, compilation.records);
  if (exit === EXIT.ok)
    exit = (await refuseStale(trees.locked(drafts, compilation.records), args, io)) ?? EXIT.ok;
  if (exit === EXIT.ok) {
    const [{ writeTrees }, { noteEnded }] = await Promise.all([
      import('../tree/write.ts'),
      import('../project/ended.ts'),
    ]);
    timings.set('render', trees.time);
    noteEnded(drafts, args, io);
    exit = writeTrees(drafts, args, io, stats ? timings : null);
    if (exit === EXIT.ok) trees.remember(drafts, compilation.records);
  }
  if (stats) {
    timings.set('in all', performance.now() - start);
    for (const [step, time] of timings)
      io.stderr.write(`${step.padEnd(10)}${time.toFixed(1).padStart(8)} ms\n`);
  }
  return { exit, folders: compilation.folders };
}

export default command;
