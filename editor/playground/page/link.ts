import type { Transport } from '@codemirror/lsp-client';

interface Port {
  postMessage(message: string): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  start?(): void;
}

/** The language server: in a worker, or, where the browser refuses to start one, in the page itself. */
export class ServerLink implements Transport {
  readonly #script: string;
  readonly #handlers = new Set<(message: string) => void>();
  /** What was sent before the first answer; null after that. */
  #sent: string[] | null = [];
  #port: Port | null = null;
  /** Where the server runs. */
  place: 'worker' | 'page' = 'worker';

  constructor(script: string) {
    this.#script = script;
    try {
      const source = new Blob([`${script};vkcWorker.start(self);`], { type: 'text/javascript' });
      const worker = new Worker(URL.createObjectURL(source));
      // Some browsers say only later that they do not start workers for pages that are files.
      worker.addEventListener('error', (event) => {
        if (this.#sent === null) return;
        event.preventDefault();
        this.#inPage();
      });
      this.#use(worker);
    } catch {
      this.#inPage();
    }
  }

  send(message: string): void {
    this.#sent?.push(message);
    this.#port?.postMessage(message);
  }

  subscribe(handler: (message: string) => void): void {
    this.#handlers.add(handler);
  }

  unsubscribe(handler: (message: string) => void): void {
    this.#handlers.delete(handler);
  }

  #use(port: Port): void {
    this.#port = port;
    port.addEventListener('message', ({ data }) => {
      this.#sent = null;
      for (const handler of this.#handlers) handler(String(data));
    });
    port.start?.();
  }

  #inPage(): void {
    this.place = 'page';
    const { port1, port2 } = new MessageChannel();
    const load = new Function(`${this.#script};return vkcWorker;`) as () => { start(port: Port): void };
    load().start(port1);
    this.#use(port2);
    for (const message of this.#sent ?? []) port2.postMessage(message);
  }
}
