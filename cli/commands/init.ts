import { existsSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { makeFolder } from '../../emit/tree/disk.ts';
import { shellWord } from '../../compiler/model/shell-word.ts';
import { usageFailure } from '../shell/args.ts';
import { EXIT } from '../shell/command.ts';
import type { Command } from '../shell/command.ts';
import { fail } from '../shell/failure.ts';
import { templates } from '../templates.generated.ts';

/** The name of the image in the templates. The templates compile as they are. */
const PLACEHOLDER = 'xaas-service';

const command: Command = {
  name: 'init',
  order: 10,
  summary: 'Write a first image.vkimage.',
  usage: '[OPTIONS] [DIR]',
  about: [
    'Writes into DIR, which is created if needed, or into the current folder. The image gets the name of the folder. Existing files are never overwritten.',
  ],
  options: {
    template: {
      short: 't',
      value: 'NAME',
      choices: ['minimal', 'service', 'multi-os'],
      doc: 'minimal (the default): one file with comments; service: a role with files, two sizes; multi-os: one role for several systems.',
    },
  },
  async run(args, io) {
    if (args.positionals.length > 1) return fail(usageFailure('`vkc init` takes one folder.'), io);
    const folder = resolve(io.cwd, args.positionals[0] ?? '.');
    const files = Object.entries(templates[args.value('template') ?? 'minimal']!);
    const shown = (name: string) => relative(io.cwd, join(folder, name)) || name;
    const there = files.map(([name]) => name).filter((name) => existsSync(join(folder, name)));
    if (there.length > 0) {
      const verb = there.length === 1 ? 'already exists' : 'already exist';
      return fail(
        usageFailure(
          `${there.map(shown).join(', ')}: ${verb}; nothing was written.`,
          'Choose another folder.',
        ),
        io,
      );
    }
    for (const [name, text] of files) {
      const path = join(folder, name);
      makeFolder(dirname(path));
      // `wx` fails if the file exists, so a file that was created in the meantime is not overwritten.
      writeFileSync(path, text.replaceAll(PLACEHOLDER, imageName(folder)), { flag: 'wx' });
      io.stdout.write(`${shown(name)}\n`);
    }
    const where = relative(io.cwd, folder);
    io.stderr.write(`\nNext:\n${where === '' ? '' : `  cd ${shellWord(where)}\n`}  vkc compile\n`);
    return EXIT.ok;
  },
};

/** The image name derived from the folder's name, or the placeholder if that is not possible. */
function imageName(folder: string): string {
  const name = basename(folder)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return /^[a-z]/.test(name) ? name : PLACEHOLDER;
}

export default command;
