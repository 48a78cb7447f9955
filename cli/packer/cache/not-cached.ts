import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Compiled } from '../../project/compile.ts';
import { RegistryError } from '../../registry/asker.ts';
import { Args, EXIT, isFailure } from '../../shell/command.ts';
import type { Failure } from '../../shell/command.ts';
import type { Io } from '../../shell/io.ts';
import { openTree } from '../../tree/built.ts';
import type { BuiltTarget } from '../../tree/built.ts';
import { draftsOf } from '../../tree/drafts.ts';
import { writeTrees } from '../../tree/write.ts';
import { CacheKeys, toolsHere } from './cache-key.ts';
import { cachesOf } from './caches.ts';
import { Layers } from '../layers.ts';
import { pool } from '../pool.ts';
import { shareVariables } from '../variables.ts';

/** Registries are asked for this many images at the same time. */
const AT_ONCE = 8;

/**
 * Returns the names of the targets that the cache does not have, of those named. What cannot be told counts as missing, because a job too many
 * is only slow.
 */
export async function notCached(
  images: readonly Compiled[],
  names: ReadonlySet<string>,
  args: Args,
  io: Io,
  signal: AbortSignal,
): Promise<ReadonlySet<string> | Failure> {
  const out = mkdtempSync(join(tmpdir(), 'vkc-trees-'));
  try {
    // An image is found by what its tree holds, so the trees are written, to a folder of their own.
    const options = { out: [out], quiet: [''], ci: ['none'] };
    const writing = new Args([], new Map(Object.entries(options)));
    const exit = writeTrees(draftsOf(images, writing, io), writing, io, null);
    if (exit !== EXIT.ok) return { exit, message: `${out}: the trees cannot be written.` };
    const targets: BuiltTarget[] = [];
    for (const { image } of images) {
      const tree = openTree(join(out, image.name));
      if (isFailure(tree)) return tree;
      targets.push(...tree.targets);
    }
    const roots = new Map(images.map(({ image, root }) => [join(out, image.name), root]));
    return await ask(targets, names, { args, io, signal, roots });
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

interface How {
  readonly args: Args;
  readonly io: Io;
  readonly signal: AbortSignal;
  readonly roots: ReadonlyMap<string, string>;
}

async function ask(
  targets: readonly BuiltTarget[],
  names: ReadonlySet<string>,
  { args, io, signal, roots }: How,
): Promise<ReadonlySet<string> | Failure> {
  const caches = await cachesOf(targets, args, io, signal, roots);
  if (isFailure(caches)) return caches;
  const without = targets.find(({ tree, name }) => names.has(name) && !caches.has(tree));
  if (without !== undefined)
    return {
      exit: EXIT.usage,
      message: `No cache is named for ${without.name}.`,
      hint: 'Name it: --cache oci://HOST/REPOSITORY, or `cache` in vkc.yaml.',
    };
  const layers = Layers.of(targets);
  if (isFailure(layers)) return layers;
  const shares = shareVariables(new Map(), layers.trees, 'kvm');
  if (isFailure(shares)) return shares;
  const tools = await toolsHere(io.env);
  if (Array.isArray(tools)) return tools[0]!;
  const keys = new CacheKeys(tools, io.env);
  const missing = new Set<string>();
  const said = new Set<string>();
  const note = (text: string) => {
    if (!said.has(text)) io.stderr.write(`${text}\n`);
    said.add(text);
  };
  let isBroken = false;
  /** Targets by the reason for which they cannot be found in a cache. */
  const unknown = new Map<string, string[]>();
  const wanted = targets.filter(({ name }) => names.has(name));
  await pool(wanted, AT_ONCE, async (target) => {
    const found = await layers.key(target, shares, keys);
    if ('reason' in found) {
      const text = `${found.reason}. ${found.hint}`;
      unknown.set(text, [...(unknown.get(text) ?? []), target.name]);
    }
    const isThere =
      !isBroken &&
      !signal.aborted &&
      'key' in found &&
      (await caches
        .get(target.tree)!
        .has(found.key)
        .catch((error: unknown) => {
          if (!(error instanceof RegistryError)) throw error;
          // A damaged image says nothing of the others.
          isBroken = error.status !== 422;
          note(`warning: ${error.message} Targets count as missing. ${error.hint}`);
          return false;
        }));
    if (!isThere) missing.add(target.name);
  });
  for (const [text, [first, ...others]] of unknown) {
    const who = others.length === 0 ? `${first} counts` : `${first} and ${others.length} more count`;
    io.stderr.write(`note: ${who} as missing: ${text}\n`);
  }
  return missing;
}
