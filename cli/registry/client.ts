import { Asker, RegistryError } from './asker.ts';
import type { Asking } from './asker.ts';
import { credentialsFor } from './credentials.ts';
import type { Credentials } from './credentials.ts';

/** Speaks HTTP with one registry, and logs in if it asks for it. */
export class RegistryClient extends Asker {
  #credentials: Promise<Credentials | null> | null = null;
  #authorization: string | null = null;

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
    return this.fetch(
      url,
      { method, headers, ...(body !== undefined && { body }) },
      controller,
      asking.patience,
    );
  }

  #isOwn({ origin }: URL): boolean {
    return origin === new URL(this.address.origin).origin;
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
    this.#credentials ??= credentialsFor(this.address.host, this.env);
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
      this.fetch(url, { headers: basic === null ? {} : { authorization: basic } }, controller);
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
