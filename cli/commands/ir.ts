import { isFailure } from '../shell/command.ts';
import type { Command } from '../shell/command.ts';
import { compileInputs, compileOptions } from '../project/compile.ts';
import { fail } from '../shell/failure.ts';

const command: Command = {
  name: 'ir',
  order: 9,
  summary: 'Print the intermediate representation (IR) of the images as JSON.',
  usage: '[OPTIONS] [FILES…]',
  about: ['The trees are made from it: each target with its metadata, its roles and all their tasks.'],
  options: {
    origins: { doc: 'Add to every value the place in the source that it comes from.' },
    ...compileOptions,
  },
  async run(args, io) {
    const compilation = await compileInputs(args, io);
    if (isFailure(compilation)) return fail(compilation, io);
    if (compilation.images.length > 0) {
      const origins = args.has('origins');
      const replace = (key: string, value: unknown) => {
        if (key === 'origin' && !origins && isOrigin(value)) return undefined;
        return value instanceof Map ? Object.fromEntries(value) : value;
      };
      const images = compilation.images.map(({ image }) => image);
      io.stdout.write(`${JSON.stringify(images, replace, 2)}\n`);
    }
    return compilation.exit;
  },
};

/** A map from the source may have a key of this name too. */
function isOrigin(value: unknown): boolean {
  return value === null || (typeof value === 'object' && 'start' in value);
}

export default command;
