/** A failure whose cause can be told from the output of Packer, QEMU, Ansible or apt. */
export interface KnownFailure {
  readonly id: string;
  /** Matches a message of the build, of its log or of its failed task. */
  readonly sign: RegExp;
  /** The cause, as a sentence. */
  readonly cause: string;
  /** The remedies, one sentence each. */
  readonly remedies: readonly string[];
}

/** The first match wins, so specific entries stand before general ones. */
export const knownFailures: readonly KnownFailure[] = [
  {
    id: 'no-space',
    sign: /No space left on device|ENOSPC|\[Errno 28\]/i,
    cause: 'There is no space left on this machine or on the disk of the image.',
    remedies: [
      'On this machine: check the folder of the tree and the folder of temporary files with `df -h`.',
      'If a task failed with it, the image needs a larger disk: build { disk = 20G }.',
    ],
  },
  {
    id: 'cloud-login',
    sign: /Missing input for argument|unable to load clouds\.yaml|no clouds\.yaml file found|cloud \S+ does not exist in clouds\.yaml|(?:^|\* )Authentication failed|The request you have made requires authentication/i,
    cause: 'Packer cannot log in to the cloud.',
    remedies: [
      '`vkc doctor` says which variable, or which entry of clouds.yaml, is missing.',
      '`openstack token issue` shows whether the cloud accepts the credentials.',
    ],
  },
  {
    id: 'cloud-flavor',
    sign: /Unable to find specified flavor/i,
    cause: 'The cloud has no such flavor.',
    remedies: ['`openstack flavor list` shows those of the cloud: build { openstack { flavor = "…" } }.'],
  },
  {
    id: 'cloud-source-image',
    sign: /No image was found matching filters|Your query returned more than one result/i,
    cause: 'The source image cannot be told: no image of the cloud has what is asked for, or several have.',
    remedies: [
      '`openstack image list` shows the images of the cloud.',
      'With several, write most_recent = true in source_image_filter, or the ID of one as source_image.',
    ],
  },
  {
    id: 'cloud-quota',
    sign: /Quota exceeded|exceeds allowed \w+ quota|VolumeSizeExceedsAvailableQuota|VolumeLimitExceeded|No valid host was found/i,
    cause: 'The cloud has no room for the instance, its volume or its address.',
    remedies: [
      '`openstack quota show` shows the limits of the project; leftovers of earlier builds begin with `packer_`.',
      'Build fewer targets at a time with --jobs 1, or take a smaller flavor.',
    ],
  },
  {
    id: 'kvm',
    sign: /Could not access KVM|failed to initialize kvm|kvm_buf_set_msrs|KVM is not supported|KVM kernel module/i,
    cause: 'KVM cannot be used here.',
    remedies: [
      'Add your user to the group of /dev/kvm: usermod --append --groups kvm NAME.',
      'Without hardware virtualisation, --accel tcg emulates the machine, which takes about ten times as long.',
    ],
  },
  {
    id: 'qemu-firmware',
    sign: /could not load (?:PC BIOS|ROM)|OVMF[\w.]*'?:? (?:No such file|Could not open)|Could not open '[^']*OVMF/i,
    cause: 'QEMU does not find the firmware of the machine.',
    remedies: ['For UEFI: apt-get install ovmf; if the file is somewhere else, --var firmware=FILE.'],
  },
  {
    id: 'qemu-memory',
    sign: /cannot set up guest memory|Cannot allocate memory/i,
    cause: 'There is not enough memory for the machine of the build.',
    remedies: ['Build fewer at a time with --jobs 1, or with less memory: --var memory=2048.'],
  },
  {
    id: 'ssh-authentication',
    sign: /ssh: (?:handshake failed: ssh: )?unable to authenticate|Permission denied \(publickey/i,
    cause: 'The machine answers on ssh but rejects the key of the build.',
    remedies: [
      'Set os_admin_user in the metadata to the user of the cloud image.',
      'The base image needs cloud-init, which has to read the seed: look at the console with --var headless=false.',
      'If the key is an old one, delete the folder `seed` of the tree.',
    ],
  },
  {
    id: 'ssh-timeout',
    sign: /Timeout waiting for SSH|timed? ?out waiting for (?:ssh|communicator)/i,
    cause: 'The machine did not answer on ssh in time.',
    remedies: [
      'Emulated machines are slow: build { timeout = 30m } gives them more time.',
      'The base image needs cloud-init and an ssh server that starts by itself.',
      'Look at its console: --var headless=false.',
    ],
  },
  {
    id: 'host-key',
    sign: /no matching host key type found|no matching (?:key exchange|cipher)/i,
    cause:
      "Ansible connects through Packer's proxy, and current versions of ssh reject the proxy's host key.",
    remedies: [
      'vkc turns the proxy off (use_proxy = false): remove the setting in `ansible { }` that turns it on.',
    ],
  },
  {
    id: 'output-exists',
    sign: /Output directory (?:already )?exists|Output directory '[^']*' already exists/i,
    cause: 'The output folder of the build exists already.',
    remedies: [
      '`vkc build` never uses an existing folder. If you run Packer yourself, use `packer build -force`.',
    ],
  },
  {
    id: 'no-plugin',
    sign: /Missing plugins|plugins? (?:is|are) required|Unknown (?:source type|provisioner(?: type)?) "?(?:qemu|openstack|ansible)|The builder (?:qemu|openstack) is unknown|init.*plugin.*(?:fail|error)/i,
    cause: 'A plugin of Packer is missing.',
    remedies: [
      '`packer init .` in the tree installs the plugins of plugins.pkr.hcl from GitHub.',
      'Without access to GitHub: packer plugins install --path FILE github.com/hashicorp/qemu.',
    ],
  },
  {
    id: 'old-packer',
    sign: /Unsupported block type[^]*required_plugins|Blocks of type "packer" are not expected/i,
    cause: 'Packer is older than 1.7 and does not know plugins.pkr.hcl.',
    remedies: ['Install a newer one, or give it the template alone: packer build IMAGE.pkr.hcl.'],
  },
  {
    id: 'unknown-source',
    sign: /Unknown source (?:qemu|openstack)\./i,
    cause: 'The tree contains no sources: with `sources = external`, a pipeline adds them.',
    remedies: ['Put a .pkr.hcl file with the sources into the tree, or let vkc write them: sources = own.'],
  },
  {
    id: 'undefined-variable',
    sign: /Undefined -var variable|undefined variable/i,
    cause: 'The template does not have one of the given variables.',
    remedies: ['The variables are declared at the top of the .pkr.hcl file of the tree.'],
  },
  {
    id: 'checksum',
    sign: /Checksums? did not match|checksum (?:mismatch|didn't match)|did not match expected checksum/i,
    cause:
      'The base image does not match its checksum: there is a new version of it, or the download was cut off.',
    remedies: [
      "Delete Packer's copy of it (~/.cache/packer) and build again.",
      'If there is a new version, give its checksum: --var debian_12_checksum=sha256:….',
    ],
  },
  {
    id: 'no-cd-tool',
    sign: /could not find a supported CD ISO creation command|xorriso: (?:command )?not found|mkisofs.*not found/i,
    cause: 'There is no program that makes the CD with the seed of the build.',
    remedies: ['apt-get install xorriso'],
  },
  {
    id: 'no-qemu',
    sign: /qemu-system-x86_64"?: executable file not found|Failed creating Qemu driver/i,
    cause: 'QEMU is not installed.',
    remedies: ['apt-get install qemu-system-x86 qemu-utils'],
  },
  {
    id: 'no-ansible',
    sign: /"?ansible-playbook"?: executable file not found|Error running "?ansible-playbook --version/i,
    cause: 'Ansible is not installed.',
    remedies: ['apt-get install ansible-core'],
  },
  {
    id: 'base-image',
    sign: /error downloading (?:ISO|checksum file)|bad response code: \d+|Failed to download ISO/i,
    cause: 'The base image or the list of its checksums could not be downloaded.',
    remedies: [
      'Check its address and the proxy of this machine (https_proxy).',
      'You can use a local copy: --var debian_12_image=FILE --var debian_12_checksum=none.',
    ],
  },
  {
    id: 'callback',
    sign: /Invalid callback for stdout specified/i,
    cause: 'The output plugin of ansible.cfg needs a collection that is not installed.',
    remedies: ['vkc uses `default`: remove ANSIBLE_STDOUT_CALLBACK from the environment.'],
  },
  {
    id: 'role-missing',
    sign: /the role '[^']+' was not found|couldn't resolve module\/action/i,
    cause: 'Ansible does not find a role or a module.',
    remedies: [
      'Roles and collections in playbook/requirements.yml come from Ansible Galaxy: ansible-galaxy needs access to it.',
      'Packer has to run in the folder of the tree, where playbook/ansible.cfg is found.',
    ],
  },
  {
    id: 'apt-lock',
    sign: /Could not get lock \/var\/lib\/(?:dpkg|apt)|Unable to acquire the dpkg frontend lock|is held by process \d+/i,
    cause: 'Something else installs packages on the machine at the same time.',
    remedies: [
      'Most often it is unattended-upgrades of the base image. vm_init waits for cloud-init, so one of your tasks starts it.',
      'Set lock_timeout of ansible.builtin.apt to wait for it.',
    ],
  },
  {
    id: 'package-not-locked',
    sign: /\S+ is not in vkc\.lock\.|, which vkc\.lock names, is in no package source|, and vkc\.lock has \S+|is another file than the one in vkc\.lock/,
    cause: 'Packages are not those of vkc.lock, which `lock_packages: versions` asks for.',
    remedies: [
      'If a version is gone from its archive: vkc lock --update versions. A snapshot keeps them: lock_packages: [snapshot, versions].',
      'If a command or a role installs a package by itself, name it with `package`, and run vkc lock.',
    ],
  },
  {
    id: 'package-missing',
    sign: /No package matching '[^']*' is available|Unable to locate package|No package \S+ available|Unable to find a match|filtered out by exclude filtering|has no installation candidate/i,
    cause: 'The system has no package of that name in its repositories.',
    remedies: [
      '`vkc check` knows many names that differ between systems.',
      'If the package is in another repository, add that first with `repository`.',
      'With `lock_packages: versions`, nothing can be installed that vkc.lock does not name: name the package in the source, and run vkc lock.',
    ],
  },
  {
    id: 'mirror',
    sign: /Temporary failure (?:in name resolution|resolving)|Could not resolve|Failed to fetch|Cannot download repomd|Curl error|Network is unreachable|Failed to update apt cache|Failed to download metadata/i,
    cause: 'The machine of the build cannot reach a repository.',
    remedies: [
      'It connects through this machine: check that this machine can reach the repository.',
      'Behind a proxy, configure the package manager of the image to use the proxy during the build.',
    ],
  },
  {
    id: 'guest-agent',
    sign: /qemu-ga: command not found|qemu-guest-agent[^]*(?:Could not find the requested service|A dependency job)/i,
    cause: 'The guest agent is missing, or waits for a port that the machine does not have.',
    remedies: [
      'vm_init installs it: check whether something removes it.',
      'A `packer { qemuargs = … }` that replaces the devices has to keep org.qemu.guest_agent.0.',
    ],
  },
  {
    id: 'privileges',
    sign: /Missing sudo password|sudo: a password is required/i,
    cause: 'The admin user of the base image cannot use sudo without a password.',
    remedies: ['Cloud images allow it: choose one, or another user.'],
  },
  {
    id: 'python',
    sign: /interpreter[^]*(?:python[\d.]*: not found|No such file)|Ansible requires (?:a minimum of )?Python|future feature annotations is not defined/i,
    cause: 'Ansible finds no Python on the machine that it works with.',
    remedies: [
      'The base image needs a Python 3. Each release of ansible-core ends support for old versions of it.',
      'The README of the tree names the releases of ansible-core that work with all its targets.',
    ],
  },
  {
    id: 'unreachable',
    sign: /UNREACHABLE!|Failed to connect to the host via ssh|Data could not be sent to remote host/i,
    cause: 'The connection to the machine was lost while it was provisioned.',
    remedies: [
      'Check whether a task restarts it, its network or ssh, and whether it has enough memory: build { memory = 4G }.',
    ],
  },
  {
    id: 'shutdown',
    sign: /Timeout while waiting for machine to (?:shut ?down|power off)/i,
    cause: 'The machine did not shut down in time.',
    remedies: ['Look for a service that does not stop; TimeoutStopSec= in its unit ends the wait.'],
  },
  {
    id: 'hangs',
    sign: /Timeout \(\d+s\) waiting for privilege escalation prompt|Timed? ?out after \d+ seconds|async task did not complete/i,
    cause: 'A task exceeded its time limit.',
    remedies: [
      'Check whether it waits for input, and give the program its answers in advance.',
      'ANSIBLE_DEBUG=1 in the environment shows what it does.',
    ],
  },
];

/** Returns the known failure that the texts show, or null. Texts closest to the failure come first. */
export function recognize(texts: readonly string[]): KnownFailure | null {
  for (const text of texts) {
    const known = knownFailures.find(({ sign }) => sign.test(text));
    if (known !== undefined) return known;
  }
  return null;
}
