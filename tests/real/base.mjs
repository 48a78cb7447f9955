// Base images from the addresses that the library has, each checked against its vendor's list.
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/**
 * Downloads the image of a system unless the folder has it already. `at` gives the address that a public address is fetched from.
 * Returns its path and its SHA-256.
 */
export async function fetchBase({ url, checksum }, folder, at) {
  mkdirSync(folder, { recursive: true });
  const name = url.replace(/^.*\//, '');
  const path = join(folder, name);
  const expected = await checksumOf(checksum, name, at);
  if (existsSync(path) && expected !== null && (await digest(path, expected.algorithm)) === expected.hex)
    return { path, sha256: await digest(path, 'sha256') };
  const partial = `${path}.partial`;
  const response = await get(at(url));
  await pipeline(Readable.fromWeb(response.body), createWriteStream(partial));
  if (expected !== null) {
    const found = await digest(partial, expected.algorithm);
    if (found !== expected.hex) {
      rmSync(partial);
      throw new Error(`${url}: its ${expected.algorithm} is ${found}, and ${checksum} says ${expected.hex}`);
    }
  }
  renameSync(partial, path);
  return { path, sha256: await digest(path, 'sha256') };
}

async function get(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${response.statusText}`);
  return response;
}

async function digest(path, algorithm) {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** What the file has to have: `sha256:…`, or `file:URL` for a list of checksums; null for `none`. */
async function checksumOf(checksum, name, at) {
  if (checksum === 'none') return null;
  const [, kind, rest] = /^(\w+):(.+)$/.exec(checksum);
  if (kind !== 'file') return { algorithm: kind, hex: rest };
  const hex = inList(await (await get(at(rest))).text(), name);
  if (hex === null) throw new Error(`${rest} does not list ${name}`);
  return { algorithm: { 64: 'sha256', 96: 'sha384', 128: 'sha512' }[hex.length], hex };
}

/** Lists are of two kinds: `HEX  NAME` and `SHA256 (NAME) = HEX`. */
export function inList(text, name) {
  for (const line of text.split('\n')) {
    const [, hex, gnu] = /^([0-9a-f]{64,128}) [ *](?:\.\/)?(\S+)$/.exec(line) ?? [];
    if (gnu === name) return hex;
    const [, bsd, tagged] = /^\w+ \((\S+)\) = ([0-9a-f]{64,128})$/.exec(line) ?? [];
    if (bsd === name) return tagged;
  }
  return null;
}
