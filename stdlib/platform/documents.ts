import type { Entry, Section } from './entry.ts';

const VK = 'https://cloud.vk.com/docs';
const VENDOR = `${VK}/ru/tools-for-using-services/vendor-account/manage-apps`;

/** What the platform, the tools and the distributions publish, as far as a rule or an entry cites it. */
const published: readonly Entry[] = [
  {
    title: 'VK Cloud image requirements',
    url: `${VENDOR}/concepts/vendor-preconditions/image_based`,
    text: 'What an image-based application of the marketplace has to be, and what its image must and must not contain. In Russian.',
  },
  {
    title: 'VK Cloud agent',
    url: `${VENDOR}/concepts/vendor-preconditions/ib_image_agent`,
    text: 'The program that runs scripts on a deployed machine, and what it needs there. In Russian.',
  },
  {
    title: 'VK Cloud image cleanup',
    url: `${VENDOR}/ibservice_add/ib_image_create/ib_image_create_cloud`,
    text: 'How to remove the traces of a build from a machine before it becomes an image. In Russian.',
  },
  {
    title: 'VK Cloud images with Packer',
    url: `${VENDOR}/ibservice_add/ib_image_create/ib_image_create_packer`,
    text: 'An image built by Packer with the Ansible provisioner. In Russian.',
  },
  {
    title: 'VK Cloud deployment manifest',
    url: `${VENDOR}/ibservice_add/tf_manifest/tf_manifest_steps`,
    text: 'The Terraform manifest of an application, with a script that runs `start.yml` on the machine. In Russian.',
  },
  {
    title: 'VK Cloud image metadata',
    url: `${VK}/en/computing/iaas/instructions/images/image-metadata`,
    text: 'The properties of an image that the platform reads, and where to find values for them.',
  },
  {
    title: 'VK Cloud image import',
    url: `${VK}/en/computing/iaas/instructions/images/images-manage`,
    text: 'Formats and commands for bringing an image into the cloud.',
  },
  {
    title: 'ansible-lint rules',
    url: 'https://ansible.readthedocs.io/projects/lint/rules/',
    text: 'What ansible-lint reports. The trees pass its production profile.',
  },
  {
    title: 'ansible-core support matrix',
    url: 'https://docs.ansible.com/ansible/latest/reference_appendices/release_and_maintenance.html',
    text: 'Which Python a machine needs for which ansible-core.',
  },
  {
    title: 'ansible-core porting guide',
    url: 'https://docs.ansible.com/ansible/latest/porting_guides/porting_guide_core_2.19.html',
    text: 'What changes with ansible-core 2.19: among others, a condition must be a boolean.',
  },
  {
    title: 'Packer HCL templates',
    url: 'https://developer.hashicorp.com/packer/docs/templates/hcl_templates',
    text: 'The language of `.pkr.hcl` files.',
  },
  {
    title: 'Packer QEMU builder',
    url: 'https://developer.hashicorp.com/packer/integrations/hashicorp/qemu/latest/components/builder/qemu',
    text: 'The settings of the builder that makes the images.',
  },
  {
    title: 'Packer Ansible provisioner',
    url: 'https://developer.hashicorp.com/packer/integrations/hashicorp/ansible/latest/components/provisioner/ansible',
    text: 'The settings of the provisioner that runs the playbook.',
  },
  {
    title: 'Debian release notes',
    url: 'https://www.debian.org/releases/stable/release-notes/',
    text: 'What a release of Debian changes and removes, such as `apt-key`.',
  },
  {
    title: 'Debian packages',
    url: 'https://packages.debian.org/',
    text: 'The names of all packages of Debian.',
  },
  {
    title: 'CPU level of Enterprise Linux 9',
    url: 'https://developers.redhat.com/blog/2021/01/05/building-red-hat-enterprise-linux-9-for-the-x86-64-v2-microarchitecture-level',
    text: 'Why systems of the Red Hat family need an x86-64-v2 processor from version 9 on.',
  },
  {
    title: 'BIOS-only cloud images',
    url: 'https://github.com/harvester/harvester/issues/2250',
    text: 'A cloud image of CentOS 7 stops in the shell of UEFI, and starts with a BIOS. Those of CentOS Stream (kubevirt/common-instancetypes#101) and AlmaLinux 8 (AlmaLinux/cloud-images#74) have no EFI partition either.',
  },
  {
    title: 'SELinux policy',
    url: 'https://github.com/fedora-selinux/selinux-policy',
    text: 'The policy of Fedora and the Red Hat family: which ports a type of service has (`http_port_t`, `redis_port_t`), what web servers may connect to, and from which files systemd may start a service.',
  },
  {
    title: 'systemd machine ID',
    url: 'https://www.freedesktop.org/software/systemd/man/latest/machine-id.html',
    text: 'What `/etc/machine-id` is for, and how an image should ship it.',
  },
  {
    title: 'cloud-init disabled',
    url: 'https://docs.cloud-init.io/en/latest/howto/disable_cloud_init.html',
    text: 'The ways to turn cloud-init off.',
  },
  {
    title: 'sudo secure path',
    url: 'https://www.sudo.ws/docs/man/sudoers.man/',
    text: 'Where `sudo` looks for commands, whatever the `PATH` of the caller is.',
  },
  {
    title: 'cloud-init SSH module',
    url: 'https://cloudinit.readthedocs.io/en/latest/reference/modules.html',
    text: 'How cloud-init makes host keys and installs the keys of users.',
  },
];

export const documents: Section = {
  title: 'Documents',
  about:
    'What the entries above are taken from. The documents of VK Cloud are public; their sources are in the repository `vk-cs/docs-public` on GitHub.',
  entries: published,
};
