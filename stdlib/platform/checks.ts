import type { Section } from './entry.ts';

type Check = string | { readonly text: string; readonly otherwise: string };

/** What an experienced engineer would look at before a build, by number: rules cite the number. */
const list: readonly Check[] = [
  'The admin user in the metadata is the user of the base image, and Packer and Ansible log in as that user.',
  '`os_distro`, `os_version` and the `mcs_…` properties name the system of the base image.',
  'All metadata are text for every reader of YAML.',
  'All required metadata are there. A key that is nearly the name of a known one is reported with that name.',
  '`os_require_quiesce` stands together with the guest agent, in the metadata and as a package.',
  'A target is called as the source in Packer’s build, and the name is unique in the project.',
  {
    text: 'In the end the image is RAW, or a step converts it.',
    otherwise: '`vkc publish` converts the disk.',
  },
  'The size of the disk has a unit, is not smaller than the base image, and not above 500 GB. Above 50 GB is worth a warning.',
  'A build that runs apt or dnf has at least 1 GB of memory.',
  'The base system still gets updates. Six months before that ends is worth a warning, counted from a date that is given, so that the result does not depend on the clock.',
  'The Python of the machine is new enough for the ansible-core that builds it.',
  'The Python of the machine is new enough for the collections, too.',
  'The base image has a checksum. An address with `latest` or `current` in it moves.',
  'The package manager of every target knows the package by that name.',
  'Nothing of apt is used on the Red Hat family, and nothing of dnf on the Debian family.',
  'No task uses facts, since none are gathered.',
  'Every condition is a boolean.',
  '`apt-key` is not used. Debian 13 no longer has it.',
  {
    text: 'Systems of the Red Hat family have `curl-minimal` from version 9 on, with which `curl` conflicts.',
    otherwise: '`package` has `allow_erasing` for this.',
  },
  'The SSH unit has the name that the system uses: `ssh` or `sshd`.',
  'The build does not start the guest agent: its device is not there while the image is built.',
  'A build of a Red Hat system from version 9 on sets a CPU model, because the default CPU of QEMU is too old for it.',
  'No two targets share the name of an output folder, a machine, a checksum file or an archive.',
  '`only`, `except` and `override` in the Packer template name builds that exist. Packer ignores other names silently.',
  'No Go template (`{{ … }}`) stands where Packer wants HCL (`${…}`).',
  'Every variable is declared and used, and none of them holds a secret.',
  'No private key, token or password hash is in a file or a text of the source.',
  'Cleanup is complete and comes last: machine ID, host keys, state of cloud-init, histories, authorized keys, the password of the build, package caches, logs.',
  '`rm -rf /var/log/*` is not used: it deletes folders that services need.',
  'The command line of the kernel names a console.',
  'No debugger and no compiler stays in the image.',
  'No role installs or enables a firewall again.',
  'Roles run in a sensible order and do not use each other in a circle; all files are there, and every pattern finds some.',
  'Every file has a mode and an owner. Nothing is world-writable, nothing is `latest`, every download has a checksum, and nothing is fetched by plain HTTP.',
  'No script from the network is piped into a shell.',
  'Every service is enabled, or `start.yml` starts it.',
  'The base system uses systemd.',
  'Every port that is open in the booted image is expected.',
  'A command of the start phase says when it changes something, so that a second run changes nothing.',
  'Every role, parameter and `let` is used.',
];

export const checks: Section = {
  title: 'Checks',
  about:
    'What an experienced engineer looks at before a build that takes half an hour. Rules cite them by number.',
  entries: list.map((check, i) => ({
    title: `Check ${i + 1}`,
    ...(typeof check === 'string' ? { text: check } : check),
  })),
};
