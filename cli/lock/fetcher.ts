import { createHash } from 'node:crypto';
import { EXIT } from '../shell/command.ts';
import type { Failure } from '../shell/command.ts';
import { throughMirror } from './mirrors.ts';
import type { Mirrors } from './mirrors.ts';

/** The part of `fetch` that is used. */
export type Fetch = (url: string, init: { method: string; signal: AbortSignal }) => Promise<Response>;

/** Seconds without an answer. */
const PATIENCE = 60;

/** Asks servers, through the mirrors of the project. Failures say which address could not be had, and what to do. */
export class Fetcher {
  readonly #mirrors: Mirrors;
  readonly #fetch: Fetch;

  constructor(mirrors: Mirrors, fetch: Fetch = globalThis.fetch) {
    this.#mirrors = mirrors;
    this.#fetch = fetch;
  }

  /** What is asked in place of an address. */
  address(url: string): string {
    return throughMirror(url, this.#mirrors);
  }

  /** Beginnings of addresses with what is asked in their place, the most exact first. */
  get mirrors(): readonly (readonly [from: string, to: string])[] {
    return [...this.#mirrors].sort(([a], [b]) => b.length - a.length);
  }

  async bytes(url: string): Promise<Uint8Array | Failure> {
    return this.#ask(url, 'GET', async (response) => new Uint8Array(await response.arrayBuffer()));
  }

  async text(url: string): Promise<string | Failure> {
    return this.#ask(url, 'GET', (response) => response.text());
  }

  async json(url: string): Promise<{ readonly json: unknown } | Failure> {
    const text = await this.text(url);
    if (typeof text !== 'string') return text;
    try {
      return { json: JSON.parse(text) as unknown };
    } catch {
      return this.#failure(url, 'the answer is not JSON');
    }
  }

  /** The size in bytes; null if the server does not tell. */
  async size(url: string): Promise<{ readonly size: number | null } | Failure> {
    return this.#ask(url, 'HEAD', async ({ headers }) => {
      const length = headers.get('content-length');
      return { size: length === null ? null : Number(length) };
    });
  }

  /** Reads all of it, without keeping it. */
  async hash(url: string): Promise<{ readonly checksum: string; readonly size: number } | Failure> {
    return this.#ask(url, 'GET', async ({ body }) => {
      const hash = createHash('sha256');
      let size = 0;
      for await (const chunk of body ?? []) {
        hash.update(chunk as Uint8Array);
        size += (chunk as Uint8Array).length;
      }
      return { checksum: `sha256:${hash.digest('hex')}`, size };
    });
  }

  async #ask<T>(url: string, method: string, read: (response: Response) => Promise<T>): Promise<T | Failure> {
    const asked = this.address(url);
    try {
      const response = await this.#fetch(asked, { method, signal: AbortSignal.timeout(PATIENCE * 1000) });
      if (!response.ok) return this.#failure(asked, `the server answers ${response.status}`);
      return await read(response);
    } catch (error) {
      const { cause, name, message } = error as Error & { cause?: { code?: string; message?: string } };
      const reason =
        name === 'TimeoutError'
          ? `no answer in ${PATIENCE} seconds`
          : (cause?.code ?? cause?.message ?? message);
      return this.#failure(asked, reason);
    }
  }

  #failure(url: string, reason: string): Failure {
    return {
      exit: EXIT.environment,
      message: `${url}: ${reason}.`,
      hint: 'Making a lock needs the network; using one does not. `mirrors` in vkc.yaml names other servers.',
    };
  }
}
