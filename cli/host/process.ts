import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import type { ChildProcess } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';
import type { Readable } from 'node:stream';

export interface ProcessOptions {
  readonly cwd?: string;
  /** All of the environment, not what is added to it. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What it reads on its standard input; else nothing. */
  readonly input?: string | Uint8Array;
  /** Called with each line as it comes, without its end. */
  readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
  /** Keeps the output out of memory: it is then only told line by line. */
  readonly discard?: boolean;
  /** Ends the process, and whatever it started. */
  readonly signal?: AbortSignal;
  /** Milliseconds after which it is ended. */
  readonly timeout?: number;
  /** Milliseconds from asking to end until it is made to; 5000 when not given. */
  readonly grace?: number;
  /** Asks the program alone to end: it ends what it started in an order of its own. */
  readonly askAlone?: boolean;
  /** Asked when it ends by itself: whether what it started goes on without it. */
  readonly leave?: (code: number | null) => boolean;
}

/** How a process ended. Nothing of its group is left. */
export interface Ended {
  /** Null where a signal ended it, or it could not be started. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Why it ended other than by itself. `missing`: there is no such program. */
  readonly because: 'missing' | 'failed to start' | 'aborted' | 'timeout' | null;
}

export interface Running {
  /** Undefined where it could not be started. */
  readonly pid: number | undefined;
  readonly done: Promise<Ended>;
  /** Asks it to end, and makes it after the grace period; `done` follows. */
  stop(): void;
}

/** Groups of processes that run; none outlives this process, unless that is killed outright. */
const groups = new Set<number>();
let guarded = false;

function guard(): void {
  if (guarded) return;
  guarded = true;
  process.on('exit', () => {
    for (const group of groups) signalGroup(group, 'SIGKILL');
  });
}

/** Whether anyone of a group still runs. One that has ended and whose parent never asks does not. */
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

/** State, parent and group of a process; its name before them may hold anything. */
function statOf(pid: string): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ', 3);
  } catch {
    return [];
  }
}

/** Whether there was anyone to get it. */
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

/** Starts a program in a process group of its own, so that Ctrl-C reaches it only by way of `signal`. */
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
    // A program that ends without reading its input says what it has to say by its exit code.
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
    // The pipes may be held open by what the program started and left.
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

/** Ends what a program left behind in its group: those that end by themselves get a moment for it. */
async function emptied(group: number | undefined, grace: number): Promise<void> {
  if (group === undefined || !runs(group)) return;
  signalGroup(group, 'SIGTERM');
  for (const last = Date.now() + grace; Date.now() < last;) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (!runs(group)) return;
  }
  signalGroup(group, 'SIGKILL');
}

/** Tells lines and keeps the text; the result gives it. */
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
 * Runs `body` with a signal that is aborted by Ctrl-C, SIGTERM or SIGHUP. A second one no longer waits for a clean end.
 * `exit` is what the command then ends with.
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
