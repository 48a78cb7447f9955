import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { BuiltTarget } from '../tree/built.ts';
import { Machine } from '../machine/machine.ts';
import type { Firmware } from '../machine/qemu.ts';
import { isProblem } from '../machine/outcome.ts';
import type { Outcome, Problem } from '../machine/outcome.ts';
import type { Accelerator } from '../host/kvm.ts';
import { inventoryScript, kindOf, parseInventory } from '../sbom/packages.ts';
import type { Inventory } from '../sbom/packages.ts';
import { describeFile } from './image-file.ts';
import { configDrive, noCloud } from '../machine/seed.ts';
import { denialScript, readDenials } from './denials.ts';
import { lookAtDeployed } from './deployed.ts';
import type { ImageFile, Round, RoundName, Verification } from './model.ts';
import { rounds as roundWords } from './model.ts';
import { passwordProblem } from './password.ts';
import { lookAt, playbooks } from './playbook.ts';
import { Points } from './points.ts';
import type { Progress } from './progress.ts';
import type { StartValues } from './start-phase.ts';

export interface VerifyOptions {
  readonly target: BuiltTarget;
  readonly file: { readonly path: string; readonly format: 'qcow2' | 'raw' };
  readonly accelerator: Accelerator;
  /** In MiB. */
  readonly memory: number;
  /** Seconds to wait for the login after each boot. */
  readonly patience: number;
  /** The starts of the machine, in order. The first is `boot`; `deploy` is one of another machine. */
  readonly rounds: readonly RoundName[];
  readonly firmware: Firmware | null;
  /** What the start phase is given. */
  readonly values: StartValues;
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
  const run = new Run(options, folder);
  try {
    return await run.all();
  } finally {
    await run.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

class Run {
  readonly #options: VerifyOptions;
  #machine: Machine;
  readonly #folder: string;
  readonly #points: Points;
  readonly #rounds: Round[] = [];
  readonly #notes: string[] = [];
  /** The identity found in the first boot. Later boots must have the same. */
  #identity: string | null = null;
  #boot = '';

  constructor(options: VerifyOptions, folder: string) {
    this.#options = options;
    this.#folder = folder;
    this.#machine = this.#newMachine('boot');
    this.#points = new Points(options.target.tree, options.cwd);
  }

  /** A machine on an overlay of its own. That of the deployment gets its key from a config drive, as in the cloud. */
  #newMachine(round: RoundName): Machine {
    const { file, target, accelerator, memory, patience, firmware, env, signal } = this.#options;
    const deployed = round === 'deploy';
    return new Machine({
      image: file.path,
      format: file.format,
      directory: join(this.#folder, deployed ? 'deployed' : 'machine'),
      user: target.user,
      hostname: deployed ? 'vkc-deploy' : 'vkc-verify',
      seed: deployed ? configDrive : noCloud,
      accelerator,
      memory,
      patience,
      arch: target.machine.arch,
      firmware,
      env,
      signal,
    });
  }

  stop(): Promise<void> {
    return this.#machine.stop();
  }

  async all(): Promise<Outcome<Verified>> {
    const { rounds, progress, signal } = this.#options;
    const begin = performance.now();
    const time = `${new Date().toISOString().slice(0, 19)}Z`;
    // Hashes the file while the machine boots, which does not use the whole speed of the disk.
    const file = describeFile(this.#options.file, this.#options.cwd);
    file.catch(() => {});
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
    const lastBooted = rounds.findLast((each) => each !== 'deploy');
    const elapsed = () => Math.round((performance.now() - begin) / 100) / 10;
    this.#points.begin(name);
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
      () => (name === 'deploy' ? this.#lookDeployed() : this.#look(name, name === lastBooted)),
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
    const playbook = { path: playbooks.boot, values: {} };
    const looked = await lookAt(target, this.#machine, join(this.#folder, name), playbook, { env, signal });
    if (isProblem(looked)) return looked;
    for (const point of looked.value.points) this.#points.inside(point, playbook.path);
    this.#points.outside('playbook-runs', looked.value.problem);
    await this.#askAgent(last);
    await this.#compareIdentity();
    if (last) await this.#noteDenials(name);
    return signal.aborted ? { problem: 'interrupted' } : null;
  }

  async #lookDeployed(): Promise<Problem | null> {
    const { target, values, env, signal } = this.#options;
    const folder = join(this.#folder, 'deploy');
    const looked = await lookAtDeployed(
      { target, values, machine: this.#machine, folder, env, signal },
      this.#points,
    );
    if (isProblem(looked)) return looked;
    if (looked.value !== null) this.#notes.push(looked.value);
    await this.#noteDenials('deploy');
    return signal.aborted ? { problem: 'interrupted' } : null;
  }

  /** What SELinux denies need not be a fault: the checks say whether the machine works. */
  async #noteDenials(name: RoundName): Promise<void> {
    const { stdout } = await this.#machine.ssh('sudo -n sh -s', { input: denialScript });
    const denials = readDenials(stdout);
    if (denials.length === 0) return;
    const count = `${denials.length} ${denials.length === 1 ? 'access' : 'accesses'}`;
    const shown = denials.length > 20 ? [...denials.slice(0, 20), '…'] : denials;
    const where = name === 'deploy' ? 'on the deployed machine' : 'on the machine';
    this.#notes.push(`SELinux denied ${count} ${where}: ${shown.join('; ')}.`);
  }

  async #start(name: RoundName): Promise<Outcome<string>> {
    if (name === 'boot' || name === 'deploy') {
      if (name === 'deploy') {
        await this.#machine.stop();
        this.#machine = this.#newMachine(name);
      }
      const failed = await this.#machine.start();
      return failed ?? this.#machine.up();
    }
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
    if (isProblem(pong) || !last) return;
    if (this.#options.target.metadata['os_require_quiesce'] === 'yes') await this.#freeze();
    const problem = await passwordProblem(this.#machine, this.#options.target.user);
    this.#points.outside('guest-agent-sets-password', problem);
  }

  async #freeze(): Promise<void> {
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
      notes: this.#notes,
      packages: inventory?.packages.length ?? null,
      time,
      seconds: Math.round(seconds * 10) / 10,
      console: sound ? '' : this.#machine.consoleLog().trimEnd().split(/\r?\n/).slice(-40).join('\n'),
      vkc,
    };
  }
}
