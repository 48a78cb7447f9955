import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** Reads a file once. Returns its SHA-256 in hexadecimal, and how many bytes it has. */
export async function fileDigest(path: string): Promise<{ readonly sha256: string; readonly bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    hash.update(chunk as Buffer);
    bytes += (chunk as Buffer).length;
  }
  return { sha256: hash.digest('hex'), bytes };
}
