import { rule } from '../../compiler/sdk/rule.ts';

/** Cloud images without an EFI partition, by the name of their file. AlmaLinux 8 has another image for UEFI. */
const BIOS_ONLY =
  /CentOS-(?:7-|8-)[^/]*GenericCloud|CentOS-Stream-GenericCloud-\d|AlmaLinux-8-GenericCloud-(?!UEFI)/;

export default rule({
  id: 'bios-only-base',
  topic: 'build',
  builders: ['qemu'],
  severity: 'error',
  title: 'A base image starts with the firmware of the build.',
  message: '{title} does not start with UEFI: its cloud image has no EFI partition.',
  help: 'Leave `firmware` out, or name a base image for UEFI in a system of your own: `image { url = … }`. AlmaLinux 8 has one, `AlmaLinux-8-GenericCloud-UEFI-latest.x86_64.qcow2`.',
  why: 'The firmware finds nothing to boot and stops in its shell, and Packer waits for SSH until its timeout.',
  sources: ['bios-only-cloud-images'],
  *check({ target: { build, os } }) {
    if (build.firmware.value !== 'bios' && os.arch === 'amd64' && BIOS_ONLY.test(os.image.url))
      yield { span: build.firmware.origin, params: { title: os.title } };
  },
  wrong: 'image a {\n  os = [almalinux8]\n  build { firmware = «efi» }\n  package jq\n}\n',
  right: 'image a {\n  os = [almalinux9]\n  build { firmware = efi }\n  package jq\n}\n',
});
