import { EXIT } from './shell/command.ts';
import { crash } from './shell/failure.ts';
import { cacheFolder, recordRun } from './project/run-record.ts';
import { processIo } from './shell/io.ts';
import type { Io, Stream } from './shell/io.ts';
import { run } from './shell/run.ts';

/** Runs a command line in this process, and records what came of it under `key`, if that is given. */
export async function start(argv: readonly string[], key?: string): Promise<void> {
  const own = processIo();
  const recording = key === undefined ? null : recordingOf({ ...own, store: storeOf(key) });
  const io = recording?.io ?? own;
  const failed = (error: unknown) => process.exit(crash(error, io));
  process.on('uncaughtException', failed);
  process.on('unhandledRejection', failed);
  const code = await run(argv, io);
  // process.exit would cut off output that a pipe has not taken yet.
  if (code !== 0) process.exitCode = code;
  // Other exit codes say that something stood in the way, which the places do not tell.
  const isAnswer = code === EXIT.ok || code === EXIT.source;
  if (isAnswer && process.exitCode !== EXIT.environment) recording?.record(key!, code);
}

/** @param key of the run, which begins with the name of the program */
function storeOf(key: string): NonNullable<Io['store']> {
  const [program] = JSON.parse(key) as [string];
  return { folder: cacheFolder('images'), program };
}

/** What the process offers, and what is said through it is recorded. */
function recordingOf(own: Io) {
  const said = { out: '', err: '' };
  const places = { folders: new Set<string>(), trees: new Set<string>() };
  let repeats = false;
  let next: string | null = null;
  const io: Io = {
    ...own,
    stdout: heard(own.stdout, (text) => (said.out += text)),
    stderr: heard(own.stderr, (text) => (said.err += text)),
    dependsOn(on) {
      if (on === null) repeats = true;
      for (const folder of on?.folders ?? []) places.folders.add(folder);
      for (const tree of on?.trees ?? []) places.trees.add(tree);
      next = on?.output ?? next;
    },
  };
  const record = (key: string, exit: number): void => {
    if (repeats || places.folders.size === 0) return;
    recordRun(key, { exit, out: next ?? said.out, err: said.err }, places, performance.timeOrigin);
  };
  return { io, record };
}

/** A stream of which the text that is written is passed on. */
function heard(stream: Stream, listen: (text: string) => void): Stream {
  return {
    write(data) {
      listen(typeof data === 'string' ? data : new TextDecoder().decode(data));
      stream.write(data);
    },
    terminal: stream.terminal,
    get columns() {
      return stream.columns;
    },
    get rows() {
      return stream.rows;
    },
  };
}
