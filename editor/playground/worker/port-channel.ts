import { Refusal } from '../../project/feature.ts';
import { Cancelled, Outdated } from '../../server/channel.ts';
import type { Channel } from '../../server/channel.ts';

/** What a worker and a message port have in common. Messages are JSON-RPC as text. */
export interface Port {
  postMessage(message: string): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  /** Ports hold their messages back until then. */
  start?(): void;
}

type Id = number | string;

interface Message {
  readonly id?: Id;
  readonly method?: string;
  readonly params?: object;
}

/** The codes of the protocol for what went wrong. */
const [REFUSED, OUTDATED, CANCELLED, INTERNAL, UNKNOWN] = [-32803, -32801, -32800, -32603, -32601];

/** JSON-RPC over a port, without the 40 KB that a whole library for it would add to the page. */
export function portChannel(port: Port): Channel {
  const requests = new Map<string, Parameters<Channel['onRequest']>[1]>();
  const notifications = new Map<string, Parameters<Channel['onNotification']>[1]>();
  const waiting = new Set<Id>();
  const cancelled = new Set<Id>();
  let asked = 0;
  const send = (message: object) => port.postMessage(JSON.stringify({ jsonrpc: '2.0', ...message }));

  const answer = async (id: Id, method: string, params: object) => {
    const handle = requests.get(method);
    if (handle === undefined) return send({ id, error: { code: UNKNOWN, message: `No method ${method}` } });
    waiting.add(id);
    try {
      const result = await handle(params as never, () => cancelled.has(id));
      send({ id, result: result ?? null });
    } catch (error) {
      send({ id, error: { code: codeOf(error), message: (error as Error).message } });
    }
    waiting.delete(id);
    cancelled.delete(id);
  };

  notifications.set('$/cancelRequest', ({ id }: { readonly id: Id }) => {
    if (waiting.has(id)) cancelled.add(id);
  });
  return {
    onRequest: (method, handle) => void requests.set(method, handle),
    onNotification: (method, handle) => void notifications.set(method, handle),
    request: (method, params = {}) => send({ id: `server-${asked++}`, method, params }),
    notify: (method, params) => send({ method, params }),
    listen() {
      port.addEventListener('message', ({ data }) => {
        const { id, method, params = {} } = JSON.parse(String(data)) as Message;
        // What has no method is an answer, and nothing here waits for one.
        if (method === undefined) return;
        if (id !== undefined) void answer(id, method, params);
        else notifications.get(method)?.(params as never);
      });
      port.start?.();
    },
  };
}

function codeOf(error: unknown): number {
  if (error instanceof Refusal) return REFUSED;
  if (error instanceof Outdated) return OUTDATED;
  return error instanceof Cancelled ? CANCELLED : INTERNAL;
}
