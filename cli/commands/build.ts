import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { manifestPath } from '../../emit/tree/places.ts';
import { usageFailure } from '../shell/args.ts';
import { chooseTargets, openTree } from '../tree/built.ts';
import type { BuiltTarget } from '../tree/built.ts';
import { Args, EXIT, isFailure } from '../shell/command.ts';
import type { Command } from '../shell/command.ts';
import { compileInputs, compileOptions } from '../project/compile.ts';
import { lockedOption, refuseStaleImages } from '../project/stale-lock.ts';
import { cacheOption } from '../packer/cache/caches.ts';
import { fail } from '../shell/failure.ts';
import type { Io } from '../shell/io.ts';

const { set, strict, date } = compileOptions;

const command: Command = {
  name: 'build',
  order: 110,
  summary: 'Compile, and build the images with Packer.',
  usage: '[OPTIONS] [FILES…]',
  about: [
    'Compiles FILES as `vkc compile` does, then runs one Packer process for each target, several at a time. If you name the folder of a compiled tree, that tree is built as it is.',
    'The image is written to output/<target>/ of its tree, with its checksums beside it. The previous image stays until the new one is complete. A target is not built again if nothing that it is built from has changed.',
    'Logs are written to logs/<time>/ of the tree, with a page that shows how long each step took. Ctrl-C stops Packer and QEMU and removes their temporary files.',
  ],
  options: {
    out: { short: 'o', value: 'DIR', doc: 'Folder for the trees. Default: `out`.' },
    only: {
      value: 'TARGET',
      multiple: true,
      doc: 'Build only this target, the targets of this image, or the target of this system. You can repeat it or give a list with commas.',
    },
    jobs: {
      short: 'j',
      value: 'N',
      doc: 'Number of machines that are built at the same time. Default: as many as the cores and the memory allow.',
    },
    accel: {
      value: 'HOW',
      choices: ['auto', 'kvm', 'tcg'],
      doc: 'How the machines run: kvm, or tcg (emulated). Default: auto, which uses kvm if a test machine boots on it.',
    },
    'on-error': {
      value: 'HOW',
      choices: ['cleanup', 'abort'],
      doc: 'What happens to the machine if its build fails, as for `packer build`. Default: cleanup, which removes it. With abort it keeps running, and vkc shows how to log in.',
    },
    force: { short: 'f', doc: 'Rebuild targets even if nothing changed, and do not ask the cache.' },
    cache: cacheOption,
    vendor: {
      value: 'DIR',
      doc: 'Take base images and Packer plugins from the folder that `vkc vendor` filled.',
    },
    var: {
      value: 'NAME=VALUE',
      multiple: true,
      doc: 'Set a Packer variable, such as disk_size=50G or debian_12_image=FILE. You can repeat it.',
    },
    locked: lockedOption,
    set: set!,
    strict: strict!,
    date: date!,
  },
  async run(args, io) {
    const jobs = args.value('jobs');
    if (jobs !== null && !/^[1-9]\d{0,3}$/.test(jobs)) {
      return fail(usageFailure(`--jobs ${jobs}: is not a number of machines.`, 'Give 1 or more.'), io);
    }
    const found = await targetsOf(args, io);
    if (typeof found === 'number') return found;
    const { targets: all, roots } = found;
    const targets = args.has('only') ? chooseTargets(args.list('only'), all) : all;
    if (isFailure(targets)) return fail(targets, io);
    const [{ interruptible }, { buildAll }] = await Promise.all([
      import('../host/process.ts'),
      import('../packer/run.ts'),
    ]);
    const { value, exit } = await interruptible((signal) => buildAll(targets, args, io, signal, roots));
    return exit ?? value;
  },
};

interface ToBuild {
  readonly targets: readonly BuiltTarget[];
  /** The folder of the project that a tree was compiled from. */
  readonly roots: ReadonlyMap<string, string>;
}

/**
 * Returns the targets to build: those of the named trees, or those of the trees that this call compiles.
 * Returns an exit code on failure.
 */
async function targetsOf(args: Args, io: Io): Promise<ToBuild | number> {
  const named = args.positionals.length === 0 ? ['.'] : args.positionals;
  const trees = named.filter((name) => existsSync(join(resolve(io.cwd, name), manifestPath)));
  if (trees.length === 0) return compiled(args, io);
  if (args.has('locked')) {
    const hint = 'Name sources; a tree is built as it is. `vkc compile --locked` holds it to the lock.';
    return fail(usageFailure(`${trees[0]} is a tree, and --locked is about sources.`, hint), io);
  }
  const other = named.find((name) => !trees.includes(name));
  if (other !== undefined) {
    return fail(
      usageFailure(`${trees[0]} is a tree, but ${other} is not.`, 'Build them one after the other.'),
      io,
    );
  }
  return opened(
    trees.map((name) => [resolve(io.cwd, name), name] as const),
    new Map(),
    io,
  );
}

async function compiled(args: Args, io: Io): Promise<ToBuild | number> {
  const compilation = await compileInputs(args, io);
  if (isFailure(compilation)) return fail(compilation, io);
  if (compilation.exit !== EXIT.ok) return compilation.exit;
  const stale = await refuseStaleImages(compilation.images, args, io);
  if (stale !== null) return stale;
  const [{ draftsOf }, { writeTrees }, { noteEnded }] = await Promise.all([
    import('../tree/drafts.ts'),
    import('../tree/write.ts'),
    import('../project/ended.ts'),
  ]);
  const out = args.value('out') ?? 'out';
  // --force repeats a build; it does not overwrite files that were changed by hand.
  const options = new Map([
    ['out', [out]],
    ['quiet', ['']],
  ]);
  const writing = new Args([], options);
  const drafts = draftsOf(compilation.images, writing, io);
  noteEnded(drafts, args, io);
  const exit = writeTrees(drafts, writing, io, null);
  if (exit !== EXIT.ok) return exit;
  return opened(
    compilation.images.map(({ image }) => [resolve(io.cwd, out, image.name), join(out, image.name)] as const),
    new Map(compilation.images.map(({ image, root }) => [resolve(io.cwd, out, image.name), root])),
    io,
  );
}

function opened(
  folders: readonly (readonly [folder: string, shown: string])[],
  roots: ReadonlyMap<string, string>,
  io: Io,
): ToBuild | number {
  const targets: BuiltTarget[] = [];
  for (const [folder, shown] of folders) {
    const tree = openTree(folder, shown);
    if (isFailure(tree)) return fail(tree, io);
    targets.push(...tree.targets);
  }
  return { targets, roots };
}

export default command;
