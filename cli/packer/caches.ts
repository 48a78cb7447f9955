import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PROJECT_FILE, projectSettings } from '../project/settings.ts';
import { readAddress } from '../registry/address.ts';
import { EXIT, isFailure } from '../shell/command.ts';
import type { Args, Failure, OptionSpec } from '../shell/command.ts';
import type { Io } from '../shell/io.ts';
import type { BuiltTarget, BuiltTree } from '../tree/built.ts';
import type { ImageCache } from './image-cache.ts';

/** The option of commands that use the cache. */
export const cacheOption: OptionSpec = {
  value: 'ADDRESS',
  doc: 'Repository of an OCI registry that keeps built images, such as oci://registry.example.org/images/cache. Default: `cache` in vkc.yaml. With `none`, no cache is used.',
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
    const text =
      asked ?? (await settingOf(roots.get(tree.dir) ?? rootAround(tree.dir) ?? rootAround(io.cwd)));
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

/** Why an image cannot be put into a cache, or be had from one. */
export const noCache = ({ name }: BuiltTarget): Failure => ({
  exit: EXIT.usage,
  message: `No cache is named for ${name}.`,
  hint: 'Name it: --cache oci://HOST/REPOSITORY, or `cache` in vkc.yaml.',
});

async function settingOf(root: string | null): Promise<string | null> {
  return root === null ? null : ((await projectSettings(root))?.cache ?? null);
}

function rootAround(folder: string): string | null {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, PROJECT_FILE))) return at;
    if (dirname(at) === at) return null;
  }
}
