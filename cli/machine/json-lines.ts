import { createConnection } from 'node:net';
import type { Outcome } from './outcome.ts';

/** A request to QMP or to the guest agent. Both speak JSON, one message per line. */
export interface Request {
  readonly execute: string;
  readonly arguments?: Readonly<Record<string, unknown>>;
}

export interface Answer {
  readonly return?: unknown;
  readonly error?: { readonly desc?: string };
}

/**
 * Sends requests over a unix socket, each after the answer to the one before. Greetings and events are
 * ignored.
 */
export function converse(
  path: string,
  requests: readonly Request[],
  { seconds = 10, signal }: { readonly seconds?: number; readonly signal?: AbortSignal | undefined } = {},
): Promise<Outcome<readonly Answer[]>> {
  return new Promise((resolve) => {
    const socket = createConnection(path);
    const answers: Answer[] = [];
    let text = '';
    const finish = (outcome: Outcome<readonly Answer[]>) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      socket.destroy();
      resolve(outcome);
    };
    const abort = () => finish({ problem: 'interrupted' });
    const timer = setTimeout(() => finish({ problem: `no answer within ${seconds} s` }), seconds * 1000);
    signal?.addEventListener('abort', abort);
    const send = () => socket.write(`${JSON.stringify(requests[answers.length])}\n`);
    socket.on('error', (error) => finish({ problem: error.message }));
    socket.on('close', () => finish({ problem: 'the connection was closed' }));
    socket.on('connect', send);
    socket.setEncoding('utf8');
    socket.on('data', (data: string) => {
      text += data;
      const lines = text.split('\n');
      text = lines.pop()!;
      for (const line of lines) {
        const answer = answerOf(line);
        if (answer === null) continue;
        answers.push(answer);
        if (answers.length === requests.length) finish({ value: answers });
        else send();
      }
    });
  });
}

/**
 * Returns null for a line that is no answer. After a reset, the first line of the agent begins with a byte
 * 0xFF.
 */
function answerOf(line: string): Answer | null {
  try {
    const json = JSON.parse(line.replace(/^\uFFFD+/, '')) as Answer;
    return 'return' in json || 'error' in json ? json : null;
  } catch {
    return null;
  }
}
