import { RegistryError } from '../../registry/asker.ts';
import { bytesText } from '../../shell/duration.ts';
import type { BuiltTree } from '../../tree/built.ts';
import type { ImageCache } from './image-cache.ts';
import { readRecord } from '../record.ts';
import type { Job } from '../target-run.ts';

type Warn = (text: string) => void;

/** What a run of builds does with caches. None of their problems ends a build: each cache is left alone after its first one. */
export class CachedBuilds {
  readonly #caches: ReadonlyMap<BuiltTree, ImageCache>;
  readonly #signal: AbortSignal;
  readonly #broken = new Set<ImageCache>();

  constructor(caches: ReadonlyMap<BuiltTree, ImageCache>, signal: AbortSignal) {
    this.#caches = caches;
    this.#signal = signal;
  }

  /** Brings the image of a job, if its cache has it. Returns whether it did. */
  async bring(job: Job, warn: Warn): Promise<boolean> {
    const { target, progress, key, fingerprint } = job;
    if (key === null) return false;
    return this.#try(job, warn, 'is built', async (cache) => {
      progress.start(Date.now());
      const isThere = await cache.bring(target, { key, fingerprint }, (bytes, all) => {
        progress.step = `comes from the cache: ${bytesText(bytes)} of ${bytesText(all)}`;
      });
      if (isThere) progress.end('fetched', Date.now());
      return isThere;
    });
  }

  /** Keeps the image of a job that was built. */
  async keep(job: Job, warn: Warn): Promise<void> {
    if (job.key === null || job.progress.state !== 'built') return;
    const record = readRecord(job.target.folder);
    if (record?.key !== job.key) return;
    await this.#try(job, warn, 'is not in the cache', async (cache) => {
      await cache.keep(job.target, record);
      return true;
    });
  }

  async #try(
    { target, progress }: Job,
    warn: Warn,
    then: string,
    work: (cache: ImageCache) => Promise<boolean>,
  ): Promise<boolean> {
    const cache = this.#caches.get(target.tree);
    if (cache === undefined || this.#broken.has(cache) || this.#signal.aborted) return false;
    try {
      return await work(cache);
    } catch (error) {
      if (progress.state === 'running') progress.step = '';
      if (this.#signal.aborted) return false;
      const known = error instanceof RegistryError ? error : unknown(error);
      // A damaged image says nothing of the others.
      const isOne = known.status === 422;
      if (!isOne) this.#broken.add(cache);
      const rest = isOne ? `${target.name} ${then}` : 'The cache is not used from here on';
      warn(`${known.message} ${rest}. ${known.hint}`);
      return false;
    }
  }
}

const unknown = (error: unknown): RegistryError =>
  new RegistryError(
    `The cache does not work: ${(error as Error).message}.`,
    'See whether it is an OCI registry.',
  );
