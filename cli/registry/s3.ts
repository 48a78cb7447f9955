import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { AwsV4Signer } from 'aws4fetch';
import { Asker, RegistryError } from './asker.ts';
import type { Asking } from './asker.ts';
import { isPassing } from './blobs.ts';
import type { Blob, Heard } from './blobs.ts';

/** Larger files are sent in pieces of this size; S3 takes 10,000 of them. */
const PIECE = 16 * 1024 ** 2;
const MOST_PIECES = 10_000;
const ATTEMPTS = 3;
/** Milliseconds in which a piece has to arrive. */
const PATIENCE = 300_000;

/**
 * Storage that speaks S3. It holds what a registry has, in objects that are called as the paths there: `manifests/TAG` and
 * `blobs/sha256-HEX`.
 */
export class S3Store extends Asker {
  /** The server is before the bucket, so that no name of a bucket has to be one of a server. */
  async ask(path: string, asking: Asking, controller = new AbortController()): Promise<Response> {
    const { origin, repository } = this.address;
    const url = new URL(`${origin}/${repository}/${path.replace(':', '-')}`);
    const { method = 'GET', body, headers, expect, patience } = asking;
    const signed = await this.#signed(url, method, headers, body);
    const init = { method, headers: signed, ...(body !== undefined && { body }) };
    const response = await this.fetch(url, init, controller, patience);
    if (expect.includes(response.status)) return response;
    const reason = await said(response);
    // A manifest names it, so the bucket is there; rules of buckets remove objects one by one.
    if (response.status === 404 && method === 'GET' && path.startsWith('blobs/'))
      throw new RegistryError(
        `The storage ${this.address.host} has lost a part of an image: ${path}.`,
        'See which rule removes objects there.',
        422,
      );
    throw this.#refusal(response.status, reason);
  }

  async sendBytes(bytes: Uint8Array<ArrayBuffer>, { digest }: Blob): Promise<void> {
    if (!(await this.#has(digest))) await this.#put(`blobs/${digest}`, bytes);
  }

  async sendFile(path: string, blob: Blob, heard: Heard = () => {}): Promise<void> {
    if (await this.#has(blob.digest)) return;
    const size = Math.max(PIECE, Math.ceil(blob.size / MOST_PIECES));
    const at = `blobs/${blob.digest}`;
    const file = await open(path);
    const read = async (from: number): Promise<Buffer<ArrayBuffer>> => {
      const piece = Buffer.alloc(Math.min(size, blob.size - from));
      const { bytesRead } = await file.read(piece, 0, piece.length, from);
      if (bytesRead === piece.length) return piece;
      throw new RegistryError(`${path} became shorter while it was sent.`, 'Build it again.');
    };
    try {
      if (blob.size <= size) await this.#put(at, await read(0));
      else await this.#sendPieces(at, blob.size, size, read, heard);
      heard(blob.size);
    } finally {
      await file.close();
    }
  }

  /** Nobody finds the object before all of its pieces are there. */
  async #sendPieces(
    at: string,
    all: number,
    size: number,
    read: (from: number) => Promise<Buffer<ArrayBuffer>>,
    heard: Heard,
  ): Promise<void> {
    const begun = await this.ask(`${at}?uploads=`, { method: 'POST', expect: [200] });
    const id = /<UploadId>([^<]+)<\/UploadId>/.exec(await begun.text())?.[1];
    if (id === undefined)
      throw new RegistryError(
        `The storage ${this.address.host} does not say how to send a file in pieces.`,
        'See whether it speaks S3.',
      );
    const upload = `uploadId=${encodeURIComponent(unescaped(id))}`;
    try {
      const parts: string[] = [];
      for (let from = 0; from < all; from += size) {
        const number = parts.length + 1;
        const response = await this.#put(`${at}?partNumber=${number}&${upload}`, await read(from));
        const tag = response.headers.get('etag') ?? '';
        parts.push(`<Part><PartNumber>${number}</PartNumber><ETag>${escaped(tag)}</ETag></Part>`);
        heard(Math.min(all, from + size));
      }
      const body = `<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`;
      const response = await this.ask(`${at}?${upload}`, {
        method: 'POST',
        body,
        expect: [200],
        patience: PATIENCE,
      });
      // S3 says that it is well before it is done, and may say afterwards that it was not.
      const text = await response.text();
      if (text.includes('<Error>')) throw this.#refusal(500, reasonIn(text));
    } catch (error) {
      // Pieces that are left cost money.
      await this.ask(`${at}?${upload}`, { method: 'DELETE', expect: [200, 204, 404] }).catch(() => {});
      throw error;
    }
  }

  async #put(path: string, body: Uint8Array<ArrayBuffer>): Promise<Response> {
    for (let attempt = 1; ; attempt++) {
      try {
        const response = await this.ask(path, { method: 'PUT', body, expect: [200], patience: PATIENCE });
        await response.body?.cancel();
        return response;
      } catch (error) {
        if (attempt === ATTEMPTS || this.signal.aborted || !isPassing(error)) throw error;
        await wait(attempt * 500);
      }
    }
  }

  async #has(digest: string): Promise<boolean> {
    const { status } = await this.ask(`blobs/${digest}`, { method: 'HEAD', expect: [200, 404] });
    return status === 200;
  }

  /** The headers with the signature of what is asked; as they were if nobody is logged in. */
  async #signed(
    url: URL,
    method: string,
    headers: Asking['headers'] = {},
    body: Asking['body'] = '',
  ): Promise<Headers> {
    const { env } = this;
    const own = env['VKC_CACHE_USER'] && env['VKC_CACHE_PASSWORD'];
    const accessKeyId = own ? env['VKC_CACHE_USER'] : env['AWS_ACCESS_KEY_ID'];
    const secretAccessKey = own ? env['VKC_CACHE_PASSWORD'] : env['AWS_SECRET_ACCESS_KEY'];
    if (!accessKeyId || !secretAccessKey) return new Headers(headers);
    const region = env['AWS_REGION'] || env['AWS_DEFAULT_REGION'];
    const session = own ? undefined : env['AWS_SESSION_TOKEN'];
    const signer = new AwsV4Signer({
      method,
      url: url.href,
      // What arrives is what was signed, with TLS or without.
      headers: { ...headers, 'x-amz-content-sha256': createHash('sha256').update(body).digest('hex') },
      accessKeyId,
      secretAccessKey,
      ...(session && { sessionToken: session }),
      service: 's3',
      region: region || regionIn(url.hostname),
    });
    return (await signer.sign()).headers;
  }

  #refusal(status: number, reason: string): RegistryError {
    const { host, repository } = this.address;
    const what = `The storage ${host}`;
    const why = reason === '' ? '' : ` (${reason})`;
    if (status === 401 || status === 403)
      return new RegistryError(
        `${what} does not let you do this in ${repository} (${status})${why}.`,
        'Set VKC_CACHE_USER and VKC_CACHE_PASSWORD, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, to a key that may list, read and write there. AWS_REGION names the region.',
        status,
      );
    if (status === 404)
      return new RegistryError(
        `${what} has no ${repository} (404)${why}.`,
        'See whether the bucket is there.',
        status,
      );
    return new RegistryError(`${what} answers ${status}${why}.`, 'Try it again later.', status);
  }
}

/** As addresses of Amazon have it: `s3.eu-central-1.amazonaws.com`. */
const regionIn = (host: string): string =>
  /^s3[.-]([a-z]+-[a-z-]+-\d)\.amazonaws\.com/.exec(host)?.[1] ?? 'us-east-1';

async function said(response: Response): Promise<string> {
  return reasonIn((await response.text().catch(() => '')).slice(0, 4000));
}

const reasonIn = (xml: string): string =>
  unescaped(/<Message>([^<]*)<\/Message>/.exec(xml)?.[1] ?? /<Code>([^<]*)<\/Code>/.exec(xml)?.[1] ?? '')
    .replace(/\.$/, '')
    .slice(0, 200);

const ENTITIES: readonly (readonly [string, string])[] = [
  ['&quot;', '"'],
  ['&#34;', '"'],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&amp;', '&'],
];

const unescaped = (text: string): string =>
  ENTITIES.reduce((all, [entity, character]) => all.replaceAll(entity, character), text);

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
