import { availableParallelism, freemem } from 'node:os';
import type { Job } from './target-run.ts';

const mebi = 1024 ** 2;

/** Runs work on all items in order, with a limit on how many run at the same time. */
export async function pool<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}

/**
 * Returns how many machines are built at the same time: the requested number, or as many as cores and memory
 * allow.
 */
export function jobsAtOnce(
  jobs: readonly Job[],
  asked: string | null,
  cores: number = availableParallelism(),
  memory: number = freemem(),
): number {
  if (asked !== null) return Number(asked);
  const largest = Math.max(1, ...jobs.map(({ target }) => target.machine.memory));
  const byMemory = Math.floor((memory * 0.8) / mebi / largest);
  return Math.max(1, Math.min(Math.floor(cores / 2), byMemory));
}
