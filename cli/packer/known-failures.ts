/** A failure whose cause is known from what Packer, QEMU, Ansible or apt says. */
export interface KnownFailure {
  readonly id: string;
  /** Found in the messages of a build, of its log and of its failed task. */
  readonly sign: RegExp;
  /** What is wrong, as a sentence. */
  readonly cause: string;
  /** What to do, a sentence each. */
  readonly remedies: readonly string[];
}

/** The first that fits is told, so what is more exact stands before what is less. */
export const knownFailures: readonly KnownFailure[] = [
  {
    id: 'no-space',
    sign: /No space left on device|ENOSPC|\[Errno 28\]/i,
    cause: 'There is no space left: on the machine that builds, or on the disk of the one that is built.',
    remedies: [
      'Where it is the machine that builds: `df -h` on the folder of the tree and on that of temporary files.',
      'Where a task failed with it, the image needs a larger disk: build { disk = 20G }.',
    ],
  },
  {
    id: 'kvm',
    sign: /Could not access KVM|failed to initialize kvm|kvm_buf_set_msrs|KVM is not supported|KVM kernel module/i,
    cause: 'KVM cannot be used here.',
    remedies: [
      'Whoever builds has to be in the group of /dev/kvm, as in: usermod --append --groups kvm NAME.',
      'Without hardware virtualisation, --accel tcg emulates the machine, which takes about ten times as long.',
    ],
  },
  {
    id: 'qemu-firmware',
    sign: /could not load (?:PC BIOS|ROM)|OVMF[\w.]*'?:? (?:No such file|Could not open)|Could not open '[^']*OVMF/i,
    cause: 'QEMU does not find the firmware of the machine.',
    remedies: ['For UEFI: apt-get install ovmf; where it lies elsewhere, --var firmware=FILE.'],
  },
  {
    id: 'qemu-memory',
    sign: /cannot set up guest memory|Cannot allocate memory/i,
    cause: 'There is not enough memory for the machine that is built.',
    remedies: ['Build fewer at a time with --jobs 1, or with less memory: --var memory=2048.'],
  },
  {
    id: 'ssh-authentication',
    sign: /ssh: (?:handshake failed: ssh: )?unable to authenticate|Permission denied \(publickey/i,
    cause: 'The machine answers on ssh and does not take the key of the build.',
    remedies: [
      'The user has to be the one that the cloud image has: os_admin_user in the metadata.',
      'cloud-init has to be in the base image and read its seed: look at the console with --var headless=false.',
      'Where the key is an old one, delete the folder seed of the tree.',
    ],
  },
  {
    id: 'ssh-timeout',
    sign: /Timeout waiting for SSH|timed? ?out waiting for (?:ssh|communicator)/i,
    cause: 'The machine did not answer on ssh in time.',
    remedies: [
      'Emulated machines are slow: build { timeout = 30m } gives them more time.',
      'The base image needs cloud-init and an ssh server that starts by itself.',
      'What it does meanwhile can be seen on its console: --var headless=false.',
    ],
  },
  {
    id: 'host-key',
    sign: /no matching host key type found|no matching (?:key exchange|cipher)/i,
    cause: "Ansible goes through Packer's proxy, whose host key today's ssh does not take.",
    remedies: ['Trees of vkc turn it off (use_proxy = false): remove what turns it on in `ansible { }`.'],
  },
  {
    id: 'output-exists',
    sign: /Output directory (?:already )?exists|Output directory '[^']*' already exists/i,
    cause: 'The folder that is built into exists already.',
    remedies: ['`vkc build` never builds into one: `packer build -force` does where Packer is run by hand.'],
  },
  {
    id: 'no-plugin',
    sign: /Missing plugins|plugins? (?:is|are) required|Unknown (?:source type|provisioner(?: type)?) "?(?:qemu|ansible)|The builder qemu is unknown|init.*plugin.*(?:fail|error)/i,
    cause: 'A plugin of Packer is missing.',
    remedies: [
      '`packer init .` in the tree installs what plugins.pkr.hcl names, from GitHub.',
      'Without a way to GitHub: packer plugins install --path FILE github.com/hashicorp/qemu.',
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
    sign: /Unknown source qemu\./i,
    cause: 'The tree does not have its sources: `sources = external` leaves them to a pipeline.',
    remedies: ['Lay a .pkr.hcl file with them into the tree, or have vkc write them: sources = own.'],
  },
  {
    id: 'undefined-variable',
    sign: /Undefined -var variable|undefined variable/i,
    cause: 'A variable is given that the template does not have.',
    remedies: ['The variables stand at the top of the .pkr.hcl file of the tree.'],
  },
  {
    id: 'checksum',
    sign: /Checksums? did not match|checksum (?:mismatch|didn't match)|did not match expected checksum/i,
    cause: 'The base image is not the one that its checksum is of: it was renewed, or not loaded whole.',
    remedies: [
      "Delete Packer's copy of it (~/.cache/packer) and build again.",
      'Where it has moved on, name the new checksum: as in --var debian_12_checksum=sha256:….',
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
    cause: 'The base image, or the list of its checksums, could not be loaded.',
    remedies: [
      'Look at its address, and at the proxy of this machine (https_proxy).',
      'A copy will do, as in --var debian_12_image=FILE --var debian_12_checksum=none.',
    ],
  },
  {
    id: 'callback',
    sign: /Invalid callback for stdout specified/i,
    cause: 'The output that ansible.cfg asks for needs a collection that is not here.',
    remedies: ['Trees of vkc use `default`: remove ANSIBLE_STDOUT_CALLBACK from the environment.'],
  },
  {
    id: 'role-missing',
    sign: /the role '[^']+' was not found|couldn't resolve module\/action/i,
    cause: 'Ansible does not find a role or a module.',
    remedies: [
      'What is of Ansible Galaxy is installed from playbook/requirements.yml: ansible-galaxy needs a way there.',
      'Packer has to run in the folder of the tree, where playbook/ansible.cfg is found.',
    ],
  },
  {
    id: 'apt-lock',
    sign: /Could not get lock \/var\/lib\/(?:dpkg|apt)|Unable to acquire the dpkg frontend lock|is held by process \d+/i,
    cause: 'Something else installs packages on the machine at the same time.',
    remedies: [
      'Most often that is unattended-upgrades of the base image: vm_init waits for cloud-init, so a task of yours starts it.',
      'lock_timeout of ansible.builtin.apt waits for it.',
    ],
  },
  {
    id: 'package-missing',
    sign: /No package matching '[^']*' is available|Unable to locate package|No package \S+ available|Unable to find a match|has no installation candidate/i,
    cause: 'The system has no package of that name in its repositories.',
    remedies: [
      '`vkc check` knows many names that differ between systems.',
      'Where it is of another repository, add that before with `repository`.',
    ],
  },
  {
    id: 'mirror',
    sign: /Temporary failure (?:in name resolution|resolving)|Could not resolve|Failed to fetch|Cannot download repomd|Curl error|Network is unreachable|Failed to update apt cache|Failed to download metadata/i,
    cause: 'The machine that is built cannot reach a repository.',
    remedies: [
      'It goes out through the machine that builds: look whether that has a way to the repository.',
      'Behind a proxy, the package manager of the image has to be told of it for the build.',
    ],
  },
  {
    id: 'guest-agent',
    sign: /qemu-ga: command not found|qemu-guest-agent[^]*(?:Could not find the requested service|A dependency job)/i,
    cause: 'The guest agent is not there, or waits for a port that the machine does not have.',
    remedies: [
      'vm_init installs it: look whether something removes it.',
      'A `packer { qemuargs = … }` that replaces the devices has to keep org.qemu.guest_agent.0.',
    ],
  },
  {
    id: 'privileges',
    sign: /Missing sudo password|sudo: a password is required/i,
    cause: 'The admin user of the base image may not use sudo without a password.',
    remedies: ['Cloud images allow it: choose one, or another user.'],
  },
  {
    id: 'python',
    sign: /interpreter[^]*(?:python[\d.]*: not found|No such file)|requires a minimum of Python/i,
    cause: 'Ansible finds no Python on the machine that it can use.',
    remedies: [
      'The base image needs Python 3; ansible-core 2.17 and newer needs 3.7 there, which AlmaLinux 8 does not have by itself.',
    ],
  },
  {
    id: 'unreachable',
    sign: /UNREACHABLE!|Failed to connect to the host via ssh|Data could not be sent to remote host/i,
    cause: 'The machine went away while it was provisioned.',
    remedies: [
      'Look whether a task restarts it, its network or ssh, and whether it has enough memory: build { memory = 4G }.',
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
    cause: 'A task took longer than it may.',
    remedies: [
      'Look whether it waits for an answer: what asks has to be given its answers beforehand.',
      'ANSIBLE_DEBUG=1 in the environment shows what it does.',
    ],
  },
];

/** The known failure that some texts tell of; those first that say it closest to where it went wrong. */
export function recognize(texts: readonly string[]): KnownFailure | null {
  for (const text of texts) {
    const known = knownFailures.find(({ sign }) => sign.test(text));
    if (known !== undefined) return known;
  }
  return null;
}
