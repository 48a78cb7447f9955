import { isFailure } from '../shell/command.ts';
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
    report: {
      value: 'FILE',
      doc: 'Write a report for the people who approve images: a web page (.html), Markdown (.md) or JUnit (.xml).',
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
