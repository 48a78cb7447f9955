import type { Section } from './entry.ts';

const IMAGE = 'VK Cloud image requirements';

/** What must be installed. */
export const software: Section = {
  title: 'Software',
  about: 'Every image of the marketplace contains this software.',
  entries: [
    {
      title: 'cloud-init',
      text: 'The platform passes host name, SSH keys, network settings and user data to cloud-init, which applies them when a machine boots for the first time. Without it nobody can log in to a new machine.',
      documents: [IMAGE],
    },
    {
      title: 'curl',
      text: 'The first-boot script fetches the platform’s agent with `curl`, so the command must be in the `PATH`.',
      documents: [IMAGE, 'VK Cloud agent'],
    },
    {
      title: 'systemd',
      text: 'Process 1 is systemd. It starts the platform’s agent and the services of the image, and restarts them.',
      documents: [IMAGE, 'VK Cloud agent'],
    },
    {
      title: 'Guest agent',
      text: 'The program `qemu-guest-agent` runs from boot on. Through it the control panel sets passwords, the hypervisor learns about the machine, and file systems are frozen for a snapshot.',
      documents: [IMAGE, 'VK Cloud image metadata'],
    },
    {
      title: 'SSH server',
      text: 'OpenSSH is installed and starts at boot, without anybody’s help.',
      documents: [IMAGE],
    },
    {
      title: 'Key-based login',
      text: 'The admin user logs in with the key that cloud-init installs. Passwords over SSH are off.',
    },
    {
      title: 'VirtIO drivers',
      text: 'The kernel can use `virtio-net`, `virtio-blk` and `virtiofs`, as modules or built in. The kernels of the distributions can.',
      documents: [IMAGE],
    },
  ],
};

/** How the system must be set up. */
export const system: Section = {
  title: 'System',
  about: 'How the operating system of an image is set up.',
  entries: [
    {
      title: 'No credentials',
      text: 'No password, key or token is in the image, neither a default one nor one of yours. Everybody who deploys the image gets a copy of its disk.',
      documents: [IMAGE],
    },
    {
      title: 'Closed ports',
      text: 'A machine that has just booted listens on no port that nobody asked for.',
      documents: [IMAGE],
    },
    {
      title: 'No firewall',
      text: 'No firewall runs in the machine. Security groups of the platform do that work, and a second set of rules in the machine would contradict them.',
      documents: [IMAGE],
    },
    {
      title: 'No shell history',
      text: 'No user has a shell history, because commands of the build can contain names, addresses and passwords.',
      documents: [IMAGE, 'VK Cloud image cleanup'],
    },
    {
      title: 'No development tools',
      text: 'Debuggers, compilers and headers are not in the image. They help an attacker and nobody else.',
      documents: [IMAGE],
    },
    {
      title: 'No personal data',
      text: 'Logs, caches, mail, temporary files and the state of cloud-init are removed at the end of the build.',
      documents: [IMAGE, 'VK Cloud image cleanup'],
      otherwise: 'You decide whether one of your own files is personal.',
    },
    {
      title: 'Kernel log on the console',
      text: 'The kernel writes its log to the console, so that the control panel can show why a machine does not boot.',
      documents: [IMAGE],
    },
    {
      title: 'No fixed MAC addresses',
      text: 'No network setting names the MAC address of the machine on which the image was built.',
      documents: [IMAGE],
    },
    {
      title: 'KVM',
      text: 'The image runs on KVM with the devices that the platform has.',
      documents: [IMAGE],
    },
    {
      title: 'Network of the platform',
      text: 'The image gets its network settings from the platform, whichever SDN the project uses.',
      documents: [IMAGE],
      otherwise: 'The network of the platform itself cannot be tested outside of it.',
    },
    {
      title: 'Services after a reboot',
      text: 'Services start by themselves after a soft reboot and after a hard reset.',
      documents: [IMAGE],
      otherwise: '`vkc verify` checks everything again after a soft reboot and after a hard reset.',
    },
    {
      title: 'Start phase',
      text: 'Addresses, passwords and other values that only a deployment knows come with the deployment. The platform’s agent runs a script on the new machine, and the script runs `start.yml` in `/opt/playbooks`.',
      documents: ['VK Cloud agent', 'VK Cloud deployment manifest'],
    },
    {
      title: 'First boot',
      text: 'The image boots, cloud-init finishes without an error, and the system reaches its normal state.',
    },
  ],
};

/** What the platform must be told, and in which form. */
export const metadata: Section = {
  title: 'Metadata and format',
  about: 'What accompanies an image, and what its file looks like.',
  entries: [
    {
      title: 'Required metadata',
      text: '`os_admin_user` names the admin user of the base image. `hw_qemu_guest_agent` and `os_require_quiesce` are `yes`: they switch on the agent’s channel and consistent snapshots. The `mcs_…` properties say how the control panel shows and sorts the image.',
      documents: ['VK Cloud image metadata', 'VK Cloud image import'],
    },
    {
      title: 'Metadata values',
      text: 'Names and versions of the system fit the system that is in the image. Every value is text: a version such as `24` without quotes would be a number for readers of YAML.',
      documents: ['VK Cloud image metadata'],
    },
    {
      title: 'Disk format',
      text: 'The platform imports RAW images only. Large ones are uploaded with the property `store=s3`.',
      documents: ['VK Cloud image import', 'VK Cloud images with Packer'],
      otherwise: '`vkc publish` converts the disk to RAW while publishing. The build itself makes qcow2.',
    },
    {
      title: 'Image size',
      text: 'The disk is smaller than 50 GB. A large image takes longer to upload, to copy and to boot, and each machine pays for the space.',
    },
  ],
};
