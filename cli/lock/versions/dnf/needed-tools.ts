import { runProcess } from '../../../host/process.ts';
import { EXIT } from '../../../shell/command.ts';
import type { Failure } from '../../../shell/command.ts';
import { enumerate } from '../../../../compiler/model/text.ts';
import type { Environment } from '../manager.ts';

/** Interpreters that may have the modules of dnf. */
const PYTHONS = ['/usr/bin/python3', '/usr/libexec/platform-python', 'python3'];
/** Programs that read files out of disks with the code of GRUB: XFS, ext4 and btrfs, with LVM or without. */
const READERS = ['grub-fstest', 'grub2-fstest'];

/** The first of some commands that this machine has; null if it has none. */
async function firstOf(
  commands: readonly string[],
  args: readonly string[],
  env: Environment,
): Promise<string | null> {
  for (const command of commands) {
    const { code } = await runProcess(command, args, { env, timeout: 20_000 });
    if (code === 0) return command;
  }
  return null;
}

/** The Python that dnf 4 works with. dnf 5 has other modules. */
export const pythonOfDnf = (env: Environment): Promise<string | null> =>
  firstOf(PYTHONS, ['-c', 'import dnf.base, hawkey, rpm'], env);

export const diskReader = (env: Environment): Promise<string | null> => firstOf(READERS, ['--version'], env);

/** A failure if this machine cannot solve; null if it can. */
export async function missingTools(env: Environment): Promise<Failure | null> {
  const tools = [
    {
      is: await pythonOfDnf(env),
      name: 'the Python modules of dnf 4',
      debian: 'python3-dnf',
      fedora: 'python3-dnf',
    },
    { is: await firstOf(['rpmdb'], ['--version'], env), name: 'rpmdb', debian: 'rpm', fedora: 'rpm' },
    {
      is: await firstOf(['qemu-img'], ['--version'], env),
      name: 'qemu-img',
      debian: 'qemu-utils',
      fedora: 'qemu-img',
    },
    { is: await diskReader(env), name: 'grub-fstest', debian: 'grub-common', fedora: 'grub2-tools-extra' },
  ];
  const missing = tools.filter(({ is }) => is === null);
  if (missing.length === 0) return null;
  const packages = (family: 'debian' | 'fedora') => missing.map((each) => each[family]).join(' ');
  return {
    exit: EXIT.environment,
    message: `\`lock_packages: versions\` needs ${enumerate(missing.map(({ name }) => name))} for targets with dnf, which this machine has not.`,
    hint: `On Debian and Ubuntu: apt-get install ${packages('debian')}. On Fedora and the Red Hat family: dnf install ${packages('fedora')}. Only making a lock needs it: \`vkc lock --check\`, compile and build do not.`,
  };
}
