import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { createReadStream, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder } from '../../emit/tree/disk.ts';
import { EXIT } from '../shell/command.ts';
import type { Failure } from '../shell/command.ts';

/** A file to bring, and what it has to be. */
export interface Wanted {
  /** Its address in the lock. */
  readonly url: string;
  /** Absolute path of where it goes. */
  readonly path: string;
  /** `sha256:…`, `sha512:…`, or `none`. */
  readonly checksum: string;
  /** In bytes; null if it is not known. */
  readonly size: number | null;
}

/** How a file came to be there. */
export interface Brought {
  readonly bytes: number;
  readonly how: 'here' | 'brought' | 'continued';
}

export interface Bringing {
  /** The address to ask in place of one. */
  readonly address: (url: string) => string;
  readonly signal: AbortSignal;
  /** Hears of the bytes that are there, of all; null if the server does not tell. */
  readonly heard: (bytes: number, all: number | null) => void;
}

/** Milliseconds without a byte. */
const PATIENCE = 60_000;
const ATTEMPTS = 4;
const PART = '.part';

/**
 * Brings a file. It has another name until it is whole and what the lock says; a transfer that broke off goes on where it ended, in this call or
 * the next one.
 */
export async function bring(wanted: Wanted, how: Bringing): Promise<Brought | Failure> {
  const { path, checksum, size } = wanted;
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isFile() === true && (size === null || stats.size === size)) {
    const hash = hashOf(checksum);
    if (hash === null || (await hashed(path, hash)) === checksum) return { bytes: stats.size, how: 'here' };
  }
  if (stats !== undefined && !stats.isFile())
    return failure(wanted, `${path} is in the way`, 'Move it, or choose another folder with --into.');
  makeFolder(dirname(path));
  const part = path + PART;
  const continued = existsSync(part);
  let reason = '';
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const ended = await transfer(wanted, part, how);
    if (how.signal.aborted)
      return failure(wanted, 'was interrupted', 'Run it again: it goes on where it ended.');
    if (ended === null) {
      const found = await verdict(part, wanted);
      if (found === null) {
        renameSync(part, path);
        return { bytes: statSync(path).size, how: continued ? 'continued' : 'brought' };
      }
      // What was continued may have been another file: the next attempt begins anew.
      rmSync(part, { force: true });
      reason = found;
      if (!continued || attempt > 1) return failure(wanted, found, OTHER);
      continue;
    }
    reason = ended.reason;
    if (ended.final) break;
    await new Promise((resolve) => setTimeout(resolve, attempt * 300));
  }
  return failure(
    wanted,
    reason,
    'Run it again later: what arrived is kept. `mirrors` in vkc.yaml names other servers.',
  );
}

const OTHER =
  'The server has another file than vkc.lock names. If that is meant, look it up again: vkc lock --update.';

/** Null when the whole answer arrived; else why not, and whether asking again is of no use. */
async function transfer(
  { url }: Wanted,
  part: string,
  { address, signal, heard }: Bringing,
): Promise<{ readonly reason: string; readonly final: boolean } | null> {
  const at = statSync(part, { throwIfNoEntry: false })?.size ?? 0;
  const idle = new AbortController();
  let timer = setTimeout(() => idle.abort(), PATIENCE);
  const file = await open(part, 'a');
  try {
    const response = await fetch(address(url), {
      headers: at > 0 ? { range: `bytes=${at}-` } : {},
      signal: AbortSignal.any([signal, idle.signal]),
    });
    // All of it is there already, or it is another file now.
    if (response.status === 416 && at > 0) return null;
    if (!response.ok)
      return {
        reason: `the server answers ${response.status}`,
        final: response.status < 500 && response.status !== 429,
      };
    const isRest = response.status === 206 && rangeStart(response) === at;
    if (at > 0 && !isRest) await file.truncate(0);
    let bytes = isRest ? at : 0;
    const length = response.headers.get('content-length');
    // What is packed on the way has another length.
    const packed = response.headers.has('content-encoding');
    const all = length === null || packed ? null : bytes + Number(length);
    for await (const chunk of response.body ?? []) {
      clearTimeout(timer);
      timer = setTimeout(() => idle.abort(), PATIENCE);
      await file.write(chunk as Uint8Array);
      bytes += (chunk as Uint8Array).length;
      heard(bytes, all);
    }
    return all !== null && bytes < all ? { reason: 'the transfer broke off', final: false } : null;
  } catch (error) {
    const { cause, message, code, syscall } = error as Error & {
      cause?: { code?: string };
      code?: string;
      syscall?: string;
    };
    // The disk is at fault, and no server.
    if (syscall === 'write') throw Object.assign(error as Error, { path: part });
    const reason = idle.signal.aborted
      ? `no answer in ${PATIENCE / 1000} seconds`
      : (cause?.code ?? code ?? message);
    return { reason, final: false };
  } finally {
    clearTimeout(timer);
    await file.close();
  }
}

const rangeStart = ({ headers }: Response): number =>
  Number(/^bytes (\d+)-/.exec(headers.get('content-range') ?? '')?.[1] ?? NaN);

/** What is wrong with a file that arrived; null if nothing is. */
async function verdict(part: string, { checksum, size }: Wanted): Promise<string | null> {
  const { size: bytes } = statSync(part);
  if (size !== null && bytes !== size) return `it has ${bytes} bytes, and not the ${size} of the lock`;
  const hash = hashOf(checksum);
  if (hash === null) return null;
  const found = await hashed(part, hash);
  return found === checksum ? null : `its checksum is ${found}, and not the one of the lock`;
}

function hashOf(checksum: string): { readonly kind: string; readonly hash: Hash } | null {
  const [kind] = checksum.split(':') as [string];
  return kind === 'sha256' || kind === 'sha512' ? { kind, hash: createHash(kind) } : null;
}

async function hashed(path: string, { kind, hash }: { kind: string; hash: Hash }): Promise<string> {
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return `${kind}:${hash.digest('hex')}`;
}

const failure = ({ url }: Wanted, reason: string, hint: string): Failure => ({
  exit: EXIT.environment,
  message: `${url}: ${reason}.`,
  hint,
});
