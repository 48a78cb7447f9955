import { plural } from '../../compiler/diagnostics/render.ts';
import { bytesText, clock } from '../shell/duration.ts';
import { display } from '../tree/read.ts';
import { cloudImageId, isInCloud } from '../tree/cloud-image.ts';
import { chart, parts } from './chart.ts';
import { checksums, diskSize, readRecord } from './record.ts';
import type { Job } from './target-run.ts';

/** The result of a target, for the summary and the page. */
export interface Result {
  readonly name: string;
  readonly title: string;
  readonly state: Job['progress']['state'];
  /** In milliseconds; the duration of the earlier build if there was nothing to do. */
  readonly took: number;
  readonly artifact: string | null;
  /** Bytes on disk, and the disk size as the guest sees it. */
  readonly size: { readonly file: number; readonly disk: number } | null;
  /** The ID of an image that was built in a cloud; null for a disk. */
  readonly cloudImage: string | null;
  readonly checksums: ReadonlyMap<string, string>;
  readonly parts: ReturnType<typeof parts>;
  readonly failure: string | null;
}

/** Whether the image is here now. */
export const isThere = ({ state }: Pick<Result, 'state'>): boolean =>
  state === 'built' || state === 'fetched' || state === 'unchanged';

/** Reads the output folders after the builds. */
export function resultOf({ target, progress }: Job, failure: string | null): Result {
  const { state } = progress;
  const there = isThere({ state });
  const record = there ? readRecord(target.folder) : null;
  const inCloud = isInCloud(target);
  const id = there && inCloud ? cloudImageId(target, target.artifact) : null;
  const ran = { phases: Object.fromEntries(progress.phases), roles: Object.fromEntries(progress.roles) };
  return {
    name: target.name,
    title: target.variant === null ? target.title : `${target.title}, ${target.variant}`,
    state,
    took: record?.took ?? progress.elapsed(Date.now()),
    artifact: there ? target.artifact : null,
    cloudImage: inCloud && typeof id === 'string' ? id : null,
    size:
      there && !inCloud
        ? { file: diskSize(target.artifact, 'raw'), disk: diskSize(target.artifact, target.format) }
        : null,
    checksums: there && !inCloud ? checksums(target.artifact) : new Map(),
    parts: state === 'waiting' ? [] : parts(record ?? ran),
    failure,
  };
}

/** Bars for more targets than this do not fit on a screen. The page shows all. */
const CHARTS = 3;

export function summary(results: readonly Result[], cwd: string, width: number): string {
  const lines: string[] = [];
  for (const { name, state, took, artifact, size, cloudImage, checksums: sums } of results) {
    if (artifact === null) continue;
    const how =
      state === 'unchanged'
        ? 'is up to date'
        : state === 'fetched'
          ? `from the cache, where building it took ${clock(took)}`
          : `built in ${clock(took)}`;
    const what =
      size === null
        ? `the image ${cloudImage ?? 'without an ID'} in the cloud`
        : `${bytesText(size.file)} of a disk of ${bytesText(size.disk)}`;
    lines.push('', `${name}: ${how}, ${what}`);
    lines.push(`  ${display(artifact, cwd)}`);
    for (const [kind, sum] of sums) lines.push(`  ${kind} ${sum}`);
  }
  const built = results.filter(({ state }) => state === 'built');
  for (const { name, parts: all } of built.length <= CHARTS ? built : []) {
    lines.push('', `Where the time of ${name} went:`, ...chart(all, width));
  }
  return lines.map((line) => `${line}\n`).join('');
}

/** Returns the last line: the numbers of built and failed targets. */
export function verdict(results: readonly Result[], milliseconds: number): string {
  const count = (state: Result['state']) => results.filter((each) => each.state === state).length;
  const parts = [
    [count('built'), 'built'],
    [count('fetched'), 'from the cache'],
    [count('unchanged'), 'unchanged'],
    [count('failed'), 'failed'],
    [count('stopped') + count('waiting'), 'not built'],
  ] as const;
  const said = parts.filter(([n]) => n > 0).map(([n, word]) => `${n} ${word}`);
  return `${plural(results.length, 'target')}: ${said.join(', ')}, in ${clock(milliseconds)}\n`;
}
