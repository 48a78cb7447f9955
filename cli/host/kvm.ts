import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Architecture } from '../../compiler/model/hardware.ts';
import { runProcess } from './process.ts';

/**
 * A boot sector that reports to QEMU's debug-exit device that it runs: mov al, 0x10; mov dx, 0xf4; out dx,
 * al; hlt; jmp back to hlt.
 */
const BOOT_CODE = [0xb0, 0x10, 0xba, 0xf4, 0x00, 0xee, 0xf4, 0xeb, 0xfd];
/** The exit code that QEMU's debug-exit device derives from the reported value. */
const SAID = (0x10 << 1) | 1;

export type Accelerator = 'kvm' | 'tcg';

/** Tells whether QEMU boots a machine with an accelerator, and why not. */
export interface Boots {
  readonly works: boolean;
  /** A sentence without its full stop; empty if it works. */
  readonly reason: string;
  readonly seconds: number;
}

/** The accelerator of a machine with a given processor. `chosen` is that of PCs; `asked` is what --accel says. */
export function acceleratorOn(arch: Architecture, chosen: Accelerator, asked: string | null): Accelerator {
  if (arch === 'amd64') return chosen;
  return process.arch === 'arm64' && asked !== 'tcg' && existsSync('/dev/kvm') ? 'kvm' : 'tcg';
}

type Environment = Readonly<Record<string, string | undefined>>;

/** A working KVM boots the sector in less than this many seconds. */
const SUSPICIOUS = 1;

/**
 * Tests an accelerator by booting a sector that ends the machine at once, because a device file can exist on
 * hosts where KVM does not work. KVM in a virtual machine may be far slower than emulation; it then counts as
 * not working.
 */
export async function tryAccelerator(
  accelerator: Accelerator,
  env: Environment = process.env,
  signal?: AbortSignal,
  start: typeof boot = boot,
): Promise<Boots> {
  const boots = await start(accelerator, env, signal);
  if (accelerator === 'tcg' || !boots.works || boots.seconds < SUSPICIOUS) return boots;
  const emulated = await start('tcg', env, signal);
  if (!emulated.works || boots.seconds < 2 * emulated.seconds) return boots;
  const [slow, fast] = [boots, emulated].map(({ seconds }) => seconds.toFixed(1));
  const reason = `a machine takes ${slow} s to start on it, and ${fast} s when it is emulated`;
  return { works: false, reason, seconds: boots.seconds };
}

async function boot(accelerator: Accelerator, env: Environment, signal?: AbortSignal): Promise<Boots> {
  if (accelerator === 'kvm' && process.platform === 'linux' && !existsSync('/dev/kvm')) {
    return { works: false, reason: 'there is no /dev/kvm', seconds: 0 };
  }
  const folder = mkdtempSync(join(tmpdir(), 'vkc-boot-'));
  const start = performance.now();
  try {
    const disk = join(folder, 'boot.img');
    const sector = Buffer.alloc(512);
    sector.set(BOOT_CODE);
    sector.writeUInt16LE(0xaa55, 510);
    writeFileSync(disk, sector);
    const ended = await runProcess(
      'qemu-system-x86_64',
      [
        '-nodefaults -no-user-config -display none -m 32 -device isa-debug-exit,iobase=0xf4,iosize=0x04',
        `-accel ${accelerator} -cpu ${accelerator === 'kvm' ? 'host' : 'max'}`,
      ]
        .flatMap((options) => options.split(' '))
        .concat('-drive', `file=${disk.replaceAll(',', ',,')},format=raw`),
      { timeout: accelerator === 'kvm' ? 5000 : 20_000, grace: 500, env, ...(signal && { signal }) },
    );
    const seconds = (performance.now() - start) / 1000;
    if (ended.code === SAID) return { works: true, reason: '', seconds };
    if (ended.because === 'missing')
      return { works: false, reason: 'there is no qemu-system-x86_64', seconds };
    if (ended.because === 'timeout')
      return { works: false, reason: 'a started machine does not run', seconds };
    const [said] = ended.stderr.split('\n').filter((line) => line.trim() !== '');
    return {
      works: false,
      reason: said === undefined ? 'QEMU ends without a message' : inShort(said),
      seconds,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Removes QEMU's own name from its message. */
function inShort(line: string): string {
  return line
    .replace(/^\S*qemu\S*:\s*(?:error:\s*)?/, 'QEMU says: ')
    .replace(/\.$/, '')
    .slice(0, 160);
}
