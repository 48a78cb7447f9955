import type { Image, Target } from '../../compiler/model/ir.ts';
import { compareVersions } from '../../compiler/model/text.ts';
import { version } from '../version.generated.ts';
import { galaxyFolders, galaxyNeeds } from '../ansible/galaxy.ts';

/** How the variable that chooses where vkc comes from reads, when nobody sets it. */
export const vkcPackage = `vkc@${version}`;

/** Debian 13 has ansible-core 2.19 and Node.js 20, but no Packer: that of Debian 12 runs on it. */
export const debian = 'debian:13';
/** Debian 12 has ansible-core 2.14, for guests that later ones do not speak to. */
export const olderDebian = 'debian:12';

/** Whether the guest's Python is older than 3.8, the oldest that ansible-core of Debian 13 works with. */
export const needsOlderAnsible = ({ os }: Target): boolean => compareVersions(os.python, '3.8') < 0;

/** Gives apt the packages of Debian 12 too, from wherever those of Debian 13 come; newer ones stay the chosen ones. */
export const packerSource =
  "type packer >/dev/null 2>&1 || sed 's/trixie/bookworm/g' /etc/apt/sources.list.d/debian.sources >/etc/apt/sources.list.d/bookworm.sources";

/** What a job runs, and the packages of Debian that bring it. */
export interface Tools {
  readonly commands: string;
  readonly packages: string;
}

const firmware = ({ targets }: Image): string =>
  targets.some(({ build }) => build.firmware.value === 'efi') ? ' ovmf' : '';

export function buildTools(image: Image): Tools {
  return {
    commands: 'packer ansible-playbook qemu-system-x86_64 qemu-img xorriso ssh-keygen',
    packages: `packer ansible-core qemu-system-x86 qemu-utils xorriso openssh-client ca-certificates${firmware(image)}`,
  };
}

export const lintTools: Tools = {
  commands: 'ansible-lint yamllint git',
  packages: 'ansible-lint yamllint git',
};

export function verifyTools(image: Image): Tools {
  return {
    commands: 'vkc ansible-playbook qemu-system-x86_64 qemu-img xorriso ssh-keygen',
    packages: `npm ansible-core qemu-system-x86 qemu-utils xorriso openssh-client ca-certificates${firmware(image)}`,
  };
}

export const publishTools: Tools = {
  commands: 'vkc openstack qemu-img',
  packages: 'npm python3-openstackclient qemu-utils ca-certificates',
};

/** Folders of a tree in which what it needs of Ansible Galaxy is installed. */
export const galaxyPaths = (image: Image): string[] =>
  galaxyNeeds(image).map((kind) => `playbook/${galaxyFolders[kind]}`);
