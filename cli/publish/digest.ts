import { createHash, getHashes } from 'node:crypto';
import { createReadStream, existsSync, openSync, closeSync, readFileSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import type { BuiltTarget } from '../tree/built.ts';
import { EXIT } from '../shell/command.ts';
import type { Failure } from '../shell/command.ts';

/** Of a file, in hexadecimal, by algorithm. */
export type Digests = Readonly<Record<string, string>>;

/** Reads a file once for all of them. Algorithms that this machine does not know are left out. */
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

/** What a disk is by its first bytes, whatever its name says. */
export function formatOf(file: string): 'qcow2' | 'raw' {
  const head = Buffer.alloc(4);
  const fd = openSync(file, 'r');
  try {
    readSync(fd, head);
  } finally {
    closeSync(fd);
  }
  return head.toString('latin1') === 'QFI\xfb' ? 'qcow2' : 'raw';
}

/** Whether the disk still is what the build's checksum files say; those that are not there say nothing. */
export function checksumProblem(target: BuiltTarget, digests: Digests): Failure | null {
  for (const algorithm of target.checksums) {
    const path = `${target.artifact}.${algorithm}`;
    if (!existsSync(path)) continue;
    const listed = readFileSync(path, 'utf8').split(/\s/)[0]!.toLowerCase();
    if (listed === digests[algorithm]) continue;
    return {
      exit: EXIT.source,
      message: `${target.name}: ${basename(target.artifact)} is not what ${basename(path)} says. The disk was changed after it was built, or was copied in part.`,
      hint: `Build it again: vkc build --force --only ${target.name}`,
    };
  }
  return null;
}
