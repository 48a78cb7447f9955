import type { Image, Target } from '../../compiler/model/ir.ts';
import { compareVersions } from '../../compiler/model/text.ts';
import { usedBuilders } from '../packer/builders.ts';
import { type CiImage, ciNeeds } from './builders.ts';
import { galaxyFolders, galaxyNeeds } from '../ansible/galaxy.ts';

/**
 * Lines of a shell that end a job without vkc. There is no default: vkc is on no public registry, so whoever registers
 * its name there would run code in jobs that know the cloud's password.
 */
export const vkcIsNamed: readonly string[] = [
  'test -n "${VKC_PACKAGE-}" -a -n "${VKC_INTEGRITY-}" || {',
  '  echo "Set VKC_PACKAGE to vkc as npm takes it: NAME@VERSION, or the address of a .tgz." >&2',
  '  echo "Set VKC_INTEGRITY to its sha512-..., as npm view NAME@VERSION dist.integrity prints it." >&2',
  '  echo "Or bring vkc in the container image: VKC_IMAGE." >&2',
  '  exit 1',
  '}',
];

/** Lines of a shell that install vkc: what `VKC_PACKAGE` names, if it is what `VKC_INTEGRITY` says. */
export const installVkc: readonly string[] = [
  'package=$(npm pack --silent --pack-destination /tmp "$VKC_PACKAGE")',
  'integrity=sha512-$(openssl dgst -sha512 -binary "/tmp/$package" | base64 --wrap=0)',
  'test "$integrity" = "$VKC_INTEGRITY" || {',
  '  echo "$VKC_PACKAGE is not what VKC_INTEGRITY says: it is $integrity" >&2',
  '  exit 1',
  '}',
  'npm install --global --ignore-scripts --no-audit --no-fund "/tmp/$package"',
];

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

const firmware = (image: Image): string => {
  const targets = image.targets.filter(({ build }) => ciNeeds[build.builder.value].boots);
  return [
    targets.some(({ build, os }) => build.firmware.value !== 'bios' && os.arch === 'amd64') ? ' ovmf' : '',
    targets.some(({ os }) => os.arch === 'arm64') ? ' qemu-system-arm qemu-efi-aarch64' : '',
  ].join('');
};

/** Whether a target starts from another image of the project. */
export const isLayer = (image: Image): boolean => image.targets.some(({ base }) => base !== null);

/** Whether its jobs build with vkc: it asks the cache of the project, and builds the image below first if there is none of it. */
export const buildsWithVkc = (image: CiImage): boolean =>
  isLayer(image) ||
  (image.cached === true &&
    image.sources === 'own' &&
    image.targets.some(({ build }) => ciNeeds[build.builder.value].boots));

/** Variables of the environment by which jobs log in to the cache. */
export const cacheVariables: readonly string[] = ['VKC_CACHE_USER', 'VKC_CACHE_PASSWORD', 'VKC_CACHE_SECRET'];

export function buildTools(image: CiImage): Tools {
  const used = usedBuilders(image).map(({ name }) => ciNeeds[name]);
  const all = (of: 'commands' | 'packages') => used.flatMap((needs) => needs[of]);
  const own = buildsWithVkc(image);
  const commands = [...(own ? ['vkc'] : []), 'packer', 'ansible-playbook', ...all('commands')];
  const packages = [
    ...(own ? ['npm'] : []),
    'packer',
    'ansible-core',
    ...all('packages'),
    'openssh-client',
    'ca-certificates',
  ];
  return {
    commands: [...new Set(commands)].join(' '),
    packages: `${[...new Set(packages)].join(' ')}${firmware(image)}`,
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

/** A disk may have to be converted; an image that is in the cloud already has none. */
export function publishTools(image: Image): Tools {
  const disks = image.targets.some(({ build }) => !ciNeeds[build.builder.value].cloud);
  return {
    commands: `vkc openstack${disks ? ' qemu-img' : ''}`,
    packages: `npm python3-openstackclient${disks ? ' qemu-utils' : ''} ca-certificates`,
  };
}

/** Lines of a shell within a command. */
export const indented = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);

/** A text of several lines. */
export const script = (...lines: readonly string[]): string => `${lines.join('\n')}\n`;

/** Folders of a tree in which what it needs of Ansible Galaxy is installed. */
export const galaxyPaths = (image: Image): string[] =>
  galaxyNeeds(image).map((kind) => `playbook/${galaxyFolders[kind]}`);
