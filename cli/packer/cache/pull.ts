import { version } from '../../../emit/version.generated.ts';
import { RegistryError } from '../../registry/asker.ts';
import { EXIT } from '../../shell/command.ts';
import type { Failure } from '../../shell/command.ts';
import type { Io } from '../../shell/io.ts';
import type { BuiltTarget } from '../../tree/built.ts';
import type { CacheKeys } from './cache-key.ts';
import type { ImageCache } from './image-cache.ts';
import type { Layers } from '../layers.ts';
import { holds, readRecord } from '../record.ts';

/** Brings the image of a target. Returns what was done, as the beginning of a line. */
export async function pullTarget(
  target: BuiltTarget,
  cache: ImageCache,
  how: {
    readonly layers: Layers;
    readonly shares: ReadonlyMap<BuiltTarget['tree'], ReadonlyMap<string, string>>;
    readonly keys: CacheKeys;
    readonly force: boolean;
  },
  io: Io,
): Promise<string | Failure> {
  const own = how.layers.fingerprint(target, how.shares, io.env);
  const record = how.force ? null : readRecord(target.folder);
  if (record?.fingerprint === own && holds(record, target.artifact)) return 'is here';
  const found = await how.layers.key(target, how.shares, how.keys);
  if ('reason' in found)
    return {
      exit: EXIT.source,
      message: `${target.name} is not kept in a cache: ${found.reason}.`,
      hint: found.hint,
    };
  try {
    if (await cache.bring(target, { key: found.key, fingerprint: own })) return 'pulled';
  } catch (error) {
    if (error instanceof RegistryError) return error.failure;
    throw error;
  }
  const { packer, ansible } = how.keys.tools;
  return {
    exit: EXIT.source,
    message: `${target.name} is not in the cache ${cache.address.text}.`,
    hint: `Nobody has built this tree with vkc ${version}, Packer ${packer} and ansible-core ${ansible}: vkc build --only ${target.name}`,
  };
}

/** Puts a built image and its reports into a cache. Returns null on success. */
export async function pushTarget(target: BuiltTarget, cache: ImageCache): Promise<Failure | null> {
  const record = readRecord(target.folder);
  if (record === null || !holds(record, target.artifact))
    return {
      exit: EXIT.environment,
      message: `${target.name} is not built.`,
      hint: `Build it: vkc build --only ${target.name}`,
    };
  if (record.key === undefined)
    return {
      exit: EXIT.source,
      message: `${target.name} has no name in a cache: something that it was built from is not pinned.`,
      hint: 'Run `vkc lock`, and build it again. `vkc build --cache` says what is missing.',
    };
  try {
    await cache.keep(target, record);
    return null;
  } catch (error) {
    if (error instanceof RegistryError) return error.failure;
    throw error;
  }
}
