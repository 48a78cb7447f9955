import { EXIT, isFailure } from '../shell/command.ts';
import type { Args, Command } from '../shell/command.ts';
import { cacheOption, cachesOfAll } from '../packer/cache/caches.ts';
import { fail } from '../shell/failure.ts';
import type { Io } from '../shell/io.ts';
import { findTargets, treeOption } from '../tree/built.ts';
import type { BuiltTarget } from '../tree/built.ts';
import { display } from '../tree/read.ts';

const command: Command = {
  name: 'pull',
  order: 112,
  summary: 'Bring built images from the cache.',
  usage: '[OPTIONS] [TARGET…]',
  about: [
    'Brings the image of each target to output/<target>/ of its tree, and the reports on it to reports/, as if it had been built here. Without TARGET, those of all targets.',
    'An image is found only if it was built from the same tree and variables, with the same versions of vkc, Packer, its plugins and ansible-core as are here.',
  ],
  options: {
    cache: cacheOption,
    var: { value: 'NAME=VALUE', multiple: true, doc: 'A Packer variable that it was built with.' },
    force: { short: 'f', doc: 'Bring it even if it is here already.' },
    out: treeOption,
  },
  async run(args, io) {
    const targets = findTargets(args.positionals, args, io);
    if (isFailure(targets)) return fail(targets, io);
    const { interruptible } = await import('../host/process.ts');
    const { value, exit } = await interruptible((signal) => pull(targets, args, io, signal));
    return exit ?? value;
  },
};

async function pull(
  targets: readonly BuiltTarget[],
  args: Args,
  io: Io,
  signal: AbortSignal,
): Promise<number> {
  const [{ readVariables, shareVariables }, { CacheKeys, toolsHere }, { pullTarget }, { Layers }] =
    await Promise.all([
      import('../packer/variables.ts'),
      import('../packer/cache/cache-key.ts'),
      import('../packer/cache/pull.ts'),
      import('../packer/layers.ts'),
    ]);
  const caches = await cachesOfAll(targets, args, io, signal);
  if (isFailure(caches)) return fail(caches, io);
  const given = readVariables(args.values('var'));
  if (isFailure(given)) return fail(given, io);
  const layers = Layers.of(targets);
  if (isFailure(layers)) return fail(layers, io);
  const shares = shareVariables(given, layers.trees, 'kvm');
  if (isFailure(shares)) return fail(shares, io);
  const tools = await toolsHere(io.env);
  if (Array.isArray(tools)) return Math.max(...tools.map((each) => fail(each, io)));
  const keys = new CacheKeys(tools, io.env);
  let worst: number = EXIT.ok;
  for (const target of targets) {
    const how = { layers, shares, keys, force: args.has('force') };
    const found = await pullTarget(target, caches.get(target.tree)!, how, io);
    if (signal.aborted) return EXIT.interrupted;
    if (typeof found === 'string') io.stdout.write(`${found}  ${display(target.artifact, io.cwd)}\n`);
    else worst = Math.max(worst, fail(found, io));
  }
  return worst;
}

export default command;
