import { describe, expect, test } from 'vitest';
import { knownFailures, recognize } from '../../../cli/packer/known-failures.ts';

/** What the tools really say, by the failure that it is a sign of. */
const SAID: Readonly<Record<string, readonly string[]>> = {
  'no-space': [
    "E: You don't have enough free space in /var/cache/apt/archives/. dpkg: error: write: No space left on device",
    "OSError: [Errno 28] No space left on device: '/home/debian/.ansible'",
  ],
  'cloud-login': [
    'Missing input for argument [auth_url]',
    'unable to load clouds.yaml: no clouds.yaml file found',
    'Authentication failed',
  ],
  'cloud-flavor': [
    'Unable to find specified flavor by ID or name!\n\nError from ID lookup: Resource not found',
  ],
  'cloud-source-image': [
    'Error querying image: Your query returned more than one result. Please try a more specific search, or set most_recent to true.',
    'No image was found matching filters: {ID: Limit:0 Name:Debian-12} properties map[]',
  ],
  'cloud-quota': [
    'Error launching source server: Quota exceeded for instances: Requested 1, but already used 10 of 10 instances',
    'No valid host was found. There are not enough hosts available.',
  ],
  kvm: [
    'Qemu stderr: Could not access KVM kernel module: No such file or directory\nqemu: failed to initialize kvm',
    "qemu-system-x86_64: ../../target/i386/kvm/kvm.c:3183: kvm_buf_set_msrs: Assertion `ret == cpu->kvm_msr_buf->nmsrs' failed.",
  ],
  'qemu-firmware': ["qemu: could not load PC BIOS '/usr/share/ovmf/OVMF.fd'"],
  'qemu-memory': ["qemu-system-x86_64: cannot set up guest memory 'pc.ram': Cannot allocate memory"],
  'ssh-authentication': [
    'ssh: handshake failed: ssh: unable to authenticate, attempted methods [none publickey], no supported methods remain',
    'debian@127.0.0.1: Permission denied (publickey).',
  ],
  'ssh-timeout': ['Timeout waiting for SSH.'],
  'host-key': [
    'Unable to negotiate with 127.0.0.1 port 33151: no matching host key type found. Their offer: ssh-rsa',
  ],
  'output-exists': [
    "1 error(s) occurred:\n\n* Output directory 'output/xaas-hello' already exists. It must not exist.",
    'Output directory exists: output/xaas-hello\n\nUse the force flag to delete it prior to building.',
  ],
  'no-plugin': [
    'Error: Missing plugins\n\nThe following plugins are required, but not installed:\n\n* github.com/hashicorp/qemu >= 1.1.0',
    'Error: Unknown provisioner type "ansible"',
    'The builder qemu is unknown by Packer, and is likely part of a plugin that is not installed.',
  ],
  'old-packer': [
    'Error: Unsupported block type\n\n  on plugins.pkr.hcl line 2, in packer:\n   2:   required_plugins {',
  ],
  'unknown-source': ['Error: Unknown source qemu.ubuntu-24\n\n  on xaas-hello.pkr.hcl line 50:'],
  'undefined-variable': [
    'Error: Undefined -var variable\n\nA "disk_sise" variable was passed in the command line',
  ],
  checksum: ['error downloading ISO: [Checksums did not match for /root/.cache/packer/1a.iso.'],
  'no-cd-tool': [
    'could not find a supported CD ISO creation command (the supported commands are: xorriso, mkisofs)',
  ],
  'no-qemu': ['Failed creating Qemu driver: exec: "qemu-system-x86_64": executable file not found in $PATH'],
  'no-ansible': [
    'Error running "ansible-playbook --version": exec: "ansible-playbook": executable file not found',
  ],
  'base-image': [
    'Error: 1 error(s) occurred:\n\n* Error downloading checksum file: Get "https://x.example/SHA256SUMS": dial tcp: lookup x.example: no such host',
    'error downloading ISO: [bad response code: 404]',
  ],
  callback: ['ERROR! Invalid callback for stdout specified: yaml'],
  'role-missing': [
    "ERROR! the role 'geerlingguy.redis' was not found in /x/playbook/roles",
    "ERROR! couldn't resolve module/action 'community.docker.docker_image'. This often indicates a misspelling",
  ],
  'apt-lock': [
    'E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 912 (unattended-upgr)',
  ],
  'package-not-locked': [
    'greeter 1.0, which vkc.lock names, is in no package source.',
    'greeter 1.0 is another file than the one in vkc.lock.',
    'greeter is 2.0, and vkc.lock has 1.0.',
    'more 1 is not in vkc.lock.',
  ],
  'package-missing': [
    "No package matching 'nginx-lite' is available",
    'Failed to install some of the specified packages: No package httpdd available.',
    "E: Package 'php5' has no installation candidate",
  ],
  mirror: [
    'Failed to update apt cache: W:Failed to fetch http://mirror.example/dists/bookworm/InRelease  Temporary failure resolving',
    "Failed to download metadata for repo 'appstream': Cannot download repomd.xml",
  ],
  'guest-agent': ['/bin/sh: 1: qemu-ga: command not found'],
  privileges: ['Missing sudo password'],
  python: [
    '/bin/sh: 1: /usr/bin/python3: interpreter: python3: not found',
    'SyntaxError: future feature annotations is not defined',
    'Ansible requires Python 3.9 or newer on the target. Current version: 3.8.18',
    'ansible-core requires a minimum of Python2 version 2.6 or Python3 version 3.5: interpreter: No such file',
  ],
  unreachable: [
    'Failed to connect to the host via ssh: ssh: connect to host 127.0.0.1 port 3021: Connection refused',
  ],
  shutdown: ['Timeout while waiting for machine to shut down.'],
  hangs: ['Timeout (12s) waiting for privilege escalation prompt: '],
};

describe.each(knownFailures.map((known) => [known.id, known] as const))('%s', (id, known) => {
  test.each(SAID[id] ?? ['there is no example'])('is recognized by: %s', (text) => {
    expect(recognize(['nothing', text])?.id).toBe(id);
  });

  test('says what is wrong and what to do', () => {
    expect(known.cause).toMatch(/^[A-Z].*\.$/);
    expect(known.remedies.length).toBeGreaterThan(0);
  });
});

test('the text closest to the failure is matched first, and unknown texts match nothing', () => {
  expect(recognize(['Missing sudo password', 'Timeout waiting for SSH.'])?.id).toBe('privileges');
  expect(recognize(['Everything is well', 'The task failed'])).toBeNull();
});
