import { mkdirSync, readdirSync, renameSync, rmSync, statSync, statfsSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as z from 'zod/mini';
import { findArtifact, putArtifact } from '../../registry/artifact.ts';
import type { ArtifactFile, FoundArtifact, FoundFile } from '../../registry/artifact.ts';
import type { Heard } from '../../registry/blobs.ts';
import { RegistryError } from '../../registry/asker.ts';
import type { Address } from '../../registry/address.ts';
import { openStore } from '../../registry/store.ts';
import type { Store } from '../../registry/store.ts';
import type { Io } from '../../shell/io.ts';
import { bytesText } from '../../shell/duration.ts';
import type { BuiltTarget } from '../../tree/built.ts';
import { REPORT_TYPES, reportFolder } from '../../tree/reports.ts';
import { holds, printRecord, readRecord, recordPath } from '../record.ts';
import type { BuildRecord } from '../record.ts';
import { partialFolder, removeEmpty, replaceResult } from '../target-run.ts';

/** What an image in a registry is. */
const TYPE = 'application/vnd.vkc.image.v1';
/** Reports have this before their names. */
const REPORTS = 'reports/';

const configShape = z.object({
  key: z.string(),
  target: z.string(),
  record: z.looseObject({ format: z.literal(1), built: z.string() }),
});

/** Built images, with what is known of them, in a repository that machines share. */
export class ImageCache {
  readonly address: Address;
  readonly #client: Store;

  constructor(address: Address, env: Io['env'], signal: AbortSignal) {
    this.address = address;
    this.#client = openStore(address, env, signal);
  }

  /** Whether there is an image of a key. */
  async has(key: string): Promise<boolean> {
    return (await findArtifact(this.#client, key, TYPE)) !== null;
  }

  /**
   * Brings the image of a key to the output folder, and its reports beside it, as if it had been built here. Returns false if the cache does
   * not have it. `heard` hears of the bytes that are there, of all.
   */
  async bring(
    target: BuiltTarget,
    { key, fingerprint }: { readonly key: string; readonly fingerprint: string },
    heard: (bytes: number, all: number) => void = () => {},
  ): Promise<boolean> {
    const found = await findArtifact(this.#client, key, TYPE);
    if (found === null) return false;
    const { record, outputs, reports } = this.#read(found, target, key);
    const { dir } = target.tree;
    const staging = join(dir, partialFolder, target.name);
    const beside = join(dir, partialFolder, `${target.name}.reports`);
    try {
      for (const folder of [staging, beside]) {
        rmSync(folder, { recursive: true, force: true });
        mkdirSync(folder, { recursive: true });
      }
      const all = found.files.reduce((sum, { size }) => sum + size, 0);
      checkRoom(staging, all);
      let before = 0;
      for (const { name, size, bring } of found.files) {
        const folder = name.startsWith(REPORTS) ? beside : staging;
        await bring(join(folder, basename(name)), (bytes) => heard(before + bytes, all));
        before += size;
      }
      writeFileSync(recordPath(staging), printRecord({ ...record, key, fingerprint }));
      const whole = readRecord(staging);
      if (whole === null || !holds(whole, join(staging, basename(target.artifact))))
        throw this.#damaged(key, 'is not the image that its description names');
      replaceResult(target, staging);
      if (reports.length > 0) mkdirSync(reportFolder(dir), { recursive: true });
      for (const { name } of reports)
        renameSync(join(beside, basename(name)), join(reportFolder(dir), basename(name)));
      return outputs.length > 0;
    } catch (error) {
      throw asRegistryError(error);
    } finally {
      for (const folder of [staging, beside]) rmSync(folder, { recursive: true, force: true });
      removeEmpty(join(dir, partialFolder));
    }
  }

  #read(
    { config, files }: FoundArtifact,
    target: BuiltTarget,
    key: string,
  ): { record: BuildRecord; outputs: readonly FoundFile[]; reports: readonly FoundFile[] } {
    const said = configShape.safeParse(config).data;
    if (said === undefined || said.key !== key || said.target !== target.name)
      throw this.#damaged(key, 'is another image than its name says');
    const reports = files.filter(({ name }) => name.startsWith(`${REPORTS}${target.name}.`));
    const outputs = files.filter((each) => !reports.includes(each));
    const names = files.map(({ name }) => name.replace(REPORTS, ''));
    const strange = names.some((name) => /^\.|[/\\]|\p{Cc}/u.test(name) || name === '');
    if (strange || new Set(names).size < names.length || !names.includes(basename(target.artifact)))
      throw this.#damaged(key, 'does not have the files of an image');
    return { record: said.record as unknown as BuildRecord, outputs, reports };
  }

  /** Keeps the image of a target under its key, with the reports on it. `heard` hears of the bytes that were sent. */
  async keep(target: BuiltTarget, record: BuildRecord, heard?: Heard): Promise<void> {
    const { fingerprint: _, ...known } = record;
    try {
      await putArtifact(
        this.#client,
        record.key!,
        {
          type: TYPE,
          created: record.built,
          config: { key: record.key, target: target.name, record: known },
          files: [...outputsOf(target), ...reportsOf(target)],
        },
        heard,
      );
    } catch (error) {
      throw asRegistryError(error);
    }
  }

  #damaged(key: string, what: string): RegistryError {
    const { host, repository } = this.address;
    return new RegistryError(`${host}/${repository}:${key} ${what}.`, 'Remove it from the registry.', 422);
  }
}

function checkRoom(folder: string, bytes: number): void {
  const { bavail, bsize } = statfsSync(folder);
  if (bytes > bavail * bsize)
    throw new RegistryError(
      `${folder} has room for ${bytesText(bavail * bsize)}, and the image is of ${bytesText(bytes)}.`,
      'Make room there.',
    );
}

/** Problems of the file system are told as those of the registry are. */
function asRegistryError(error: unknown): unknown {
  return error instanceof Error && 'syscall' in error
    ? new RegistryError(`The image cannot be kept: ${error.message}.`, 'Correct the rights of the folder.')
    : error;
}

/** The disk first, so that reports are newer where it is brought. */
function outputsOf({ folder, artifact }: BuiltTarget): ArtifactFile[] {
  const disk = basename(artifact);
  const others = plainFiles(folder).filter((name) => name !== disk && name !== basename(recordPath(folder)));
  return [disk, ...others].map((name) => ({
    name,
    path: join(folder, name),
    mediaType: name === disk ? 'application/vnd.vkc.disk' : 'application/octet-stream',
  }));
}

/** Reports that are newer than the image: others are on one before. */
function reportsOf({ tree, name, artifact }: BuiltTarget): ArtifactFile[] {
  const { mtimeMs } = statSync(artifact);
  const folder = reportFolder(tree.dir);
  return plainFiles(folder).flatMap((file) => {
    const ending = file.startsWith(name) ? REPORT_TYPES[file.slice(name.length)] : undefined;
    const path = join(folder, file);
    return ending === undefined || statSync(path).mtimeMs < mtimeMs
      ? []
      : [{ name: `${REPORTS}${file}`, path, mediaType: ending }];
  });
}

function plainFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      .map(({ name }) => name)
      .sort();
  } catch {
    return [];
  }
}
