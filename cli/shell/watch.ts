import { watch as watchFolder } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { EXIT } from './command.ts';
import { crash, environment } from './failure.ts';
import type { Io } from './io.ts';

/** Milliseconds without a change before the next run, because editors write a file in several steps. */
const QUIET = 80;

interface WatchRun {
  readonly exit: number;
  /** Absolute paths of the folders to watch. */
  readonly folders: ReadonlySet<string>;
}

/**
 * Runs once, and again whenever a file changes in a folder that the last run read. Failed runs are reported,
 * and watching goes on. Ends when the process is interrupted.
 */
export async function watch(run: () => Promise<WatchRun>, io: Io, signal?: AbortSignal): Promise<number> {
  const watchers = new Map<string, FSWatcher>();
  const stopped = () => signal?.aborted === true;
  let wake: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;
  let changed = false;
  const note = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      changed = true;
      wake?.();
    }, QUIET);
  };
  signal?.addEventListener('abort', () => wake?.());
  while (!stopped()) {
    const folders = await attempt(run, io);
    // A run that failed early read no folders. The earlier ones stay watched, because a change in them may
    // mend it.
    if (folders.size > 0) follow(folders, watchers, note);
    if (watchers.size === 0) watchOne(io.cwd, watchers, note);
    io.stderr.write(`[${new Date().toLocaleTimeString('en-GB')}] Watching for changes; Ctrl-C ends it.\n`);
    await new Promise<void>((resolve) => {
      wake = resolve;
      if (changed || stopped()) resolve();
    });
    changed = false;
  }
  clearTimeout(timer);
  for (const watcher of watchers.values()) watcher.close();
  return EXIT.ok;
}

async function attempt(run: () => Promise<WatchRun>, io: Io): Promise<ReadonlySet<string>> {
  try {
    return (await run()).folders;
  } catch (error) {
    if (environment(error, io) === null) crash(error, io);
    return new Set();
  }
}

function follow(folders: ReadonlySet<string>, watchers: Map<string, FSWatcher>, note: () => void): void {
  for (const [folder, watcher] of watchers) {
    if (folders.has(folder)) continue;
    watcher.close();
    watchers.delete(folder);
  }
  for (const folder of folders) if (!watchers.has(folder)) watchOne(folder, watchers, note);
}

function watchOne(folder: string, watchers: Map<string, FSWatcher>, note: () => void): void {
  try {
    const watcher = watchFolder(folder, note);
    watcher.on('error', () => {
      watcher.close();
      watchers.delete(folder);
      note();
    });
    watchers.set(folder, watcher);
  } catch {
    // The folder is gone. Its parent is watched and will report a new one.
  }
}
