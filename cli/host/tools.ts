import { compareVersions } from '../../compiler/model/text.ts';
import { runProcess } from './process.ts';

/** A program that vkc, or a tool that it starts, needs. */
export interface Tool {
  readonly name: string;
  /** Alternatives. The first that is installed is used. */
  readonly commands: readonly (readonly [command: string, ...versionArguments: string[]])[];
  /** The oldest version that works. */
  readonly least?: string;
  /** The purpose, as a phrase that follows the tool's name. */
  readonly purpose: string;
  /** The install command on Debian and Ubuntu, and on the Red Hat family. */
  readonly debian: string;
  readonly redhat: string;
}

export const tools = {
  packer: {
    name: 'Packer',
    commands: [['packer', 'version']],
    least: '1.6.0',
    purpose: 'builds the images',
    debian: 'apt-get install packer, or a newer one from developer.hashicorp.com/packer/install',
    redhat: 'from developer.hashicorp.com/packer/install',
  },
  ansible: {
    name: 'ansible-core',
    commands: [['ansible-playbook', '--version']],
    least: '2.14.0',
    purpose: 'provisions the machine while it is built',
    debian: 'apt-get install ansible-core',
    redhat: 'dnf install ansible-core',
  },
  qemu: {
    name: 'QEMU',
    commands: [['qemu-system-x86_64', '--version']],
    purpose: 'runs the machine that is built',
    debian: 'apt-get install qemu-system-x86',
    redhat: 'dnf install qemu-kvm, and a link qemu-system-x86_64 to /usr/libexec/qemu-kvm',
  },
  qemuArm: {
    name: 'QEMU for ARM',
    commands: [['qemu-system-aarch64', '--version']],
    purpose: 'runs machines with 64-bit ARM processors',
    debian: 'apt-get install qemu-system-arm qemu-efi-aarch64',
    redhat: 'dnf install qemu-system-aarch64 edk2-aarch64, on Fedora',
  },
  qemuImg: {
    name: 'qemu-img',
    commands: [['qemu-img', '--version']],
    purpose: 'resizes and compresses disks',
    debian: 'apt-get install qemu-utils',
    redhat: 'dnf install qemu-img',
  },
  seedCd: {
    name: 'xorriso',
    commands: [['xorriso', '--version'], ['mkisofs', '--version'], ['genisoimage', '--version'], ['hdiutil']],
    purpose: "makes the CD with the build's seed",
    debian: 'apt-get install xorriso',
    redhat: 'dnf install xorriso',
  },
  sshKeygen: {
    name: 'ssh-keygen',
    // ssh-keygen has no option for its version; ssh, from the same package, has one.
    commands: [['ssh-keygen', '-?']],
    purpose: 'makes the key of the build',
    debian: 'apt-get install openssh-client',
    redhat: 'dnf install openssh',
  },
  ssh: {
    name: 'ssh',
    commands: [['ssh', '-V']],
    purpose: 'is how Ansible reaches the machine',
    debian: 'apt-get install openssh-client',
    redhat: 'dnf install openssh-clients',
  },
  galaxy: {
    name: 'ansible-galaxy',
    commands: [['ansible-galaxy', '--version']],
    purpose: 'installs the roles and collections of requirements.yml',
    debian: 'apt-get install ansible-core',
    redhat: 'dnf install ansible-core',
  },
  openstack: {
    name: 'openstack client',
    commands: [['openstack', '--version']],
    purpose: 'uploads images, for `vkc publish`',
    debian: 'apt-get install python3-openstackclient',
    redhat: 'pip install python-openstackclient',
  },
} as const satisfies Readonly<Record<string, Tool>>;

export type ToolName = keyof typeof tools;

export interface FoundTool {
  readonly tool: ToolName;
  /** The command that was found; null if none is installed. */
  readonly command: string | null;
  /** Null if the tool does not report its version. */
  readonly version: string | null;
  /** The reason why it cannot be used; null if it can. */
  readonly problem: string | null;
}

/** Looks for a tool by running it. */
export async function findTool(
  name: ToolName,
  env?: Readonly<Record<string, string | undefined>>,
): Promise<FoundTool> {
  const tool: Tool = tools[name];
  for (const [command, ...args] of tool.commands) {
    const { because, stdout, stderr } = await runProcess(command, args, {
      timeout: 20_000,
      env: { ...(env ?? process.env), CHECKPOINT_DISABLE: '1' },
    });
    if (because === 'missing') continue;
    const problem = because === null ? null : `${command} cannot be run: ${stderr.trim() || because}`;
    const version = versionIn(stdout) ?? versionIn(stderr);
    if (problem !== null || version === null || tool.least === undefined) {
      return { tool: name, command, version, problem };
    }
    const old =
      compareVersions(version, tool.least) < 0
        ? `version ${version} is too old: ${tool.least} is needed`
        : null;
    return { tool: name, command, version, problem: old };
  }
  return { tool: name, command: null, version: null, problem: 'is not here' };
}

function versionIn(text: string): string | null {
  return /(?:^|[\s[v_])(\d+\.\d+(?:\.\d+)?(?:p\d+)?)/m.exec(text)?.[1] ?? null;
}

/** Packer before 1.7 has no `init`, and reads only the template file. */
export const knowsInit = (packer: string): boolean => compareVersions(packer, '1.7.0') >= 0;

/** Returns how to install a tool on this system, or on both families if the system is unknown. */
export function howToInstall(name: ToolName, like: 'debian' | 'redhat' | null): string {
  const { debian, redhat }: Tool = tools[name];
  return like === 'redhat' ? redhat : debian;
}
