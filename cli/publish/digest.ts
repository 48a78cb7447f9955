import { createHash, getHashes } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  fstatSync,
  openSync,
  closeSync,
  readFileSync,
  readSync,
} from 'node:fs';
import { basename } from 'node:path';
import type { BuiltTarget } from '../tree/built.ts';
import { EXIT } from '../shell/command.ts';
import type { Failure } from '../shell/command.ts';

/** The digests of a file by algorithm, in hexadecimal. */
export type Digests = Readonly<Record<string, string>>;

/** Reads a file once for all algorithms. Algorithms that this machine does not support are left out. */
export async function digestsOf(
  file: string,
  algorithms: readonly string[],
  signal: AbortSignal,
): Promise<Digests> {
  const known = new Set(getHashes());
  const hashes = [...new Set(algorithms)]
    .filter((name) => known.has(name))
    .map((name) => [name, createHash(name)] as const);
  const stream = createReadStream(file, { highWaterMark: 4 * 1024 * 1024, signal });
  for await (const chunk of stream) for (const [, hash] of hashes) hash.update(chunk as Buffer);
  return Object.fromEntries(hashes.map(([name, hash]) => [name, hash.digest('hex')]));
}

/** Returns the format of a disk by its first bytes, whatever its name is, and the bytes that a machine sees of it. */
export function readDisk(file: string): { readonly format: 'qcow2' | 'raw'; readonly size: number } {
  const head = Buffer.alloc(32);
  const fd = openSync(file, 'r');
  try {
    const read = readSync(fd, head);
    if (read < head.length || head.toString('latin1', 0, 4) !== 'QFI\xfb')
      return { format: 'raw', size: fstatSync(fd).size };
  } finally {
    closeSync(fd);
  }
  return { format: 'qcow2', size: Number(head.readBigUInt64BE(24)) };
}

export const formatOf = (file: string): 'qcow2' | 'raw' => readDisk(file).format;

/** True if the disk matches the checksum files of its build. Missing files are ignored. */
export function checksumProblem(target: BuiltTarget, digests: Digests): Failure | null {
  for (const algorithm of target.checksums) {
    const path = `${target.artifact}.${algorithm}`;
    if (!existsSync(path)) continue;
    const listed = readFileSync(path, 'utf8').split(/\s/)[0]!.toLowerCase();
    if (listed === digests[algorithm]) continue;
    return {
      exit: EXIT.source,
      message: `${target.name}: ${basename(target.artifact)} does not match ${basename(path)}. The disk was changed after the build, or only a part of it was copied.`,
      hint: `Build it again: vkc build --force --only ${target.name}`,
    };
  }
  return null;
}
