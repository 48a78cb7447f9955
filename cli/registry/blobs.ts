import { createHash } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { fileDigest } from '../host/file-digest.ts';
import { RegistryError } from './asker.ts';
import type { Asker } from './asker.ts';
import type { RegistryClient } from './client.ts';

/** What a manifest says of a blob. */
export interface Blob {
  readonly digest: string;
  readonly size: number;
}

/** Called with the bytes that are done. */
export type Heard = (bytes: number) => void;

/** Pieces of this size are sent, so that no more is in memory. Some registries want larger ones. */
const PIECE = 16 * 1024 ** 2;
const LARGEST = 128 * 1024 ** 2;
const ATTEMPTS = 3;
/** Milliseconds in which a piece has to arrive. */
const PATIENCE = 300_000;
/** Milliseconds without a byte. */
const SILENCE = 60_000;

export async function digestOf(path: string): Promise<Blob> {
  const { sha256, bytes } = await fileDigest(path);
  return { digest: `sha256:${sha256}`, size: bytes };
}

export const digestOfBytes = (bytes: Uint8Array): Blob => ({
  digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
  size: bytes.length,
});

/** Sends bytes, unless the registry has them. */
export async function uploadBytes(
  client: RegistryClient,
  bytes: Uint8Array<ArrayBuffer>,
  blob: Blob,
): Promise<void> {
  if (await isThere(client, blob)) return;
  await finish(client, await begin(client), blob, bytes);
}

/** Sends a file in pieces, unless the registry has it. */
export async function uploadFile(
  client: RegistryClient,
  path: string,
  blob: Blob,
  heard: Heard = () => {},
): Promise<void> {
  if (await isThere(client, blob)) return;
  const file = await open(path);
  try {
    let upload = await begin(client);
    const piece = Buffer.alloc(Math.min(LARGEST, Math.max(PIECE, upload.least)));
    for (let at = 0; at < blob.size;) {
      const { bytesRead } = await file.read(piece, 0, Math.min(piece.length, blob.size - at), at);
      if (bytesRead === 0)
        throw new RegistryError(`${path} became shorter while it was sent.`, 'Build it again.');
      upload = await sendPiece(client, upload, piece.subarray(0, bytesRead), at);
      at += bytesRead;
      heard(at);
    }
    await finish(client, upload, blob);
  } finally {
    await file.close();
  }
}

async function isThere(client: RegistryClient, { digest }: Blob): Promise<boolean> {
  const { status } = await client.ask(`blobs/${digest}`, { method: 'HEAD', expect: [200, 404] });
  return status === 200;
}

interface Upload {
  readonly location: string;
  /** The size in bytes that all pieces but the last have at least. */
  readonly least: number;
}

async function begin(client: RegistryClient): Promise<Upload> {
  const response = await client.ask('blobs/uploads/', {
    method: 'POST',
    headers: { 'content-length': '0' },
    expect: [202],
  });
  await response.body?.cancel();
  return {
    location: place(client, response, ''),
    least: Number(response.headers.get('oci-chunk-min-length')),
  };
}

/** Where to go on: the answer says it, as a path or as an address. */
function place(client: RegistryClient, response: Response, fallback: string): string {
  const location = response.headers.get('location') ?? fallback;
  if (location === '' || !URL.canParse(location, client.address.origin))
    throw new RegistryError(
      `The registry ${client.address.host} does not say where to send a file.`,
      'See whether it is an OCI registry.',
    );
  return new URL(location, client.address.origin).href;
}

async function sendPiece(
  client: RegistryClient,
  upload: Upload,
  piece: Buffer<ArrayBuffer>,
  at: number,
): Promise<Upload> {
  const end = at + piece.length;
  let { location } = upload;
  for (let begun = at, attempt = 1; ; attempt++) {
    try {
      const response = await client.ask(location, {
        method: 'PATCH',
        headers: {
          'content-type': 'application/octet-stream',
          'content-range': `${begun}-${end - 1}`,
        },
        body: piece.subarray(begun - at),
        expect: [202],
        patience: PATIENCE,
      });
      await response.body?.cancel();
      return { ...upload, location: place(client, response, location) };
    } catch (error) {
      if (attempt === ATTEMPTS || !isPassing(error)) throw error;
      await wait(attempt * 500);
      // How much of it arrived.
      const state = await client.ask(location, { expect: [204] });
      const last = /-(\d+)$/.exec(state.headers.get('range') ?? '')?.[1];
      location = place(client, state, location);
      const next = last === undefined || last === '0' ? 0 : Number(last) + 1;
      if (next >= end) return { ...upload, location };
      if (next < at) throw error;
      begun = next;
    }
  }
}

/** What may be over the next time. */
export const isPassing = (error: unknown): boolean =>
  error instanceof RegistryError && (error.status === null || error.status >= 500 || error.status === 429);

async function finish(
  client: RegistryClient,
  { location }: Upload,
  { digest }: Blob,
  body?: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const url = new URL(location);
  url.searchParams.set('digest', digest);
  const response = await client.ask(url.href, {
    method: 'PUT',
    headers: { 'content-type': 'application/octet-stream' },
    body: body ?? new Uint8Array(0),
    expect: [201, 204],
    patience: PATIENCE,
  });
  await response.body?.cancel();
}

/** Brings a blob to a path. It has another name until it is whole, and nothing is left of one that is not. */
export async function download(
  client: Asker,
  blob: Blob,
  path: string,
  heard: Heard = () => {},
): Promise<void> {
  const part = `${path}.part`;
  const file = await open(part, 'w');
  try {
    await receive(client, blob, file, heard);
    await file.close();
    await rename(part, path);
  } catch (error) {
    await file.close().catch(() => {});
    await rm(part, { force: true });
    throw onDisk(error, path);
  }
}

async function receive(client: Asker, blob: Blob, file: FileHandle, heard: Heard): Promise<void> {
  let hash = createHash('sha256');
  let at = 0;
  for (let attempt = 1; at < blob.size || attempt === 1; attempt++) {
    try {
      const controller = new AbortController();
      const headers: Record<string, string> = at === 0 ? {} : { range: `bytes=${at}-` };
      const response = await client.ask(`blobs/${blob.digest}`, { headers, expect: [200, 206] }, controller);
      if (response.status === 200 && at > 0) {
        // It does not know how to go on.
        hash = createHash('sha256');
        at = 0;
      }
      for await (const chunk of arriving(response, client, controller)) {
        if (at + chunk.length > blob.size) throw mismatch(client, blob, `has more than ${blob.size} bytes`);
        await file.write(chunk, 0, chunk.length, at);
        hash.update(chunk);
        at += chunk.length;
        heard(at);
      }
      if (at < blob.size)
        throw new RegistryError(
          `${client.address.host} broke off after ${at} of ${blob.size} bytes.`,
          'Try it again.',
        );
    } catch (error) {
      const known = 'syscall' in (error as object) ? error : client.unreachable(error);
      if (attempt >= ATTEMPTS || !isPassing(known)) throw known;
      await wait(attempt * 500);
    }
  }
  const digest = `sha256:${hash.digest('hex')}`;
  if (digest !== blob.digest) throw mismatch(client, blob, `is ${digest}`);
}

async function* arriving(
  response: Response,
  { signal }: Asker,
  controller: AbortController,
): AsyncGenerator<Uint8Array> {
  const stop = () => controller.abort();
  const timer = setTimeout(stop, SILENCE);
  signal.addEventListener('abort', stop);
  try {
    for await (const chunk of response.body ?? []) {
      timer.refresh();
      yield chunk as Uint8Array;
    }
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

function mismatch({ address }: Asker, { digest }: Blob, is: string): RegistryError {
  return new RegistryError(
    `What ${address.host} has as ${digest} ${is}.`,
    'Its storage is damaged, or somebody changed it. Remove it there.',
    // Not again: it would be the same.
    422,
  );
}

/** Errors of the file system, as a person needs them. */
function onDisk(error: unknown, path: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof RegistryError || code === undefined) return error;
  const reason = code === 'ENOSPC' || code === 'EDQUOT' ? 'the disk is full' : (error as Error).message;
  return new RegistryError(
    `${path} cannot be written: ${reason}.`,
    'Make room there, or correct its rights.',
  );
}
