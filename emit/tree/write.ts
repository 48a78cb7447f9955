import { lstatSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { unifiedDiff } from './diff.ts';
import type { OutputFile } from '../output.ts';
import { diskIo, look, reasonOf, type TreeIo } from './disk.ts';
import { journalPath, type TreePlan } from './plan.ts';

export { planTree, type TreePlan } from './plan.ts';

/*
 * How a tree survives a crash. New contents are first written beside the tree, in `.vkc/staging`, so nothing is
 * touched until all of them are written. Then the new manifest is put down as `.vkc/journal.json`, while the old
 * one stays: from here on a file is ours when either of the two knows its hash. Then stale files go, the new ones
 * are renamed into place, and the journal becomes the manifest. Whenever this stops, each file is whole, old
 * or new, and known to be ours, so the next run completes it without force.
 *
 * Only the journal is waited for until it is on the disk: to wait for each file takes longer than all the rest. If the
 * machine itself stops, files that were just written can be empty; a plan takes an empty file that a manifest lists for ours.
 */
const staging = '.vkc/staging';

export type WriteResult =
  | { readonly written: true }
  /** `error` is a sentence; null when conflicts are the reason. */
  | { readonly written: false; readonly error: string | null };

/** Carries a plan out. When nothing changes, nothing is touched. */
export function writeTree(plan: TreePlan, io: TreeIo = diskIo): WriteResult {
  if (plan.conflicts.length > 0) return { written: false, error: null };
  try {
    const at = (path: string): string => join(plan.dir, path);
    const changed = [...plan.creates, ...plan.updates];
    const busy = changed.length + plan.stale.length + plan.obstacles.length > 0;
    if (busy) write(plan, changed.map(filesOf(plan)) as OutputFile[], at, io);
    else removeEmptied(plan, at, io);
    for (const left of [journalPath, staging]) {
      if (lstatSync(at(left), { throwIfNoEntry: false }) !== undefined) io.remove(at(left));
    }
    const keeps = plan.files.count > 0 && plan.manifest.startsWith('.vkc/');
    if (!keeps && look(plan.dir, '.vkc').kind === 'folder') io.rmdir(at('.vkc'));
    return { written: true };
  } catch (error) {
    return { written: false, error: `${plan.dir} could not be written: ${reasonOf(error)}.` };
  }
}

/** Finds the files of a plan by path. */
function filesOf({ files }: TreePlan): (path: string) => OutputFile | undefined {
  const byPath = new Map(files.load().map((file) => [file.path, file]));
  return (path) => byPath.get(path);
}

function write(
  plan: TreePlan,
  changes: readonly OutputFile[],
  at: (path: string) => string,
  io: TreeIo,
): void {
  for (const path of plan.obstacles) io.unlink(at(path));
  io.remove(at(staging));
  io.mkdir(at(staging));
  const manifest = changes.find(({ path }) => path === plan.manifest);
  const staged = changes
    .filter((file) => file !== manifest)
    .map((file, i) => ({ file, from: at(`${staging}/${i}`) }));
  for (const { file, from } of staged) io.write(from, file.content, file.executable);
  if (manifest !== undefined) {
    const journal = at(`${staging}/journal`);
    io.write(journal, manifest.content, false);
    io.sync(journal);
    io.rename(journal, at(journalPath));
  }

  for (const path of plan.stale) io.unlink(at(path));
  removeEmptied(plan, at, io);
  const made = new Set<string>();
  for (const { file, from } of staged) {
    const folder = posix.dirname(file.path);
    if (!made.has(folder)) io.mkdir(at(folder));
    made.add(folder);
    if (!plan.isNew) removeFolders(at(file.path), io);
    io.rename(from, at(file.path));
  }
  if (manifest !== undefined) {
    io.mkdir(at(posix.dirname(plan.manifest)));
    io.rename(at(journalPath), at(plan.manifest));
  }
}

/** Removes the folders that held nothing but files that are made no more. */
function removeEmptied(plan: TreePlan, at: (path: string) => string, io: TreeIo): void {
  for (const path of [...plan.stale, ...plan.gone]) {
    for (let folder = posix.dirname(path); folder !== '.'; folder = posix.dirname(folder)) {
      if (look(plan.dir, folder).kind === 'folder' && !io.rmdir(at(folder))) break;
    }
  }
}

/** A folder where a file goes has lost its files by now, but may have folders. */
function removeFolders(path: string, io: TreeIo): void {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  for (const name of readdirSync(path)) removeFolders(join(path, name), io);
  io.rmdir(path);
}

export interface TreeDiff {
  readonly path: string;
  readonly kind: 'create' | 'update' | 'delete';
  /** A unified diff with its two header lines; a sentence for what is no text. */
  readonly text: string;
}

/** What writing would change, by path; the manifest is left out. */
export function diffTree(plan: TreePlan): TreeDiff[] {
  const kinds = [
    ['create', plan.creates],
    ['update', plan.updates],
    ['delete', plan.stale],
  ] as const;
  const made = filesOf(plan);
  return kinds
    .flatMap(([kind, paths]) => paths.map((path) => ({ kind, path })))
    .filter(({ path }) => path !== plan.manifest)
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ kind, path }) => {
      const found = look(plan.dir, path);
      const before = found.kind === 'file' ? found.bytes : new Uint8Array();
      return difference(path, kind, before, Buffer.from(made(path)?.content ?? ''));
    });
}

function difference(path: string, kind: TreeDiff['kind'], before: Uint8Array, after: Uint8Array): TreeDiff {
  const names = [
    kind === 'create' ? '/dev/null' : `a/${path}`,
    kind === 'delete' ? '/dev/null' : `b/${path}`,
  ];
  const old = asText(before);
  const made = asText(after);
  if (old === null || made === null) {
    return { path, kind, text: `Binary files ${names[0]!} and ${names[1]!} differ\n` };
  }
  return { path, kind, text: `--- ${names[0]!}\n+++ ${names[1]!}\n${unifiedDiff(old, made)}` };
}

function asText(bytes: Uint8Array): string | null {
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
