import { EXIT } from '../shell/command.ts';
import type { Failure } from '../shell/command.ts';
import type { Io } from '../shell/io.ts';
import type { Address } from './address.ts';
import { credentialsFor } from './credentials.ts';
import type { Credentials } from './credentials.ts';

/** Why something could not be had from a registry, or not be put there. */
export class RegistryError extends Error {
  /** Null if there was no answer. */
  readonly status: number | null;
  readonly hint: string;

  constructor(message: string, hint: string, status: number | null = null) {
    super(message);
    this.status = status;
    this.hint = hint;
  }

  get failure(): Failure {
    return { exit: EXIT.environment, message: this.message, hint: this.hint };
  }
}

export interface Asking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer> | string;
  /** Statuses that the caller handles. Others are errors. */
  readonly expect: readonly number[];
  /** Milliseconds until the answer begins. */
  readonly patience?: number;
}

const PATIENCE = 60_000;

/** What keeps files under names, and is asked over HTTP. */
export interface Asker {
  readonly address: Address;
  /** Ends everything that is asked. */
  readonly signal: AbortSignal;
  /**
   * Asks for a path below the repository, such as `manifests/TAG`, or for the absolute address that an answer named. `controller` ends the
   * answer.
   */
  ask(path: string, asking: Asking, controller?: AbortController): Promise<Response>;
  /** What an error of the network means. */
  unreachable(error: unknown): RegistryError;
}

/** Speaks HTTP with one registry, and logs in if it asks for it. */
export class RegistryClient implements Asker {
  readonly address: Address;
  readonly signal: AbortSignal;
  readonly #env: Io['env'];
  #credentials: Promise<Credentials | null> | null = null;
  #authorization: string | null = null;

  constructor(address: Address, env: Io['env'], signal: AbortSignal) {
    this.address = address;
    this.#env = env;
    this.signal = signal;
  }

  async ask(path: string, asking: Asking, controller = new AbortController()): Promise<Response> {
    const { origin, repository } = this.address;
    const url = new URL(path, `${origin}/v2/${repository}/`);
    let response = await this.#send(url, asking, controller);
    const challenge = response.headers.get('www-authenticate');
    if (response.status === 401 && challenge !== null && this.#isOwn(url)) {
      await response.body?.cancel();
      this.#authorization = await this.#logIn(challenge);
      response = await this.#send(url, asking, controller);
    }
    if (asking.expect.includes(response.status)) return response;
    throw this.#refusal(response.status, await said(response), url);
  }

  #send(url: URL, asking: Asking, controller: AbortController): Promise<Response> {
    const headers = {
      ...asking.headers,
      // What logs in here is not for another server that an answer names.
      ...(this.#isOwn(url) && this.#authorization !== null && { authorization: this.#authorization }),
    };
    const { method = 'GET', body } = asking;
    return this.#fetch(
      url,
      { method, headers, ...(body !== undefined && { body }) },
      controller,
      asking.patience,
    );
  }

  #isOwn({ origin }: URL): boolean {
    return origin === new URL(this.address.origin).origin;
  }

  #fetch(url: URL, init: RequestInit, controller: AbortController, patience?: number): Promise<Response> {
    return answerOf(this, url, init, controller, patience);
  }

  unreachable(error: unknown): RegistryError {
    return unreachable(error, this.address);
  }

  #refusal(status: number, reason: string, url: URL): RegistryError {
    const { host, repository } = this.address;
    const what = `The registry ${host}`;
    const why = reason === '' ? '' : ` (${reason})`;
    const logIn = `docker login ${host}, or set VKC_CACHE_USER and VKC_CACHE_PASSWORD.`;
    if (status === 401)
      return new RegistryError(`${what} asks who you are (401)${why}.`, `Log in: ${logIn}`, status);
    if (status === 403)
      return new RegistryError(
        `${what} does not let you do this in ${repository} (403)${why}.`,
        `Ask for the right to read and write there, or log in as somebody else: ${logIn}`,
        status,
      );
    if (status === 404)
      return new RegistryError(
        `${what} has no ${url.pathname} (404)${why}.`,
        `See whether it is a registry, and ${repository} the name of a repository that may be made there.`,
        status,
      );
    return new RegistryError(`${what} answers ${status}${why}.`, 'Try it again later.', status);
  }

  async #logIn(challenge: string): Promise<string> {
    this.#credentials ??= credentialsFor(this.address.host, this.#env);
    const credentials = await this.#credentials;
    const basic =
      credentials === null
        ? null
        : `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}`;
    const [, scheme = '', rest = ''] = /^(\w+)\s*(.*)$/s.exec(challenge) ?? [];
    if (scheme.toLowerCase() !== 'bearer') {
      if (basic === null) throw this.#refusal(401, 'no password is known', new URL(this.address.origin));
      return basic;
    }
    const fields = new Map(
      [...rest.matchAll(/(\w+)=(?:"([^"]*)"|([^\s,]+))/g)].map(([, name, a, b]) => [name!, a ?? b!]),
    );
    return `Bearer ${await this.#token(fields, basic)}`;
  }

  async #token(fields: ReadonlyMap<string, string>, basic: string | null): Promise<string> {
    const realm = fields.get('realm') ?? '';
    const { origin, host, repository } = this.address;
    if (!URL.canParse(realm) || !(realm.startsWith('https://') || origin.startsWith('http://')))
      throw new RegistryError(
        `The registry ${host} wants a password to be sent without TLS, to ${realm || 'nowhere'}.`,
        'Ask who runs it.',
      );
    const url = new URL(realm);
    const service = fields.get('service');
    if (service !== undefined) url.searchParams.set('service', service);
    url.searchParams.set('scope', `repository:${repository}:pull,push`);
    const controller = new AbortController();
    const get = () =>
      this.#fetch(url, { headers: basic === null ? {} : { authorization: basic } }, controller);
    let answer = await get();
    if (answer.status === 401 || answer.status === 403) {
      // Whoever may only read is given a token for that.
      await answer.body?.cancel();
      url.searchParams.set('scope', fields.get('scope') ?? `repository:${repository}:pull`);
      answer = await get();
    }
    if (!answer.ok) throw this.#refusal(answer.status, await said(answer), url);
    const { token, access_token: access } = (await answer.json().catch(() => ({}))) as {
      token?: unknown;
      access_token?: unknown;
    };
    const found = token ?? access;
    if (typeof found === 'string') return found;
    throw new RegistryError(`${url.host} gives no token for ${host}.`, 'Ask who runs it.');
  }
}

/** Waits until an answer begins, unless the run ends before. */
export async function answerOf(
  { address, signal }: Pick<Asker, 'address' | 'signal'>,
  url: URL,
  init: RequestInit,
  controller: AbortController,
  patience = PATIENCE,
): Promise<Response> {
  const stop = () => controller.abort();
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  const timer = setTimeout(stop, patience);
  try {
    return await fetch(url, { ...init, signal: controller.signal });
  } catch (error) {
    throw unreachable(error, address);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

/** What an error of the network means. */
export function unreachable(error: unknown, { kind, host }: Address): RegistryError {
  if (error instanceof RegistryError) return error;
  const { cause, name, message } = error as Error & { cause?: { code?: string; message?: string } };
  const reason = name === 'AbortError' ? 'it does not answer' : (cause?.code ?? cause?.message ?? message);
  const what = kind === 'oci' ? 'registry' : 'storage';
  const hint = /EPROTO|SSL|WRONG_VERSION/.test(`${reason} ${cause?.message}`)
    ? `If it has no TLS, write ${kind}+http:// in place of ${kind}://.`
    : `See whether the address is right, and the ${what} runs.`;
  return new RegistryError(`The ${what} ${host} cannot be reached: ${reason}.`, hint);
}

/** The first reason that a registry gives, as the specification has it. */
async function said(response: Response): Promise<string> {
  try {
    const text = (await response.text()).slice(0, 4000);
    const { errors } = JSON.parse(text) as { errors?: { message?: unknown; code?: unknown }[] };
    return String(errors?.[0]?.message ?? errors?.[0]?.code ?? '').slice(0, 200);
  } catch {
    return '';
  }
}
