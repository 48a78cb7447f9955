import { usageFailure } from '../shell/args.ts';
import { isFailure } from '../shell/command.ts';
import type { Args, Command, Failure } from '../shell/command.ts';
import { compileInputs, compileOptions } from '../project/compile.ts';
import type { Compiled } from '../project/compile.ts';
import { differenceJson, inspection } from '../contents/json.ts';
import { contentsTable, differenceTable } from '../contents/table.ts';
import { fail } from '../shell/failure.ts';
import type { Io } from '../shell/io.ts';
import { table } from '../shell/table.ts';
import { findTargets } from '../project/targets.ts';
import type { CompiledTarget } from '../project/targets.ts';

const command: Command = {
  name: 'inspect',
  order: 80,
  summary: 'Show what the images contain, or how two targets differ.',
  usage: '[OPTIONS] [FILES…]',
  about: [
    'Packages, services, users, files, repositories and the rest, computed from the source: what the roles bring for each system and variant, where a later statement counts over an earlier one. What a command or a module of Ansible does is known to its author only, so it is named as it is.',
    'Name a target by its name (see `vkc targets`), by its system (`ubuntu2404`) or by system and variant (`ubuntu2404/large`).',
  ],
  options: {
    target: {
      value: 'NAME',
      multiple: true,
      doc: 'Show only this target. You can repeat it or give a list with commas.',
    },
    diff: { value: 'A', second: 'B', doc: 'Show how target B differs from target A.' },
    ...compileOptions,
    format: {
      value: 'FORMAT',
      choices: ['table', 'json'],
      doc: 'Print a table (the default) or json.',
    },
  },
  async run(args, io) {
    if (args.has('diff') && args.has('target')) {
      return fail(
        usageFailure('--diff and --target cannot be combined.', '--diff already names both targets.'),
        io,
      );
    }
    const compilation = await compileInputs(args, io, { format: 'text' });
    if (isFailure(compilation)) return fail(compilation, io);
    const { images, exit } = compilation;
    if (images.length === 0) return exit;
    const text = args.has('diff') ? diff(images, args, io) : inspect(images, args, io);
    if (typeof text !== 'string') return fail(text, io);
    io.stdout.write(text);
    return exit;
  },
};

function inspect(images: readonly Compiled[], args: Args, { cwd }: Io): string | Failure {
  const chosen = findTargets(args.list('target'), images);
  if (isFailure(chosen)) return chosen;
  const shown = images.flatMap((compiled) => {
    const all = compiled.image.targets.map((target): CompiledTarget => ({ ...compiled, target }));
    const targets = all.filter(
      ({ target }) => chosen.length === 0 || chosen.some((each) => each.target === target),
    );
    return targets.length === 0 ? [] : [targets];
  });
  if (args.value('format') === 'json') return json(shown.flat().map((each) => inspection(each, cwd)));
  return shown.map((targets) => `${headings('', targets)}\n${contentsTable(targets, cwd)}`).join('\n');
}

function diff(images: readonly Compiled[], args: Args, { cwd }: Io): string | Failure {
  const found = findTargets(args.values('diff'), images);
  if (isFailure(found)) return found;
  const [a, b] = found as [CompiledTarget, CompiledTarget];
  if (args.value('format') === 'json') return json(differenceJson(a, b, cwd));
  const text = differenceTable(a, b, cwd);
  const heads = `${headings('- ', [a])}${headings('+ ', [b])}\n`;
  return text === '' ? `${heads}The contents are the same.\n` : `${heads}${text}`;
}

function headings(sign: string, targets: readonly CompiledTarget[]): string {
  const titles = targets.map(({ target: { name, os, variant } }) => [
    `${sign}${name}`,
    variant === null ? os.title : `${os.title}, ${variant}`,
  ]);
  const [first, ...rest] = titles as [string[], ...string[][]];
  return table(first, rest);
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

export default command;
