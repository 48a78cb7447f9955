/** Whether the client no longer wants the answer. */
export type IsCancelled = () => boolean;

/** The client at the other end, whichever way messages take: standard input and output, or those between a page and its worker. */
export interface Channel {
  onRequest(method: string, answer: (params: never, isCancelled: IsCancelled) => unknown): void;
  onNotification(method: string, handle: (params: never) => void): void;
  request(method: string, params?: object): void;
  notify(method: string, params: object): void;
  /** Begins to take messages. All handlers are there by then. */
  listen(): void;
}

/** The client took the request back. */
export class Cancelled extends Error {}

/** The text that the request was about has changed before there was an answer. */
export class Outdated extends Error {}
