import { randomBytes } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { MACHINE_NAMES } from '../../compiler/model/hardware.ts';
import type { Architecture } from '../../compiler/model/hardware.ts';
import { freePort } from '../host/free-port.ts';
import type { Accelerator } from '../host/kvm.ts';
import { runProcess, startProcess } from '../host/process.ts';
import type { Ended, Running } from '../host/process.ts';
import { converse } from './json-lines.ts';
import type { Answer, Request } from './json-lines.ts';
import { isProblem } from './outcome.ts';
import type { Outcome, Problem } from './outcome.ts';
import { qemuArguments } from './qemu.ts';
import type { Firmware } from './qemu.ts';
import { makeKey, makeSeed, must } from './seed.ts';
import type { ProcessSettings, SeedFiles } from './seed.ts';

export interface MachineOptions extends ProcessSettings {
  readonly image: string;
  readonly format: 'qcow2' | 'raw';
  /** The folder for the overlay, the seed and the logs. It is emptied first. */
  readonly directory: string;
  /** The admin user of the image. */
  readonly user: string;
  readonly hostname: string;
  /** How cloud-init is told of the key and the host name. */
  readonly seed: SeedFiles;
  readonly accelerator: Accelerator;
  /** In MiB. */
  readonly memory: number;
  /** Seconds to wait for the login after each boot. */
  readonly patience: number;
  readonly arch: Architecture;
  readonly firmware?: Firmware | null;
}

/** The disk is this much larger than the image, as a cloud's disk is. */
const GROWTH = '1G';

/**
 * A virtual machine that starts as in a cloud: on an overlay of an image, with a cloud-init seed and a new
 * key.
 */
export class Machine {
  readonly options: MachineOptions;
  readonly console: string;
  /** Path of the private key for the login. */
  readonly key: string;
  /** Different in each boot, because an image must not depend on the network card of its build. */
  readonly mac = `52:54:00:${randomBytes(3).toString('hex').match(/../g)!.join(':')}`;
  port = 0;
  #qemu: Running | null = null;
  #ended: Ended | null = null;
  /** A folder with a short path, because the path of a socket can have at most 107 bytes. */
  readonly sockets: string;

  constructor(options: MachineOptions) {
    this.options = options;
    const { directory } = options;
    this.console = join(directory, 'console.log');
    this.key = join(directory, 'id_ed25519');
    this.sockets = directory.length < 60 ? directory : mkdtempSync('/tmp/vkc-');
  }

  get #processSettings(): ProcessSettings {
    const { env, signal } = this.options;
    return { ...(env && { env }), ...(signal && { signal }) };
  }

  /** Creates the seed and the overlay, and starts QEMU. Returns null on success. */
  async start(): Promise<Problem | null> {
    const { directory, image, format, hostname, arch } = this.options;
    rmSync(directory, { recursive: true, force: true });
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const key = await makeKey(directory, 'id_ed25519', hostname, this.#processSettings);
    if (isProblem(key)) return key;
    const contents = { hostname, publicKey: key.value, mac: this.mac };
    const seed = await makeSeed(directory, this.options.seed, contents, this.#processSettings);
    if (isProblem(seed)) return seed;
    const disk = join(directory, 'disk.qcow2');
    for (const args of [
      ['create', '-q', '-f', 'qcow2', '-F', format, '-b', image, disk],
      ['resize', '-q', disk, `+${GROWTH}`],
    ]) {
      const made = await must('qemu-img', args, this.#processSettings);
      if (isProblem(made)) return made;
    }
    this.port = await freePort();
    const args = qemuArguments({
      disk,
      seed: seed.value,
      console: this.console,
      monitor: this.#socket('qmp.sock'),
      agent: this.#socket('agent.sock'),
      accelerator: this.options.accelerator,
      memory: this.options.memory,
      mac: this.mac,
      port: this.port,
      arch,
      firmware: this.#ownFirmware(),
    });
    this.#qemu = startProcess(`qemu-system-${MACHINE_NAMES[arch]}`, args, {
      ...this.#processSettings,
      grace: 3000,
    });
    void this.#qemu.done.then((ended) => (this.#ended = ended));
    return null;
  }

  /** Each machine has its own copy of the firmware's variables. */
  #ownFirmware(): Firmware | null {
    const { firmware = null, directory } = this.options;
    if (firmware === null || firmware.variables === null) return firmware;
    const variables = join(directory, 'variables.fd');
    copyFileSync(firmware.variables, variables);
    chmodSync(variables, 0o600);
    return { ...firmware, variables };
  }

  /** Stops the machine at once, in whatever state it is. */
  async stop(): Promise<void> {
    this.#qemu?.stop();
    await this.#qemu?.done;
    if (this.sockets !== this.options.directory) rmSync(this.sockets, { recursive: true, force: true });
  }

  /** Options that make ssh ignore the caller's own configuration and keys. */
  get sshOptions(): string[] {
    const options = ['StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'IdentitiesOnly=yes'];
    return ['-F', '/dev/null', ...[...options, 'LogLevel=ERROR'].flatMap((option) => ['-o', option])];
  }

  /** Runs a command line in the machine as its admin user. */
  ssh(command: string, { input = '', seconds = 120 } = {}): Promise<Ended> {
    const { user } = this.options;
    const args = [
      ...this.sshOptions,
      '-o',
      'BatchMode=yes',
      '-o',
      'ConnectTimeout=20',
      '-i',
      this.key,
      '-p',
      String(this.port),
      `${user}@127.0.0.1`,
      command,
    ];
    return runProcess('ssh', args, { input, timeout: seconds * 1000, ...this.#processSettings });
  }

  /** Waits until the user can log in, in a boot whose id is not `before`. Returns the id of the boot. */
  async up(before = ''): Promise<Outcome<string>> {
    const { patience, user, signal } = this.options;
    const end = Date.now() + patience * 1000;
    let said = '';
    while (Date.now() < end) {
      const { code, stdout, stderr } = await this.ssh('cat /proc/sys/kernel/random/boot_id', { seconds: 40 });
      if (signal?.aborted === true) return { problem: 'interrupted' };
      const id = stdout.trim();
      if (code === 0 && id !== before) return { value: id };
      said = stderr.trim().split('\n').at(-1) ?? '';
      if (this.#ended !== null) return { problem: `QEMU ended: ${this.#ended.stderr.trim()}` };
      const panic = /^.*(Kernel panic - not syncing.*)$/m.exec(this.consoleLog());
      if (panic !== null) return { problem: panic[1]!.trim() };
      await wait(1000);
    }
    return { problem: `no login as ${user} within ${patience} s${said === '' ? '' : `: ${said}`}` };
  }

  /** The message of a QEMU that never ran; null if it ran. */
  get refused(): string | null {
    return this.#ended === null || this.consoleLog() !== '' ? null : this.#ended.stderr.trim();
  }

  consoleLog(): string {
    return existsSync(this.console) ? readFileSync(this.console, 'utf8') : '';
  }

  /** Resets the machine without a shutdown, so nothing in it can prepare for the reset. */
  async reset(): Promise<Problem | null> {
    const done = await this.#converse('qmp.sock', [
      { execute: 'qmp_capabilities' },
      { execute: 'system_reset' },
    ]);
    return isProblem(done) ? done : null;
  }

  /** Sends requests to the guest agent over its virtio port. The agent may start a little later than ssh. */
  async agent(requests: readonly Request[], seconds = 120): Promise<Outcome<readonly Answer[]>> {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      const id = randomBytes(3).readUIntBE(0, 3);
      const sync = { execute: 'guest-sync', arguments: { id } };
      const answers = await this.#converse('agent.sock', [sync, ...requests]);
      if (!isProblem(answers)) {
        const [first, ...rest] = answers.value;
        if (first!.return === id) return { value: rest };
      }
      if (Date.now() > end || this.#ended !== null || this.options.signal?.aborted === true) {
        return isProblem(answers) ? answers : { problem: 'its answer does not belong to the request' };
      }
      await wait(2000);
    }
  }

  #socket(name: string): string {
    return join(this.sockets, name);
  }

  #converse(name: string, requests: readonly Request[]): Promise<Outcome<readonly Answer[]>> {
    return converse(this.#socket(name), requests, { seconds: 20, signal: this.options.signal });
  }
}
