import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { BuiltTarget } from '../tree/built.ts';
import type { Io } from '../shell/io.ts';
import { runProcess } from '../host/process.ts';
import { knowsInit } from '../host/tools.ts';
import { EventReader } from './ansible-events.ts';
import type { AnsibleEvent } from './ansible-events.ts';
import { parsePackerLine, sshPort } from './packer-output.ts';
import type { PackerMessage } from './packer-output.ts';
import { makeRecord, printRecord, recordPath } from './record.ts';
import type { BuildRecord } from './record.ts';
import type { Progress } from './progress.ts';
import { keepMachine } from './kept-machine.ts';
import type { KeptMachine } from './kept-machine.ts';
import { MARK, machineOf, sweep } from './sweep.ts';

/** A target to build. */
export interface Job {
  readonly target: BuiltTarget;
  readonly progress: Progress;
  readonly fingerprint: string;
  /** Whether it is built even if nothing changed. */
  readonly force: boolean;
  /** The name of the image in a cache; null if it has none. */
  readonly key: string | null;
  /** An earlier build, used to estimate the duration; null if there is none. */
  readonly earlier: BuildRecord | null;
  /** Variables for Packer's -var option. */
  readonly variables: ReadonlyMap<string, string>;
  /** The folder for its logs. */
  readonly logs: string;
}

export interface RunContext {
  readonly env: Io['env'];
  /** The version of Packer. */
  readonly packer: string;
  readonly accelerator: string;
  /** A folder for temporary files. It is removed afterwards. */
  readonly temporary: string;
  /** The folder of the callback plugin that records the events of the play. */
  readonly callbacks: string;
  readonly signal: AbortSignal;
  /** True if the machine of a failed build is left running. */
  readonly keep: boolean;
}

/** Called during the build. */
export interface Listener {
  readonly started: () => void;
  readonly packer: (message: PackerMessage, news: boolean) => void;
  readonly ansible: (event: AnsibleEvent) => void;
}

/** The output that explains a failure. */
export interface Failed {
  /** The error messages of Packer. */
  readonly errors: readonly string[];
  /** The last lines of QEMU's output, which Packer writes only to its log. */
  readonly qemu: readonly string[];
  /** The last lines of all output, including Ansible's. */
  readonly tail: readonly string[];
  /** The machine that was left running; null if there is none. */
  readonly kept: KeptMachine | null;
}

/** The folder in which this run builds, relative to the tree. */
export const partialFolder = join('output', `.partial-${process.pid}`);

const POLL = 200;
const TAIL = 200;

/**
 * Builds one target with its own Packer process, in a temporary folder beside the final one. The result of an
 * earlier build stays until the new one is complete, and an unfinished one is removed.
 */
export async function buildTarget(job: Job, context: RunContext, told: Listener): Promise<Failed> {
  const { target, progress, logs } = job;
  const { tree, name } = target;
  // The path is relative, because checksum files and manifests may contain it.
  const partial = partialFolder;
  const staging = join(tree.dir, partial, name);
  const temporary = join(context.temporary, name);
  mkdirSync(temporary, { recursive: true });
  const events = new EventReader(join(logs, `${name}.tasks.jsonl`));
  const log = openSync(join(logs, `${name}.log`), 'a');
  let port: string | null = null;
  const errors: string[] = [];
  const tail: string[] = [];
  const heard = (line: string, stream: 'stdout' | 'stderr') => {
    const message = stream === 'stderr' ? ({ kind: 'error', text: line } as const) : parsePackerLine(line);
    if (message === null) return;
    listen();
    const time = new Date().toISOString().slice(11, 19);
    try {
      writeSync(log, message.text.replace(/^/gm, `${time} `) + '\n');
    } catch (error) {
      errors.push(`The log cannot be written: ${(error as Error).message}`);
    }
    port ??= sshPort(message);
    if (message.kind === 'error') errors.push(message.text);
    tail.push(message.text);
    if (tail.length > TAIL) tail.shift();
    told.packer(message, progress.packer(message, Date.now()));
  };
  const listen = () => {
    for (const event of events.read()) {
      progress.ansible(event);
      told.ansible(event);
    }
  };
  progress.start(Date.now());
  told.started();
  const poll = setInterval(listen, POLL);
  const mark = `${process.pid}-${name}`;
  const ended = await runProcess('packer', packerArguments(job, context, partial), {
    cwd: tree.dir,
    env: environment(job, context, temporary, mark),
    onLine: heard,
    discard: true,
    signal: context.signal,
    askAlone: true,
    leave: (code) => context.keep && code !== 0,
    grace: 20_000,
  });
  clearInterval(poll);
  listen();
  closeSync(log);
  const machine = context.keep && ended.code !== 0 && ended.because === null ? machineOf(mark) : null;
  await sweep(mark, machine);
  const made = join(staging, basename(target.artifact));
  const stopped = context.signal.aborted;
  const built = !stopped && ended.code === 0 && existsSync(made);
  if (ended.because !== null && !stopped) errors.push(`packer: ${ended.stderr}`);
  progress.end(built ? 'built' : stopped ? 'stopped' : 'failed', Date.now());
  try {
    if (built) keep(job, context, staging);
  } catch (error) {
    progress.state = 'failed';
    errors.push(`The image cannot be kept: ${(error as Error).message}`);
  }
  const kept = machine === null ? null : keepMachine(target, { pid: machine, port, staging });
  rmSync(staging, { recursive: true, force: true });
  rmSync(temporary, { recursive: true, force: true });
  removeEmpty(join(tree.dir, partial));
  const debug = join(logs, `${name}.packer.log`);
  const qemu = progress.state === 'failed' && existsSync(debug) ? whatQemuSaid(debug) : [];
  return { errors, qemu, tail, kept };
}

function whatQemuSaid(log: string): string[] {
  const lines = readFileSync(log, 'utf8').matchAll(/Qemu stderr: (.*\S)/g);
  return [...lines].map((found) => found[1]!).slice(-3);
}

function packerArguments(job: Job, { packer, keep }: RunContext, partial: string): string[] {
  const { target, variables } = job;
  const all = new Map([...variables, ['output_directory', partial]]);
  return [
    'build',
    '-machine-readable',
    `-only=${target.only}`,
    ...(keep ? ['-on-error=abort'] : []),
    ...[...all].flatMap(([name, value]) => ['-var', `${name}=${value}`]),
    template(target, packer),
  ];
}

/** Packer before 1.7 does not know the plugins file, and reads only the template file. */
function template(target: BuiltTarget, packer: string): string {
  return knowsInit(packer) ? '.' : `${target.tree.image.name}.pkr.hcl`;
}

function environment(job: Job, context: RunContext, temporary: string, mark: string): Io['env'] {
  const { env } = context;
  const callbacks = [context.callbacks, env['ANSIBLE_CALLBACK_PLUGINS']].filter(Boolean).join(':');
  const { ANSIBLE_FORCE_COLOR: _, ...rest } = env;
  const sockets = join(temporary, 'ssh');
  return {
    ...rest,
    ...packerEnvironment(env),
    TMPDIR: temporary,
    PACKER_LOG: '1',
    PACKER_LOG_PATH: join(job.logs, `${job.target.name}.packer.log`),
    ANSIBLE_CALLBACK_PLUGINS: callbacks,
    ANSIBLE_LOCAL_TEMP: join(temporary, 'ansible'),
    ANSIBLE_NOCOLOR: '1',
    // The paths of sockets have to be short.
    ...(sockets.length < 60 && { ANSIBLE_SSH_CONTROL_PATH_DIR: sockets }),
    VKC_RECORD: join(job.logs, `${job.target.name}.tasks.jsonl`),
    [MARK]: mark,
  };
}

/** All trees share one cache of base images, unless the user sets another. */
export function packerEnvironment(env: Io['env']): Io['env'] {
  const home = env['XDG_CACHE_HOME'] ?? (env['HOME'] === undefined ? undefined : join(env['HOME'], '.cache'));
  const cache = env['PACKER_CACHE_DIR'] ?? (home === undefined ? undefined : join(home, 'packer'));
  return { CHECKPOINT_DISABLE: '1', ...(cache !== undefined && { PACKER_CACHE_DIR: cache }) };
}

/** Replaces the earlier result with the new one. */
function keep(
  { target, progress, fingerprint, key }: Job,
  { accelerator }: RunContext,
  staging: string,
): void {
  const made = join(staging, basename(target.artifact));
  const record = makeRecord(progress, {
    fingerprint,
    ...(key !== null && { key }),
    built: new Date().toISOString(),
    accelerator,
    artifact: { file: basename(made), bytes: statSync(made).size },
  });
  writeFileSync(recordPath(staging), printRecord(record));
  replaceResult(target, staging);
}

/** Puts a whole result where the earlier one is. */
export function replaceResult({ folder }: BuiltTarget, staging: string): void {
  const old = `${staging}.old`;
  rmSync(old, { recursive: true, force: true });
  if (existsSync(folder)) renameSync(folder, old);
  renameSync(staging, folder);
  rmSync(old, { recursive: true, force: true });
}

/** Removes the temporary folder when it is empty, that is after the last target of this run. */
export function removeEmpty(folder: string): void {
  for (const each of [folder, dirname(folder)]) {
    try {
      rmdirSync(each);
    } catch {
      return;
    }
  }
}
