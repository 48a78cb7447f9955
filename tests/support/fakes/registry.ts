import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

const TOKEN = 'token-of-the-stand-in';
export const USER = { user: 'robot', password: 'let-me-in' } as const;
const BASIC = `Basic ${Buffer.from(`${USER.user}:${USER.password}`).toString('base64')}`;

/** What the stand-in does wrong. */
export interface Wrongs {
  /** How it asks who somebody is. */
  auth?: 'token' | 'basic';
  /** Answers this to everything. */
  status?: number;
  /** Gives other bytes of the same number. */
  changed?: boolean;
  /** Breaks off after so many bytes of each answer; `once` only the first time. */
  breaks?: { readonly after: number; once: boolean };
  /** Loses the connection in the middle of the second piece, once. */
  losesPiece?: boolean;
  leastPiece?: number;
  /** Where it says that a file is to be sent. */
  location?: string;
}

/** As much of an OCI registry as the distribution specification 1.1 asks of one, on loopback and in memory. */
export class FakeRegistry {
  readonly blobs = new Map<string, Buffer>();
  readonly manifests = new Map<string, string>();
  /** `PUT manifests/TAG`, in order. */
  readonly asked: string[] = [];
  /** Sizes of the pieces that arrived. */
  readonly pieces: number[] = [];
  readonly wrongs: Wrongs = {};
  readonly #uploads = new Map<string, Buffer>();
  #port = 0;
  #last = 0;

  static async start(): Promise<FakeRegistry> {
    const registry = new FakeRegistry();
    const server = createServer((request, response) => void registry.#answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    registry.#port = (server.address() as AddressInfo).port;
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return registry;
  }

  get host(): string {
    return `127.0.0.1:${this.#port}`;
  }

  get address(): string {
    return `oci://${this.host}/images/cache`;
  }

  count(call: RegExp): number {
    return this.asked.filter((each) => call.test(each)).length;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const { pathname, searchParams } = new URL(url, `http://${this.host}`);
    const end = (status: number, more: Record<string, string | number> = {}, body?: string | Buffer) => {
      response.writeHead(status, more);
      response.end(method === 'HEAD' ? undefined : body);
    };
    const refuse = (status: number, message: string, more = {}) =>
      end(status, more, JSON.stringify({ errors: [{ code: 'ERR', message }] }));
    if (pathname === '/token') {
      if (headers.authorization !== BASIC) return refuse(401, 'wrong password');
      return end(200, {}, JSON.stringify({ token: TOKEN }));
    }
    const path = pathname.replace('/v2/images/cache/', '');
    this.asked.push(`${method} ${path}`);
    const { wrongs } = this;
    const wanted = { token: `Bearer ${TOKEN}`, basic: BASIC, none: undefined }[wrongs.auth ?? 'none'];
    if (wrongs.auth !== undefined && headers.authorization !== wanted) {
      const challenge =
        wrongs.auth === 'token'
          ? `Bearer realm="http://${this.host}/token",service="test",scope="repository:images/cache:pull"`
          : 'Basic realm="test"';
      request.resume();
      return refuse(401, 'authentication required', { 'www-authenticate': challenge });
    }
    if (wrongs.status !== undefined) return refuse(wrongs.status, 'not today');
    const [kind, name = '', id = ''] = path.split('/') as [string, string?, string?];
    if (kind === 'manifests') {
      if (method === 'PUT') {
        this.manifests.set(name, (await bytesOf(request)).toString());
        return end(201);
      }
      const manifest = this.manifests.get(name);
      return manifest === undefined
        ? refuse(404, 'manifest unknown')
        : end(200, { 'content-type': headers.accept ?? '' }, manifest);
    }
    if (name === 'uploads') return this.#upload(id, searchParams, request, response);
    const blob = this.blobs.get(name);
    return blob === undefined ? refuse(404, 'blob unknown') : this.#give(blob, request, response);
  }

  #give(blob: Buffer, { method, headers }: IncomingMessage, response: ServerResponse): void {
    const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
    const bytes = Buffer.from(blob.subarray(from));
    if (this.wrongs.changed === true && bytes.length > 0) bytes[0]! ^= 1;
    response.writeHead(from > 0 ? 206 : 200, { 'content-length': bytes.length });
    if (method === 'HEAD') return void response.end();
    const { breaks } = this.wrongs;
    if (breaks === undefined || bytes.length <= breaks.after) return void response.end(bytes);
    if (breaks.once) delete this.wrongs.breaks;
    response.write(bytes.subarray(0, breaks.after), () => response.destroy());
  }

  async #upload(
    id: string,
    query: URLSearchParams,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const place = (name: string) => ({
      location: this.wrongs.location ?? `/v2/images/cache/blobs/uploads/${name}?state=1`,
      ...(this.wrongs.leastPiece !== undefined && { 'oci-chunk-min-length': this.wrongs.leastPiece }),
    });
    if (request.method === 'POST') {
      const name = String(++this.#last);
      this.#uploads.set(name, Buffer.alloc(0));
      return void response.writeHead(202, place(name)).end();
    }
    const before = this.#uploads.get(id);
    if (before === undefined) return void response.writeHead(404).end();
    const range = { range: `0-${Math.max(0, before.length - 1)}` };
    if (request.method === 'GET') return void response.writeHead(204, { ...place(id), ...range }).end();
    const begin = Number(/^(\d+)-/.exec(request.headers['content-range'] ?? '')?.[1] ?? before.length);
    if (begin !== before.length) return void response.writeHead(416, { ...place(id), ...range }).end();
    const piece = await bytesOf(request);
    if (this.wrongs.losesPiece === true && begin > 0) {
      // Half of it has arrived.
      delete this.wrongs.losesPiece;
      this.#uploads.set(id, Buffer.concat([before, piece.subarray(0, piece.length / 2)]));
      return void response.destroy();
    }
    const now = Buffer.concat([before, piece]);
    this.#uploads.set(id, now);
    if (request.method === 'PATCH') {
      this.pieces.push(piece.length);
      return void response.writeHead(202, place(id)).end();
    }
    const digest = query.get('digest')!;
    if (digest !== `sha256:${createHash('sha256').update(now).digest('hex')}`)
      return void response.writeHead(400).end();
    this.blobs.set(digest, now);
    response.writeHead(201).end();
  }
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
