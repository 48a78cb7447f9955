import { isFailure } from '../command.ts';
import type { Command } from '../command.ts';
import { compileInputs, compileOptions } from '../compilation.ts';
import { fail } from '../failure.ts';

const command: Command = {
  name: 'check',
  order: 3,
  summary: 'Report what is wrong with .vkimage files, and write nothing.',
  usage: '[OPTIONS] [FILES…]',
  about: [
    'FILES are .vkimage files, folders (every .vkimage file below) or globs; without any, the current folder. What git ignores is left out.',
  ],
  options: compileOptions,
  async run(args, io) {
    const compilation = await compileInputs(args, io);
    if (isFailure(compilation)) return fail(compilation, io);
    return compilation.exit;
  },
};

export default command;
