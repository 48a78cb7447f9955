import { runProcess } from '../../../host/process.ts';
import { EXIT } from '../../../shell/command.ts';
import type { Failure } from '../../../shell/command.ts';
import { enumerate } from '../../../../compiler/model/text.ts';
import type { Environment } from '../manager.ts';

/** What solving needs on this machine, with the package of Debian that has it. */
const NEEDED = [
  ['apt-get', '--version', 'apt'],
  ['apt-cache', '--version', 'apt'],
  ['gpgv', '--version', 'gpgv'],
  ['qemu-img', '--version', 'qemu-utils'],
  ['debugfs', '-V', 'e2fsprogs'],
  ['sfdisk', '--version', 'fdisk'],
] as const;

/** A failure if this machine cannot solve; null if it can. */
export async function missingTools(env: Environment): Promise<Failure | null> {
  const missing: (typeof NEEDED)[number][] = [];
  for (const tool of NEEDED) {
    const { because } = await runProcess(tool[0], [tool[1]], { env, timeout: 20_000 });
    if (because !== null) missing.push(tool);
  }
  if (missing.length === 0) return null;
  const packages = [...new Set(missing.map(([, , name]) => name))].join(' ');
  return {
    exit: EXIT.environment,
    message: `\`lock_packages: versions\` needs ${enumerate(missing.map(([command]) => command))}, which ${missing.length === 1 ? 'is' : 'are'} not on this machine.`,
    hint: `On Debian and Ubuntu: apt-get install ${packages}. On other systems, run \`vkc lock\` in a container of Debian. Only making a lock needs it: \`vkc lock --check\`, compile and build do not.`,
  };
}
