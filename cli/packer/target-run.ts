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

/** A target that is to be built. */
export interface Job {
  readonly target: BuiltTarget;
  readonly progress: Progress;
  readonly fingerprint: string;
  /** An earlier build that says how long it may take. */
  readonly earlier: BuildRecord | null;
  /** What Packer is given with -var. */
  readonly variables: ReadonlyMap<string, string>;
  /** Where its logs go. */
  readonly logs: string;
}

export interface RunContext {
  readonly env: Io['env'];
  /** Version of Packer. */
  readonly packer: string;
  readonly accelerator: string;
  /** A folder for temporary files that is removed afterwards. */
  readonly temporary: string;
  /** Where the callback is that writes what becomes of the play. */
  readonly callbacks: string;
  readonly signal: AbortSignal;
  /** Whether the machine of a build that fails goes on. */
  readonly keep: boolean;
}

/** Told while it runs. */
export interface Listener {
  readonly started: () => void;
  readonly packer: (message: PackerMessage, news: boolean) => void;
  readonly ansible: (event: AnsibleEvent) => void;
}

/** What a failure is judged by. */
export interface Failed {
  /** What Packer called an error. */
  readonly errors: readonly string[];
  /** The last lines of QEMU's own, which Packer keeps to its log. */
  readonly qemu: readonly string[];
  /** The last of what was said, Ansible's output among it. */
  readonly tail: readonly string[];
  /** The machine, if it goes on. */
  readonly kept: KeptMachine | null;
}

/** Where this run builds, from the folder of a tree. */
export const partialFolder = join('output', `.partial-${process.pid}`);

const POLL = 200;
const TAIL = 200;

/**
 * Builds one target with a Packer of its own, into a folder beside the one that it is in afterwards: what is there from
 * an earlier build stays until there is a new one, and nothing half done is left.
 */
export async function buildTarget(job: Job, context: RunContext, told: Listener): Promise<Failed> {
  const { target, progress, logs } = job;
  const { tree, name } = target;
  // Relative, as checksums and manifests may name it.
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

/** Packer before 1.7 does not know the file of plugins, and reads the template alone. */
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
    // Names of sockets have to be short.
    ...(sockets.length < 60 && { ANSIBLE_SSH_CONTROL_PATH_DIR: sockets }),
    VKC_RECORD: join(job.logs, `${job.target.name}.tasks.jsonl`),
    [MARK]: mark,
  };
}

/** Base images are kept for all trees, where the user does not say otherwise. */
export function packerEnvironment(env: Io['env']): Io['env'] {
  const home = env['XDG_CACHE_HOME'] ?? (env['HOME'] === undefined ? undefined : join(env['HOME'], '.cache'));
  const cache = env['PACKER_CACHE_DIR'] ?? (home === undefined ? undefined : join(home, 'packer'));
  return { CHECKPOINT_DISABLE: '1', ...(cache !== undefined && { PACKER_CACHE_DIR: cache }) };
}

/** Puts what was built in the place of what was there. */
function keep({ target, progress, fingerprint }: Job, { accelerator }: RunContext, staging: string): void {
  const made = join(staging, basename(target.artifact));
  const record = makeRecord(progress, {
    fingerprint,
    built: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    accelerator,
    artifact: { file: basename(made), bytes: statSync(made).size },
  });
  writeFileSync(recordPath(staging), printRecord(record));
  const old = `${staging}.old`;
  rmSync(old, { recursive: true, force: true });
  if (existsSync(target.folder)) renameSync(target.folder, old);
  renameSync(staging, target.folder);
  rmSync(old, { recursive: true, force: true });
}

/** The folder of what is half done, once the last target of this run is out of it. */
function removeEmpty(folder: string): void {
  for (const each of [folder, dirname(folder)]) {
    try {
      rmdirSync(each);
    } catch {
      return;
    }
  }
}
