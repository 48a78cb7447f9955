import { EXIT } from './shell/command.ts';
import { crash } from './shell/failure.ts';
import { recordRun } from './project/run-record.ts';
import { processIo } from './shell/io.ts';
import type { Io, Stream } from './shell/io.ts';
import { run } from './shell/run.ts';

/** Runs a command line in this process, and records what came of it under `key`, if that is given. */
export async function start(argv: readonly string[], key?: string): Promise<void> {
  const began = performance.timeOrigin;
  const said = { out: '', err: '' };
  const places = { folders: new Set<string>(), trees: new Set<string>() };
  let repeats = key === undefined;
  let next: string | null = null;
  const own = processIo();
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
  const failed = (error: unknown) => process.exit(crash(error, io));
  process.on('uncaughtException', failed);
  process.on('unhandledRejection', failed);
  const code = await run(argv, io);
  // process.exit would cut off output that a pipe has not taken yet.
  if (code !== 0) process.exitCode = code;
  // Other exit codes say that something stood in the way, which the places do not tell.
  const isAnswer = code === EXIT.ok || code === EXIT.source;
  if (key === undefined || repeats || !isAnswer || process.exitCode === 3 || places.folders.size === 0)
    return;
  recordRun(key, { exit: code, out: next ?? said.out, err: said.err }, places, began);
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
