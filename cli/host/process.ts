import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import type { ChildProcess } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';
import type { Readable } from 'node:stream';

export interface ProcessOptions {
  readonly cwd?: string;
  /** The whole environment of the process, not additions to it. Inherited if it is not given. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Text for its standard input; empty if it is not given. */
  readonly input?: string | Uint8Array;
  /** Called with each line of output, without its line break. */
  readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
  /** Does not keep the output in memory; lines are only passed to `onLine`. */
  readonly discard?: boolean;
  /** Aborting it ends the process and everything that the process started. */
  readonly signal?: AbortSignal;
  /** Time limit in milliseconds. */
  readonly timeout?: number;
  /** Milliseconds between the request to end and the kill; 5000 by default. */
  readonly grace?: number;
  /** Sends the request to end only to the program, which ends its own child processes in the right order. */
  readonly askAlone?: boolean;
  /**
   * Called when the program ends by itself. If it returns true, the processes that the program started are
   * left running.
   */
  readonly leave?: (code: number | null) => boolean;
}

/** The result of a process. No process of its group is left. */
export interface Ended {
  /** Null if a signal ended it, or if it could not be started. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The reason if it did not end by itself, otherwise null. `missing`: there is no such program. */
  readonly because: 'missing' | 'failed to start' | 'aborted' | 'timeout' | null;
}

export interface Running {
  /** Undefined if it could not be started. */
  readonly pid: number | undefined;
  readonly done: Promise<Ended>;
  /** Asks it to end, and kills it after the grace period. `done` resolves afterwards. */
  stop(): void;
}

/** Process groups that run now. They end with this process, unless it is killed with SIGKILL. */
const groups = new Set<number>();
let guarded = false;

function guard(): void {
  if (guarded) return;
  guarded = true;
  process.on('exit', () => {
    for (const group of groups) signalGroup(group, 'SIGKILL');
  });
}

/** True if a process of the group still runs. A zombie does not count. */
function runs(group: number): boolean {
  if (!signalGroup(group, 0)) return false;
  try {
    return readdirSync('/proc').some((pid) => {
      if (!/^\d+$/.test(pid)) return false;
      const [state, , of] = statOf(pid);
      return of === String(group) && state !== 'Z' && state !== 'X';
    });
  } catch {
    return true;
  }
}

/**
 * State, parent and group of a process. The process name comes before them and can contain any character, so
 * it is skipped.
 */
function statOf(pid: string): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ', 3);
  } catch {
    return [];
  }
}

/** Returns false if the group has no process that could receive the signal. */
function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-group, signal);
    return true;
  } catch {
    return false;
  }
}

/** Runs a program to its end. Never rejects. */
export function runProcess(
  command: string,
  args: readonly string[],
  options: ProcessOptions = {},
): Promise<Ended> {
  return startProcess(command, args, options).done;
}

/** Starts a program in a process group of its own, so that Ctrl-C reaches it only through `signal`. */
export function startProcess(
  command: string,
  args: readonly string[],
  options: ProcessOptions = {},
): Running {
  guard();
  let child: ChildProcess;
  try {
    child = spawn(command, [...args], {
      cwd: options.cwd,
      env: (options.env ?? process.env) as NodeJS.ProcessEnv,
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      detached: true,
    });
  } catch (error) {
    const ended: Ended = {
      code: null,
      stdout: '',
      stderr: (error as Error).message,
      because: 'failed to start',
    };
    return { pid: undefined, done: Promise.resolve(ended), stop: () => {} };
  }
  const group = child.pid;
  if (group !== undefined) groups.add(group);
  let because: Ended['because'] = null;
  let killer: NodeJS.Timeout | undefined;
  let ended = false;

  const end = (reason: 'aborted' | 'timeout') => {
    if (ended || group === undefined || killer !== undefined) return;
    because = reason;
    if (options.askAlone === true) child.kill('SIGTERM');
    else signalGroup(group, 'SIGTERM');
    killer = setTimeout(() => signalGroup(group, 'SIGKILL'), options.grace ?? 5000);
  };
  const abort = () => end('aborted');
  const timer = options.timeout === undefined ? undefined : setTimeout(() => end('timeout'), options.timeout);
  options.signal?.addEventListener('abort', abort);
  if (options.signal?.aborted === true) abort();

  const stdout = collect(child.stdout!, options, 'stdout');
  const stderr = collect(child.stderr!, options, 'stderr');
  if (child.stdin !== null) {
    // A program may end without reading its input; its exit code tells whether that is an error.
    child.stdin.on('error', () => {});
    child.stdin.end(options.input);
  }

  const done = new Promise<Ended>((resolve) => {
    const finish = (code: number | null, message = '') => {
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', abort);
      const settle = () => {
        clearTimeout(killer);
        if (group !== undefined) groups.delete(group);
        resolve({ code, stdout: stdout(), stderr: stderr() + message, because });
      };
      if (because === null && options.leave?.(code) === true) settle();
      else void emptied(group, options.grace ?? 5000).then(settle);
    };
    child.on('error', (error: NodeJS.ErrnoException) => {
      because = error.code === 'ENOENT' ? 'missing' : 'failed to start';
      finish(null, error.message);
    });
    // A process that the program started and left may hold the pipes open.
    child.on('exit', (code) => {
      const late = setTimeout(() => finish(code), 500);
      child.on('close', () => {
        clearTimeout(late);
        finish(code);
      });
    });
  });
  return { pid: group, done, stop: abort };
}

/** Ends the processes that a program left in its group. They first get a moment to end by themselves. */
async function emptied(group: number | undefined, grace: number): Promise<void> {
  if (group === undefined || !runs(group)) return;
  signalGroup(group, 'SIGTERM');
  for (const last = Date.now() + grace; Date.now() < last;) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (!runs(group)) return;
  }
  signalGroup(group, 'SIGKILL');
}

/** Passes on each line and collects the text. The returned function gives the text. */
function collect(
  stream: Readable,
  { onLine, discard }: ProcessOptions,
  name: 'stdout' | 'stderr',
): () => string {
  const decoder = new StringDecoder('utf8');
  const chunks: string[] = [];
  let rest = '';
  const take = (text: string) => {
    if (discard !== true) chunks.push(text);
    if (onLine === undefined) return;
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    for (const line of lines) onLine(line.replace(/\r$/, ''), name);
  };
  stream.on('data', (chunk: Buffer) => take(decoder.write(chunk)));
  return () => {
    take(decoder.end());
    if (rest !== '') onLine?.(rest, name);
    rest = '';
    return chunks.join('');
  };
}

/**
 * Runs `body` with a signal that Ctrl-C, SIGTERM or SIGHUP aborts. A second one of them stops vkc at once, without
 * cleaning up. `exit` is the exit code for the interruption; null if there was none.
 */
export async function interruptible<T>(
  body: (signal: AbortSignal) => Promise<T>,
): Promise<{ readonly value: T; readonly exit: number | null }> {
  const controller = new AbortController();
  let exit: number | null = null;
  const handlers = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((name) => {
    const handler = () => {
      const code = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }[name];
      if (exit !== null) process.exit(code);
      exit = code;
      controller.abort();
    };
    process.on(name, handler);
    return () => process.off(name, handler);
  });
  try {
    const value = await body(controller.signal);
    return { value, exit };
  } finally {
    for (const off of handlers) off();
  }
}
