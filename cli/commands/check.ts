import { isFailure } from '../shell/command.ts';
import type { Args, Command, Failure } from '../shell/command.ts';
import { compileInputs, compileOptions } from '../project/compile.ts';
import type { Compilation } from '../project/compile.ts';
import { fail } from '../shell/failure.ts';
import type { Io } from '../shell/io.ts';

const command: Command = {
  name: 'check',
  order: 3,
  summary: 'Report what is wrong with .vkimage files, and mend it with --fix.',
  usage: '[OPTIONS] [FILES…]',
  about: [
    'FILES are .vkimage files, folders (every .vkimage file below) or globs; without any, the current folder. What git ignores is left out.',
    'With --fix, what was evidently meant is written into the files; what is left is reported. Without it nothing is written.',
  ],
  options: {
    fix: { doc: 'Mend what has only one remedy, such as a missing `=`. Other remedies are listed.' },
    report: {
      value: 'FILE',
      doc: 'Write a report for those who sign off images: a page (.html), Markdown (.md) or JUnit (.xml).',
    },
    ...compileOptions,
  },
  async run(args, io) {
    const report = args.value('report');
    if (report !== null) {
      const { checkWithReport } = await import('../report/write.ts');
      const exit = await checkWithReport(report, args, io);
      return typeof exit === 'number' ? exit : fail(exit, io);
    }
    const compilation = await (args.has('fix')
      ? fixed(args, io)
      : compileInputs(args, io, { today: io.today() }));
    if (isFailure(compilation)) return fail(compilation, io);
    return compilation.exit;
  },
};

async function fixed(args: Args, io: Io): Promise<Compilation | Failure> {
  const { fixProjects } = await import('../fix/fix-project.ts');
  return fixProjects(args, io, io.today());
}

export default command;
