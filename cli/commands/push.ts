import { EXIT, isFailure } from '../shell/command.ts';
import type { Args, Command } from '../shell/command.ts';
import { cacheOption, cachesOfAll } from '../packer/cache/caches.ts';
import { fail } from '../shell/failure.ts';
import type { Io } from '../shell/io.ts';
import { findTargets, treeOption } from '../tree/built.ts';
import type { BuiltTarget } from '../tree/built.ts';

const command: Command = {
  name: 'push',
  order: 127,
  summary: 'Put built images and the reports on them into the cache.',
  usage: '[OPTIONS] [TARGET…]',
  about: [
    'Puts the image of each target into the cache, with what `vkc verify` and `vkc attest` have written on it since: reports, bills of materials, attestations. `vkc build` has put the image there already, and then only the reports are sent.',
  ],
  options: { cache: cacheOption, out: treeOption },
  async run(args, io) {
    const targets = findTargets(args.positionals, args, io);
    if (isFailure(targets)) return fail(targets, io);
    const { interruptible } = await import('../host/process.ts');
    const { value, exit } = await interruptible((signal) => push(targets, args, io, signal));
    return exit ?? value;
  },
};

async function push(
  targets: readonly BuiltTarget[],
  args: Args,
  io: Io,
  signal: AbortSignal,
): Promise<number> {
  const { pushTarget } = await import('../packer/cache/pull.ts');
  const caches = await cachesOfAll(targets, args, io, signal);
  if (isFailure(caches)) return fail(caches, io);
  let worst: number = EXIT.ok;
  for (const target of targets) {
    const failure = await pushTarget(target, caches.get(target.tree)!);
    if (signal.aborted) return EXIT.interrupted;
    if (failure === null) io.stdout.write(`pushed  ${target.name}\n`);
    else worst = Math.max(worst, fail(failure, io));
  }
  return worst;
}

export default command;
