// A virtual machine on an overlay of a built image, with a cloud-init seed of its own, as a cloud would start it.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { join, relative } from 'node:path';
import { run, sleep, start } from './process.mjs';

/** Seconds until a machine answers: a boot takes under a minute, on a loaded machine several times that. */
const bootSeconds = 400;

const words = (text) => text.split(' ');

export class Machine {
  /**
   * `directory` holds the overlay, seed, logs and sockets; `user` is the image's admin user. `cloudConfig` makes more of
   * the seed's configuration of the public key and a private one for the machine.
   */
  constructor(image, directory, { user, hostname, growth = '1G', memory = 1024, cloudConfig = () => ({}) }) {
    Object.assign(this, { image, directory, user, hostname, growth, memory, cloudConfig });
    this.console = join(directory, 'console.log');
    this.key = join(directory, 'id_ed25519');
    // Different in each boot, since an image must not be bound to the card that it was built with.
    this.mac = `52:54:00:${randomBytes(3).toString('hex').match(/../g).join(':')}`;
  }

  at(name) {
    return join(this.directory, name);
  }

  /** Makes the folder with the keys and the seed. */
  async prepare() {
    const at = (name) => this.at(name);
    rmSync(this.directory, { recursive: true, force: true });
    mkdirSync(this.directory, { recursive: true });
    for (const key of [this.key, at('host')])
      await must('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', this.hostname, '-f', key]);
    this.publicKey = readFileSync(`${this.key}.pub`, 'utf8').trim();
    const config = {
      ssh_authorized_keys: [this.publicKey],
      ...this.cloudConfig(this.publicKey, readFileSync(at('host'), 'utf8')),
    };
    writeFileSync(at('user-data'), `#cloud-config\n${JSON.stringify(config)}\n`);
    writeFileSync(at('meta-data'), `instance-id: ${this.hostname}\nlocal-hostname: ${this.hostname}\n`);
    await must('xorriso', [
      ...words('-as mkisofs -quiet -volid cidata -joliet -rock -o'),
      at('seed.iso'),
      at('user-data'),
      at('meta-data'),
    ]);
    this.port = await freePort();
  }

  async start() {
    await this.prepare();
    const at = (name) => this.at(name);
    await must('qemu-img', [
      'create',
      '-q',
      '-f',
      'qcow2',
      '-F',
      'qcow2',
      '-b',
      this.image,
      at('disk.qcow2'),
    ]);
    await must('qemu-img', ['resize', '-q', at('disk.qcow2'), `+${this.growth}`]);
    // A socket's path may have 107 bytes: relative to the working directory, it is short wherever the project is.
    const socket = (name) => relative(process.cwd(), at(name));
    const args = [
      ...words(`-machine pc,accel=tcg -cpu max -smp 2 -m ${this.memory} -display none -monitor none`),
      '-serial',
      `file:${this.console}`,
      '-qmp',
      `unix:${socket('qmp.sock')},server=on,wait=off`,
      '-drive',
      `file=${at('disk.qcow2')},if=virtio,format=qcow2,cache=unsafe`,
      '-drive',
      `file=${at('seed.iso')},if=virtio,format=raw,readonly=on`,
      '-netdev',
      `user,id=net0,hostfwd=tcp:127.0.0.1:${this.port}-:22`,
      '-device',
      `virtio-net-pci,netdev=net0,mac=${this.mac}`,
      '-chardev',
      `socket,id=agent,path=${socket('agent.sock')},server=on,wait=off`,
      ...words('-device virtio-serial -device virtserialport,chardev=agent,name=org.qemu.guest_agent.0'),
      ...words('-device virtio-rng-pci'),
    ];
    this.run('qemu-system-x86_64', args);
  }

  /** The program that is the machine. */
  run(program, args) {
    this.program = start(program, args, { log: this.at('machine.log') });
    this.program.done.then(() => (this.ended = true));
  }

  async stop() {
    this.program?.stop();
    await this.program?.done;
  }

  /** Runs a command line in the machine as its admin user. */
  ssh(command, { input = '', seconds = 120 } = {}) {
    const options = [
      'BatchMode=yes',
      'StrictHostKeyChecking=no',
      'UserKnownHostsFile=/dev/null',
      'ConnectTimeout=20',
    ];
    options.push('IdentitiesOnly=yes', 'LogLevel=ERROR');
    const args = options.flatMap((option) => ['-o', option]);
    args.push('-F', '/dev/null', '-i', this.key, '-p', String(this.port), `${this.user}@127.0.0.1`, command);
    return run('ssh', args, { input, seconds });
  }

  /** Waits until the machine lets its user in and its boot id is another one; returns the boot id. */
  async up(before = '') {
    const end = Date.now() + bootSeconds * 1000;
    let answer = { stderr: '' };
    while (Date.now() < end) {
      if (this.ended) throw new Error(`the machine ended: ${readFileSync(this.at('machine.log'), 'utf8')}`);
      answer = await this.ssh('cat /proc/sys/kernel/random/boot_id', { seconds: 40 });
      const id = answer.stdout.trim();
      if (answer.code === 0 && id !== before) return id;
      await sleep(2);
    }
    throw new Error(`no login by ssh within ${bootSeconds} s: ${answer.stderr.trim()}`);
  }

  /** Presses the reset button: nothing in the machine gets a chance to prepare for it. */
  async reset() {
    await converse(join(this.directory, 'qmp.sock'), [
      { execute: 'qmp_capabilities' },
      { execute: 'system_reset' },
    ]);
  }

  /** Asks the guest agent for a sign of life over its virtio port. It may come up a little after ssh. */
  async ping(seconds = 120) {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      try {
        const id = Math.floor(Math.random() * 1e9);
        const [sync, pong] = await converse(join(this.directory, 'agent.sock'), [
          { execute: 'guest-sync', arguments: { id } },
          { execute: 'guest-ping' },
        ]);
        if (sync.return !== id) throw new Error(`guest-sync answered ${JSON.stringify(sync)}`);
        return pong;
      } catch (error) {
        if (Date.now() > end) throw error;
        await sleep(2);
      }
    }
  }
}

/** Sends JSON lines over a unix socket, each when the one before is answered; greetings and events are passed over. */
function converse(path, messages, seconds = 10) {
  return new Promise((resolve, reject) => {
    const socket = createConnection(relative(process.cwd(), path));
    const answers = [];
    let text = '';
    const finish = (error) => {
      clearTimeout(timer);
      socket.destroy();
      if (error) reject(error);
      else resolve(answers);
    };
    const timer = setTimeout(() => finish(new Error(`no answer within ${seconds} s`)), seconds * 1000);
    const send = () => socket.write(`${JSON.stringify(messages[answers.length])}\n`);
    socket.on('error', finish);
    socket.on('close', () => finish(new Error('the connection was closed')));
    socket.on('connect', send);
    socket.on('data', (data) => {
      text += data;
      const lines = text.split('\n');
      text = lines.pop();
      for (const line of lines.filter((each) => each.trim() !== '')) {
        const answer = JSON.parse(line);
        if (!('return' in answer || 'error' in answer)) continue;
        answers.push(answer);
        if (answers.length === messages.length) finish();
        else send();
      }
    });
  });
}

/** A program that has to succeed. */
export async function must(command, args, options) {
  const result = await run(command, args, options);
  if (result.code !== 0)
    throw new Error(`${command} failed: ${result.stderr.trim() || result.stdout.trim()}`);
  return result.stdout;
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
