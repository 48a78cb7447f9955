import { nearestWith } from '../../project/nearest.ts';
import { PROJECT_FILE, projectSettings } from '../../project/settings.ts';
import { readAddress } from '../../registry/address.ts';
import { EXIT, isFailure } from '../../shell/command.ts';
import type { Args, Failure, OptionSpec } from '../../shell/command.ts';
import type { Io } from '../../shell/io.ts';
import type { BuiltTarget, BuiltTree } from '../../tree/built.ts';
import type { ImageCache } from './image-cache.ts';

/** The option of commands that use the cache. */
export const cacheOption: OptionSpec = {
  value: 'ADDRESS',
  doc: 'Repository of an OCI registry, or folder in S3 storage, that keeps built images, such as oci://registry.example.org/images/cache or s3://s3.example.org/bucket/cache. Default: `cache` in vkc.yaml. With `none`, no cache is used.',
};

/**
 * Returns the cache of each tree: the one of --cache, or that of the vkc.yaml around the tree or the current folder. Trees without one are
 * left out.
 *
 * @param roots the folders of the projects that trees were compiled from, by tree
 */
export async function cachesOf(
  targets: readonly BuiltTarget[],
  args: Args,
  io: Io,
  signal: AbortSignal,
  roots: ReadonlyMap<string, string> = new Map(),
): Promise<ReadonlyMap<BuiltTree, ImageCache> | Failure> {
  const caches = new Map<BuiltTree, ImageCache>();
  const byText = new Map<string, ImageCache>();
  const asked = args.value('cache');
  if (asked === 'none') return caches;
  for (const tree of new Set(targets.map((each) => each.tree))) {
    const root =
      roots.get(tree.dir) ?? nearestWith(PROJECT_FILE, tree.dir) ?? nearestWith(PROJECT_FILE, io.cwd);
    const text = asked ?? (await settingOf(root));
    if (text === null) continue;
    let cache = byText.get(text);
    if (cache === undefined) {
      const address = readAddress(text);
      if (isFailure(address)) return address;
      const { ImageCache: Made } = await import('./image-cache.ts');
      byText.set(text, (cache = new Made(address, io.env, signal)));
    }
    caches.set(tree, cache);
  }
  return caches;
}

/** The same for commands that do nothing without a cache. */
export async function cachesOfAll(
  targets: readonly BuiltTarget[],
  args: Args,
  io: Io,
  signal: AbortSignal,
): Promise<ReadonlyMap<BuiltTree, ImageCache> | Failure> {
  const caches = await cachesOf(targets, args, io, signal);
  if (isFailure(caches)) return caches;
  const without = targets.find(({ tree }) => !caches.has(tree));
  if (without === undefined) return caches;
  return {
    exit: EXIT.usage,
    message: `No cache is named for ${without.name}.`,
    hint: 'Name it: --cache oci://HOST/REPOSITORY, or `cache` in vkc.yaml.',
  };
}

async function settingOf(root: string | null): Promise<string | null> {
  return root === null ? null : ((await projectSettings(root))?.cache ?? null);
}
