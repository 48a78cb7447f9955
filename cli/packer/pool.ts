import { availableParallelism, freemem } from 'node:os';
import type { Job } from './target-run.ts';

const mebi = 1024 ** 2;

/** Does work on all items, so many at a time, in their order. */
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

/** How many machines are built at a time: as asked, else as many as there are cores and memory for. */
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
