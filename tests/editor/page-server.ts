import type { Diagnostic } from 'vscode-languageserver';
import { readYaml } from '../../cli/project/yaml-reader.ts';
import { servePage } from '../../editor/playground/worker/serve.ts';
import type { Port } from '../../editor/playground/worker/port-channel.ts';

interface Answer {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly uri: string; readonly diagnostics: readonly Diagnostic[] };
  readonly result?: unknown;
  readonly error?: object;
}

/** The language server as the worker of the playground runs it, with the page at the other end of the port. */
export class ServerOfPage {
  readonly published = new Map<string, readonly Diagnostic[]>();
  /** The number of the last request. */
  last = 0;
  readonly #port: Port;
  #listener: Parameters<Port['addEventListener']>[1] | null = null;
  readonly #waiting = new Map<number, { done(value: unknown): void; failed(error: object): void }>();
  readonly #looking = new Set<() => void>();

  constructor() {
    this.#port = {
      addEventListener: (_type, listener) => void (this.#listener = listener),
      postMessage: (message) => this.#take(JSON.parse(message) as Answer),
    };
    servePage(this.#port, readYaml);
  }

  async start(): Promise<this> {
    await this.ask('initialize', { capabilities: {}, rootUri: 'play:/' });
    this.notify('initialized', {});
    return this;
  }

  ask(method: string, params: object): Promise<unknown> {
    const id = ++this.last;
    const answer = new Promise((done, failed) => this.#waiting.set(id, { done, failed }));
    this.#send({ id, method, params });
    return answer;
  }

  notify(method: string, params: object): void {
    this.#send({ method, params });
  }

  open(uri: string, text: string, languageId = 'vkimage'): void {
    this.notify('textDocument/didOpen', { textDocument: { uri, languageId, version: 0, text } });
  }

  /** The codes of what is published of a document, once there is anything. */
  problemsOf(uri: string): Promise<string[]> {
    return new Promise((done) => {
      const look = () => {
        const found = this.published.get(uri) ?? [];
        if (found.length === 0) return;
        this.#looking.delete(look);
        done(found.map(({ code }) => String(code)));
      };
      this.#looking.add(look);
      look();
    });
  }

  #send(message: object): void {
    this.#listener?.({ data: JSON.stringify({ jsonrpc: '2.0', ...message }) });
  }

  #take({ id, method, params, result, error }: Answer): void {
    if (method === 'textDocument/publishDiagnostics' && params !== undefined) {
      this.published.set(params.uri, params.diagnostics);
      for (const look of this.#looking) look();
    }
    if (id === undefined) return;
    const waiting = this.#waiting.get(id);
    if (error !== undefined) waiting?.failed(error);
    else waiting?.done(result);
  }
}
