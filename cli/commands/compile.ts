import { resolve, sep } from 'node:path';
import { EXIT, isFailure } from '../shell/command.ts';
import type { Args, Command } from '../shell/command.ts';
import { compileInputs, compileOptions } from '../project/compile.ts';
import { fail } from '../shell/failure.ts';
import { usageFailure } from '../shell/args.ts';
import type { Io } from '../shell/io.ts';

/** Each decides what is done with the files; only one can. */
const MODES = ['dry-run', 'diff', 'check', 'stdout', 'watch'];

const command: Command = {
  name: 'compile',
  order: 2,
  summary: 'Write the Packer and Ansible tree of each image.',
  usage: '[OPTIONS] [FILES…]',
  about: [
    'FILES are .vkimage files, folders (every .vkimage file below) or globs; without any, the current folder. What git ignores is left out.',
    'Each image is written to DIR/<image>/. While anything is wrong, nothing is written.',
    'Files of one project, the nearest folder upwards with a vkc.yaml, are compiled together; without one, the files of each folder are.',
  ],
  options: {
    out: { short: 'o', value: 'DIR', doc: 'Where to write; `out` when not given.' },
    ...compileOptions,
    ci: {
      value: 'SERVICE',
      choices: ['gitlab', 'github', 'none'],
      doc: 'The service that pipelines are written for: gitlab, github, or none; what `ci { }` of each image says when not given, and else gitlab.',
    },
    'dry-run': { short: 'n', doc: 'Say what would be written, and write nothing.' },
    diff: { doc: 'Show how the files would change, and write nothing.' },
    check: { doc: 'Exit with 1 and a list when the files are not what the source says; write nothing.' },
    stdout: { value: 'FILE', doc: 'Print one generated file, such as .images.yaml, and write nothing.' },
    force: { doc: 'Overwrite files that vkc did not write, or that were changed since.' },
    watch: { short: 'w', doc: 'Compile again whenever a file changes.' },
    stats: { doc: 'Say how long each step took.' },
  },
  async run(args, io) {
    const modes = MODES.filter((mode) => args.has(mode));
    if (modes.length > 1)
      return fail(usageFailure(`--${modes[0]} and --${modes[1]} do not go together.`), io);
    if (!args.has('watch')) return (await once(args, io)).exit;
    const { watch } = await import('../shell/watch.ts');
    // What is written must not start the next run.
    const out = resolve(io.cwd, args.value('out') ?? 'out');
    return watch(async () => {
      const { exit, folders } = await once(args, io);
      const inputs = [...folders].filter((folder) => folder !== out && !folder.startsWith(out + sep));
      return { exit, folders: new Set(inputs) };
    }, io);
  },
};

/** One run, with the folders that it looked into. */
async function once(args: Args, io: Io): Promise<{ exit: number; folders: ReadonlySet<string> }> {
  const stats = args.has('stats');
  const start = stats ? performance.now() : 0;
  const compilation = await compileInputs(args, io);
  if (isFailure(compilation)) return { exit: fail(compilation, io), folders: new Set() };
  const timings = new Map(compilation.timings);
  let { exit } = compilation;
  if (exit === EXIT.ok) {
    const { writeTrees } = await import('../tree/write.ts');
    exit = writeTrees(compilation.images, args, io, stats ? timings : null);
  }
  if (stats) {
    timings.set('in all', performance.now() - start);
    for (const [step, time] of timings)
      io.stderr.write(`${step.padEnd(10)}${time.toFixed(1).padStart(8)} ms\n`);
  }
  return { exit, folders: compilation.folders };
}

export default command;
