import { formatSize } from '../../compiler/model/text.ts';
import { EXIT, isFailure } from '../shell/command.ts';
import type { Command } from '../shell/command.ts';
import { compileInputs, compileOptions } from '../project/compile.ts';
import { fail } from '../shell/failure.ts';
import { table } from '../shell/table.ts';

const command: Command = {
  name: 'targets',
  order: 90,
  summary: 'List the targets: each image on each system in each variant.',
  usage: '[OPTIONS] [FILES…]',
  about: ['A dash stands for a target without a variant.'],
  options: { json: { doc: 'Print JSON; sizes are in bytes.' }, ...compileOptions },
  async run(args, io) {
    const compilation = await compileInputs(args, io, { ownOutput: true });
    if (isFailure(compilation)) return fail(compilation, io);
    const targets = compilation.images.flatMap(({ image, file }) =>
      image.targets.map(({ name, os, variant, build }) => ({
        name,
        image: image.name,
        file,
        system: os.name,
        variant,
        disk: build.disk.value,
        memory: build.memory.value,
        user: os.user,
      })),
    );
    const isSound = compilation.exit === EXIT.ok;
    const json = args.has('json') || args.value('format') === 'json';
    if (json && (isSound || args.has('json'))) io.stdout.write(`${JSON.stringify(targets, null, 2)}\n`);
    else if (targets.length > 0) {
      const rows = targets.map((each) => [
        each.name,
        each.system,
        each.variant ?? '-',
        formatSize(each.disk),
        formatSize(each.memory),
        each.user,
      ]);
      io.stdout.write(table(['TARGET', 'SYSTEM', 'VARIANT', 'DISK', 'MEMORY', 'USER'], rows));
    }
    return compilation.exit;
  },
};

export default command;
