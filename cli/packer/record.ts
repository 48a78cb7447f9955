import { closeSync, openSync, readFileSync, readSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Progress } from './progress.ts';
import { phases } from './packer-output.ts';
import type { Phase } from './packer-output.ts';

/** The record beside an artifact: its inputs and the times of its build. */
export interface BuildRecord {
  readonly format: 1;
  readonly target: string;
  /** Hash of everything that the target is built from. */
  readonly fingerprint: string;
  /** Its name in a cache that machines share; none if something that it is built from is not pinned. */
  readonly key?: string;
  /** In the form `2026-11-24T17:00:00.123Z`: an image that is built on this one notices another build of the same second. */
  readonly built: string;
  readonly accelerator: string;
  readonly artifact: { readonly file: string; readonly bytes: number };
  /** In milliseconds. */
  readonly took: number;
  readonly phases: Readonly<Partial<Record<Phase, number>>>;
  readonly roles: Readonly<Record<string, number>>;
  /** The start of each task, in milliseconds from the start of its phase. */
  readonly tasks: readonly number[];
}

const FILE = 'build.json';

export function makeRecord(
  progress: Progress,
  made: Pick<BuildRecord, 'fingerprint' | 'key' | 'built' | 'accelerator' | 'artifact'>,
): BuildRecord {
  const rounded = <K extends string>(times: ReadonlyMap<K, number>) =>
    Object.fromEntries([...times].map(([key, time]) => [key, Math.round(time)])) as Record<K, number>;
  return {
    format: 1,
    target: progress.target,
    ...made,
    took: Math.round(progress.elapsed(progress.ended)),
    phases: rounded(progress.phases),
    roles: rounded(progress.roles),
    tasks: progress.taskStarts.map(Math.round),
  };
}

export const printRecord = (record: BuildRecord): string => `${JSON.stringify(record, null, 2)}\n`;

export const recordPath = (folder: string): string => join(folder, FILE);

/** Reads the record in a target's folder. Returns null if there is none that can be read. */
export function readRecord(folder: string): BuildRecord | null {
  try {
    const record = JSON.parse(readFileSync(recordPath(folder), 'utf8')) as BuildRecord;
    return record.format === 1 && typeof record.phases === 'object' && Array.isArray(record.tasks)
      ? record
      : null;
  } catch {
    return null;
  }
}

/** True if the artifact of a record still exists with the recorded size. */
export function holds(record: BuildRecord, artifact: string): boolean {
  const stats = statSync(artifact, { throwIfNoEntry: false });
  return record.artifact.file === basename(artifact) && stats?.size === record.artifact.bytes;
}

/**
 * Returns the milliseconds that a build will still take, estimated from an earlier one; null if that is not
 * possible. A phase that takes longer than before counts as almost finished.
 */
export function remaining(progress: Progress, earlier: BuildRecord | null, now: number): number | null {
  if (earlier === null || progress.state !== 'running') return null;
  const at = phases.indexOf(progress.phase);
  const later = phases.slice(at + 1).reduce((sum, phase) => sum + (earlier.phases[phase] ?? 0), 0);
  const whole = earlier.phases[progress.phase] ?? 0;
  const spent = now - progress.phaseStarted;
  // The start of the current task in the earlier build is a better measure than the clock.
  const known = progress.phase === 'provision' ? earlier.tasks[progress.task - 1] : undefined;
  const begun = progress.taskStarts.at(-1);
  const done = known === undefined || begun === undefined ? spent : known + (spent - begun);
  return later + Math.max(0, whole - done);
}

/** Returns the checksums in the files beside an artifact, by algorithm. */
export function checksums(artifact: string): Map<string, string> {
  const found = new Map<string, string>();
  const begin = `${basename(artifact)}.`;
  for (const name of readdirSync(dirname(artifact)).sort()) {
    const kind = name.startsWith(begin) ? name.slice(begin.length) : '';
    if (!/^(?:md5|sha\d+)$/.test(kind)) continue;
    const [sum] = readFileSync(join(dirname(artifact), name), 'utf8').split(/\s/, 1);
    if (sum !== undefined && /^[0-9a-f]+$/.test(sum)) found.set(kind, sum);
  }
  return found;
}

/** Returns the disk size in bytes as the guest sees it. */
export function diskSize(artifact: string, format: string): number {
  if (format !== 'qcow2') return statSync(artifact).size;
  const head = Buffer.alloc(32);
  const file = openSync(artifact, 'r');
  try {
    readSync(file, head, 0, head.length, 0);
  } finally {
    closeSync(file);
  }
  return head.toString('latin1', 0, 3) === 'QFI' ? Number(head.readBigUInt64BE(24)) : statSync(artifact).size;
}
