import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { manifestPath } from '../../emit/tree/manifest.ts';
import { usageFailure } from '../shell/args.ts';
import { chooseTargets, openTree } from '../tree/built.ts';
import type { BuiltTarget } from '../tree/built.ts';
import { Args, EXIT, isFailure } from '../shell/command.ts';
import type { Command } from '../shell/command.ts';
import { compileInputs, compileOptions } from '../project/compile.ts';
import { fail } from '../shell/failure.ts';
import type { Io } from '../shell/io.ts';

const { set, strict, date } = compileOptions;

const command: Command = {
  name: 'build',
  order: 10,
  summary: 'Compile, and build the images with Packer.',
  usage: '[OPTIONS] [FILES…]',
  about: [
    'FILES are compiled as `vkc compile` does, and each target is built by a Packer of its own, several at a time. Trees that are compiled already are named by their folder, and built as they stand.',
    'An image is in output/<target>/ of its tree, with its checksums beside it; what is there stays until a new one is whole. A target that is built from the same is not built again.',
    'Logs are in logs/<time>/ of the tree, with a page of where the time went. Ctrl-C ends Packer and QEMU, and leaves nothing behind.',
  ],
  options: {
    out: { short: 'o', value: 'DIR', doc: 'Where the trees are written; `out` when not given.' },
    only: {
      value: 'TARGET',
      multiple: true,
      doc: 'Only this target, the targets of this image, or that of this system. Can be repeated, or a list with commas.',
    },
    jobs: {
      short: 'j',
      value: 'N',
      doc: 'How many machines are built at a time; as many as there are cores and memory for when not given.',
    },
    accel: {
      value: 'HOW',
      choices: ['auto', 'kvm', 'tcg'],
      doc: 'How machines run: kvm, or tcg, which emulates them; auto takes kvm where a machine really boots on it.',
    },
    force: { short: 'f', doc: 'Build what is built from the same as well.' },
    var: {
      value: 'NAME=VALUE',
      multiple: true,
      doc: "A variable of Packer's, such as disk_size=50G or debian_12_image=FILE. Can be repeated.",
    },
    set: set!,
    strict: strict!,
    date: date!,
  },
  async run(args, io) {
    const jobs = args.value('jobs');
    if (jobs !== null && !/^[1-9]\d{0,3}$/.test(jobs)) {
      return fail(usageFailure(`--jobs ${jobs}: is no number of machines.`, 'It takes 1 or more.'), io);
    }
    const all = await targetsOf(args, io);
    if (typeof all === 'number') return all;
    const targets = args.has('only') ? chooseTargets(args.list('only'), all) : all;
    if (isFailure(targets)) return fail(targets, io);
    const [{ interruptible }, { buildAll }] = await Promise.all([
      import('../host/process.ts'),
      import('../packer/run.ts'),
    ]);
    const { value, exit } = await interruptible((signal) => buildAll(targets, args, io, signal));
    return exit ?? value;
  },
};

/** The targets of the trees that the call names, or of what it compiles; an exit code when that fails. */
async function targetsOf(args: Args, io: Io): Promise<readonly BuiltTarget[] | number> {
  const named = args.positionals.length === 0 ? ['.'] : args.positionals;
  const trees = named.filter((name) => existsSync(join(resolve(io.cwd, name), manifestPath)));
  if (trees.length === 0) return compiled(args, io);
  const other = named.find((name) => !trees.includes(name));
  if (other !== undefined) {
    return fail(
      usageFailure(`${trees[0]} is a tree, and ${other} is none.`, 'Build them one after the other.'),
      io,
    );
  }
  return opened(
    trees.map((name) => [resolve(io.cwd, name), name] as const),
    io,
  );
}

async function compiled(args: Args, io: Io): Promise<readonly BuiltTarget[] | number> {
  const compilation = await compileInputs(args, io);
  if (isFailure(compilation)) return fail(compilation, io);
  if (compilation.exit !== EXIT.ok) return compilation.exit;
  const { writeTrees } = await import('../tree/write.ts');
  const out = args.value('out') ?? 'out';
  // --force builds again; it does not overwrite what was changed by hand.
  const exit = writeTrees(
    compilation.images,
    new Args(
      [],
      new Map([
        ['out', [out]],
        ['quiet', ['']],
      ]),
    ),
    io,
    null,
  );
  if (exit !== EXIT.ok) return exit;
  return opened(
    compilation.images.map(({ image }) => [resolve(io.cwd, out, image.name), join(out, image.name)] as const),
    io,
  );
}

function opened(
  folders: readonly (readonly [folder: string, shown: string])[],
  io: Io,
): readonly BuiltTarget[] | number {
  const targets: BuiltTarget[] = [];
  for (const [folder, shown] of folders) {
    const tree = openTree(folder, shown);
    if (isFailure(tree)) return fail(tree, io);
    targets.push(...tree.targets);
  }
  return targets;
}

export default command;
