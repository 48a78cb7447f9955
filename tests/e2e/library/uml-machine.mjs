// A machine whose Linux is a program of the host, Debian's user-mode Linux. What runs in it is not emulated, which makes it several
// times as fast. It boots as any other; but it has no firmware, no PCI and no virtio, and its kernel is not the one on
// its disk.
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, statfsSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Machine, must } from '../machine.mjs';
import { sleep, start } from '../process.mjs';

/** Where user-mode Linux is to keep the machine's memory: containers often have little of the fastest place. */
function roomFor(megabytes) {
  const fastest = '/dev/shm';
  if (!existsSync(fastest)) return tmpdir();
  const { bavail, bsize } = statfsSync(fastest);
  return bavail * bsize > megabytes * 2 ** 20 ? fastest : tmpdir();
}

export class UmlMachine extends Machine {
  /** `network` adds to the options of qemu's user network. */
  constructor(image, directory, { network, ...options }) {
    super(image, directory, options);
    this.network = network;
  }

  async start() {
    await this.prepare();
    const disk = this.at('disk.raw');
    await must('qemu-img', ['convert', '-O', 'raw', this.image, disk], { seconds: 120 });
    truncateSync(disk, statSync(disk).size + Number.parseInt(this.growth, 10) * 2 ** 30);
    // The paths of sockets have to be short.
    this.sockets = mkdtempSync(join(tmpdir(), 'vkc-uml-'));
    const at = (name) => join(this.sockets, name);
    // The switch ends with its input. The rest of the network is that of an emulated machine, without the machine.
    this.cable = start('sh', ['-c', 'tail -f /dev/null | vde_switch -s "$0"', at('switch')], {
      log: this.at('switch.log'),
    });
    for (let left = 100; !existsSync(at('switch/ctl')); left--) {
      if (left === 0) throw new Error(`vde_switch: ${readFileSync(this.at('switch.log'), 'utf8')}`);
      await sleep(0.1);
    }
    const hub = (id, backend) => ['-netdev', `hubport,id=${id},hubid=0,netdev=${backend}`];
    this.router = start(
      'qemu-system-x86_64',
      [
        ...'-machine none -nodefaults -display none -monitor none'.split(' '),
        '-netdev',
        `user,id=user,hostfwd=tcp:127.0.0.1:${this.port}-:22,${this.network}`,
        ...hub('inside', 'user'),
        '-netdev',
        `vde,id=switch,sock=${at('switch')}`,
        ...hub('outside', 'switch'),
      ],
      { log: this.at('router.log') },
    );
    this.registers = this.at('whole-xstate.so');
    const source = fileURLToPath(new URL('whole-xstate.c', import.meta.url));
    await must('cc', ['-O2', '-Wall', '-shared', '-fPIC', '-o', this.registers, source, '-ldl']);
    await this.boot();
  }

  /** What firmware and boot loader do: starts Linux with the arguments of the first entry of GRUB's menu. */
  async boot() {
    const partition = `${this.at('disk.raw')}?offset=${2048 * 512}`;
    const menu = await must('debugfs', ['-c', '-R', 'cat /boot/grub/grub.cfg', partition]);
    const [, line] = /^\s*linux\s+\S+\s+(.*)$/m.exec(menu);
    const own = [
      `uml_dir=${this.sockets}`,
      `mem=${this.memory}M`,
      `ubd0=${this.at('disk.raw')}`,
      `ubd1r=${this.at('seed.iso')}`,
      `eth0=vde,${join(this.sockets, 'switch')},${this.mac}`,
      ...'con0=null,fd:1 con=null ssl0=null,fd:1 ssl=null root=/dev/ubda1'.split(' '),
    ];
    const name = (word) => word.replace(/=.*/, '');
    const names = new Set(own.map(name));
    // A kernel that came later took the arguments with which the machine ran, these among them.
    const others = line.split(' ').filter((word) => !names.has(name(word)));
    const environment = [`TMPDIR=${roomFor(this.memory)}`, `LD_PRELOAD=${this.registers}`];
    this.run('env', [...environment, 'linux.uml', ...own, ...others]);
  }

  /** Shuts the machine down and starts it again; returns its new boot id. */
  async reboot(before) {
    await this.ssh('sudo -n systemctl poweroff');
    const off = await Promise.race([this.program.done, sleep(120).then(() => 'still on')]);
    if (off === 'still on') throw new Error('the machine does not shut down within 120 s');
    this.ended = false;
    await this.boot();
    return this.up(before);
  }

  async stop() {
    await super.stop();
    for (const each of [this.router, this.cable]) {
      each?.stop();
      await each?.done;
    }
    if (this.sockets !== undefined) rmSync(this.sockets, { recursive: true, force: true });
  }
}
