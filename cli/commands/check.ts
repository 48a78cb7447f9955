import { resolve } from 'node:path';
import { plural } from '../../compiler/diagnostics/render.ts';
import { usageFailure } from '../shell/args.ts';
import { decode } from '../fix/rewrite.ts';
import { EXIT, isFailure } from '../shell/command.ts';
import type { Args, Command, Failure } from '../shell/command.ts';
import { compileInputs, compileOptions } from '../project/compile.ts';
import type { Compilation } from '../project/compile.ts';
import { fail } from '../shell/failure.ts';
import type { Io } from '../shell/io.ts';

const command: Command = {
  name: 'check',
  order: 30,
  summary: 'Report what is wrong in .vkimage files, and mend it with --fix.',
  usage: '[OPTIONS] [FILES…]',
  about: [
    'FILES are .vkimage files, folders (every .vkimage file in them) or glob patterns. Default: the current folder. Files that git ignores are left out.',
    'With --fix, vkc changes the files where only one correction is possible, and reports the other problems. Without --fix it changes nothing.',
  ],
  options: {
    fix: {
      doc: 'Make the corrections that leave no choice, such as a missing `=`. Other possible corrections are listed.',
    },
    stdin: {
      doc: 'Read the source from standard input. FILES then names the one file that it is, which decides its project; default: a file of the current folder.',
    },
    report: {
      value: 'FILE',
      doc: 'Write a report for the people who approve images: a web page (.html), Markdown (.md) or JUnit (.xml).',
    },
    ...compileOptions,
  },
  async run(args, io) {
    const stdin = args.has('stdin') ? await fromStdin(args, io) : null;
    if (stdin !== null && isFailure(stdin)) return fail(stdin, io);
    const report = args.value('report');
    if (report !== null) {
      const { checkWithReport } = await import('../report/write.ts');
      const exit = await checkWithReport(report, args, io);
      return typeof exit === 'number' ? exit : fail(exit, io);
    }
    const compilation = await (args.has('fix')
      ? fixed(args, io)
      : compileInputs(args, io, { today: io.today(), ...(stdin !== null && { stdin }) }));
    if (isFailure(compilation)) return fail(compilation, io);
    if (stdin === null && !args.has('fix')) io.dependsOn?.({ folders: compilation.folders, trees: [] });
    if (compilation.exit === EXIT.ok) sayThatAllIsWell(compilation, args, io);
    return compilation.exit;
  },
};

/** A person who reads along wants to know that something was checked. */
function sayThatAllIsWell({ images, warnings }: Compilation, args: Args, io: Io): void {
  if (!io.stderr.terminal || warnings > 0 || args.has('quiet') || (args.value('format') ?? 'text') !== 'text')
    return;
  const targets = images.reduce((sum, { image }) => sum + image.targets.length, 0);
  io.stderr.write(`No problems in ${plural(images.length, 'image')}, ${plural(targets, 'target')}.\n`);
}

async function fromStdin(args: Args, io: Io): Promise<{ file: string; text: string } | Failure> {
  const refused = ['fix', 'report'].find((name) => args.has(name));
  if (refused !== undefined) return usageFailure(`--stdin and --${refused} cannot be combined.`);
  if (args.positionals.length > 1) return usageFailure('--stdin takes the name of one file.');
  const name = args.positionals[0] ?? 'stdin.vkimage';
  const decoded = decode(await io.stdin());
  if (decoded === null) return { exit: EXIT.source, message: `${name}: is not UTF-8 text.` };
  return { file: resolve(io.cwd, name), text: decoded.text };
}

async function fixed(args: Args, io: Io): Promise<Compilation | Failure> {
  const { fixProjects } = await import('../fix/fix-project.ts');
  return fixProjects(args, io, io.today());
}

export default command;
