import { createHash } from 'node:crypto';
import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { BuiltTarget } from '../tree/built.ts';
import { Machine } from '../machine/machine.ts';
import { isProblem } from '../machine/outcome.ts';
import type { Outcome, Problem } from '../machine/outcome.ts';
import type { Accelerator } from '../host/kvm.ts';
import { inventoryScript, kindOf, parseInventory } from '../sbom/packages.ts';
import type { Inventory } from '../sbom/packages.ts';
import { display } from '../tree/read.ts';
import type { ImageFile, Round, RoundName, Verification } from './model.ts';
import { rounds as roundWords } from './model.ts';
import { lookAt } from './playbook.ts';
import { Points } from './points.ts';
import type { Progress } from './progress.ts';

export interface VerifyOptions {
  readonly target: BuiltTarget;
  readonly file: { readonly path: string; readonly format: 'qcow2' | 'raw' };
  readonly accelerator: Accelerator;
  /** In MiB. */
  readonly memory: number;
  /** Seconds to wait for the login after each boot. */
  readonly patience: number;
  /** The starts of the machine, in order. The first is `boot`. */
  readonly rounds: readonly RoundName[];
  readonly firmware: string | null;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A folder for temporary files. */
  readonly temporary: string;
  readonly vkc: string;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

export interface Verified {
  readonly verification: Verification;
  readonly inventory: Inventory | null;
}

/**
 * Boots an image and runs all checks of its tree. The image is only read: writes of the machine go to an
 * overlay, which is removed at the end. A problem is one of the tools, not of the image.
 */
export async function verify(options: VerifyOptions): Promise<Outcome<Verified>> {
  const folder = mkdtempSync(join(options.temporary, 'vkc-verify-'));
  const machine = new Machine({
    image: options.file.path,
    format: options.file.format,
    directory: join(folder, 'machine'),
    user: options.target.user,
    hostname: 'vkc-verify',
    accelerator: options.accelerator,
    memory: options.memory,
    patience: options.patience,
    firmware: options.firmware,
    env: options.env,
    signal: options.signal,
  });
  try {
    return await new Run(options, machine, folder).all();
  } finally {
    await machine.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

class Run {
  readonly #options: VerifyOptions;
  readonly #machine: Machine;
  readonly #folder: string;
  readonly #points: Points;
  readonly #rounds: Round[] = [];
  /** The identity found in the first boot. Later boots must have the same. */
  #identity: string | null = null;
  #boot = '';

  constructor(options: VerifyOptions, machine: Machine, folder: string) {
    this.#options = options;
    this.#machine = machine;
    this.#folder = folder;
    this.#points = new Points(options.target.tree, options.cwd);
  }

  async all(): Promise<Outcome<Verified>> {
    const { rounds, progress, signal } = this.#options;
    const begin = performance.now();
    const time = `${new Date().toISOString().slice(0, 19)}Z`;
    // Hashes the file while the machine boots, which does not use the whole speed of the disk.
    const file = describeFile(this.#options);
    file.catch(() => {});
    const failed = await this.#machine.start();
    if (failed !== null) return failed;
    let inventory: Inventory | null = null;
    for (const name of rounds) {
      const went = await this.#round(name);
      if (isProblem(went)) return went;
      if (!went.value) break;
      if (name === 'boot') {
        inventory = await progress.phase(
          'Packages',
          () => this.#inventory(),
          (found) => (found === null ? 'not to be read' : `${found.packages.length} installed`),
        );
      }
      if (signal.aborted) return { problem: 'interrupted' };
    }
    const verification = this.#result(await file, time, (performance.now() - begin) / 1000, inventory);
    return { value: { verification, inventory } };
  }

  /** Starts the machine in one way and runs the checks. The value is false if nobody could log in. */
  async #round(name: RoundName): Promise<Outcome<boolean>> {
    const { progress, signal, rounds } = this.#options;
    const { title } = roundWords[name];
    const begin = performance.now();
    const elapsed = () => Math.round((performance.now() - begin) / 100) / 10;
    this.#points.begin();
    const up = await progress.phase(
      title,
      () => this.#start(name),
      (came) => (isProblem(came) ? came.problem : ''),
    );
    const seconds = elapsed();
    if (signal.aborted) return { problem: 'interrupted' };
    const refused = this.#machine.refused;
    if (refused !== null) return { problem: `QEMU does not start: ${refused}` };
    this.#points.outside('machine-boots', isProblem(up) ? up.problem : null);
    const logs = /Linux version \d/.test(this.#machine.consoleLog());
    this.#points.outside('kernel-log-on-console', logs ? null : 'its messages do not appear there');
    if (isProblem(up)) {
      this.#rounds.push({ name, up: null, seconds: elapsed() });
      return { value: false };
    }
    this.#boot = up.value;
    const problem = await progress.phase(
      '  all checks',
      () => this.#look(name, name === rounds.at(-1)),
      () => this.#countWords(),
    );
    if (problem !== null) return problem;
    this.#rounds.push({ name, up: seconds, seconds: elapsed() });
    return { value: true };
  }

  #countWords(): string {
    const { held, all } = this.#points.count();
    return held === all ? `${all} pass` : `${held} of ${all} pass`;
  }

  /** Returns null if the checks could be run. */
  async #look(name: RoundName, last: boolean): Promise<Problem | null> {
    const { target, env, signal } = this.#options;
    const looked = await lookAt(target, this.#machine, join(this.#folder, name), { env, signal });
    if (isProblem(looked)) return looked;
    for (const point of looked.value.points) this.#points.inside(point);
    this.#points.outside('playbook-runs', looked.value.problem);
    await this.#askAgent(last);
    await this.#compareIdentity();
    return signal.aborted ? { problem: 'interrupted' } : null;
  }

  async #start(name: RoundName): Promise<Outcome<string>> {
    if (name === 'boot') return this.#machine.up();
    // Linux writes new files only after up to half a minute. Without this, new host keys would be empty after
    // a reset.
    await this.#machine.ssh('sudo -n sync');
    if (name === 'reboot') await this.#machine.ssh('sudo -n systemctl reboot', { seconds: 30 });
    else {
      const failed = await this.#machine.reset();
      if (failed !== null) return failed;
    }
    return this.#machine.up(this.#boot);
  }

  async #askAgent(last: boolean): Promise<void> {
    const pong = await this.#machine.agent([{ execute: 'guest-ping' }]);
    this.#points.outside('guest-agent-answers', isProblem(pong) ? pong.problem : null);
    if (isProblem(pong) || !last || this.#options.target.metadata['os_require_quiesce'] !== 'yes') return;
    const freeze = [{ execute: 'guest-fsfreeze-freeze' }, { execute: 'guest-fsfreeze-thaw' }];
    const answers = await this.#machine.agent(freeze, 0);
    const error = isProblem(answers)
      ? answers.problem
      : (answers.value.find((answer) => answer.error !== undefined)?.error?.desc ?? null);
    const frozen = isProblem(answers) ? 0 : answers.value[0]?.return;
    const none = error === null && frozen === 0 ? 'no file system was frozen' : null;
    this.#points.outside('guest-agent-freezes', error ?? none);
  }

  async #compareIdentity(): Promise<void> {
    const { stdout } = await this.#machine.ssh('cat /etc/machine-id /etc/ssh/ssh_host_*_key.pub');
    if (this.#identity === null) this.#identity = stdout;
    else {
      const same = stdout === this.#identity;
      this.#points.outside('identity-kept', same ? null : 'they differ from those after the first boot');
    }
  }

  async #inventory(): Promise<Inventory | null> {
    const kind = kindOf(this.#options.target.family);
    const { stdout } = await this.#machine.ssh('sudo -n sh -s', {
      input: inventoryScript(kind),
      seconds: 300,
    });
    return parseInventory(kind, stdout);
  }

  #result(file: ImageFile, time: string, seconds: number, inventory: Inventory | null): Verification {
    const { target, accelerator, memory, vkc } = this.#options;
    const { image } = target.tree;
    const points = this.#points.all();
    const sound = points.every(({ states }) =>
      states.every(({ state }) => state === 'held' || state === 'unasked'),
    );
    return {
      target: target.name,
      image: image.name,
      title: image.title,
      version: image.version,
      system: target.title,
      file,
      machine: { accelerator, memory },
      rounds: this.#rounds,
      points,
      packages: inventory?.packages.length ?? null,
      time,
      seconds: Math.round(seconds * 10) / 10,
      console: sound ? '' : tail(this.#machine.consoleLog()),
      vkc,
    };
  }
}

const tail = (log: string): string => log.trimEnd().split(/\r?\n/).slice(-40).join('\n');

async function describeFile({ file, cwd }: VerifyOptions): Promise<ImageFile> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file.path, { highWaterMark: 1 << 20 }), hash);
  return {
    path: display(file.path, cwd),
    name: basename(file.path),
    format: file.format,
    bytes: statSync(file.path).size,
    sha256: hash.digest('hex'),
  };
}
