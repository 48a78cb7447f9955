import type { TreeImage } from '../../emit/tree/manifest-image.ts';

type Machine = Pick<TreeImage['targets'][number]['machine'], 'arch' | 'firmware'>;

/** UEFI firmware of a kind of machines. */
export interface FirmwareKind {
  readonly id: string;
  readonly title: string;
  readonly name: string;
  /** The machines that it is for. */
  readonly machines: string;
  /** Where distributions install it. The first is Debian's, which trees name. */
  readonly code: readonly [string, ...string[]];
  /** The variables with the keys of Microsoft, for the file of the same place in the list. */
  readonly variables?: readonly string[];
  /** The package of Debian and Ubuntu. */
  readonly debian: string;
  /** How a build uses that of Red Hat's family. */
  readonly redhat: string;
}

export const UEFI: FirmwareKind = {
  id: 'ovmf',
  title: 'OVMF',
  name: 'UEFI',
  machines: 'UEFI machines',
  code: ['/usr/share/ovmf/OVMF.fd', '/usr/share/edk2/ovmf/OVMF.fd', '/usr/share/qemu/ovmf-x86_64.bin'],
  debian: 'ovmf',
  redhat: 'dnf install edk2-ovmf, and --var firmware=/usr/share/edk2/ovmf/OVMF_CODE.fd',
};
const SECURE_BOOT: FirmwareKind = {
  id: 'ovmf-secure-boot',
  title: 'OVMF with Secure Boot',
  name: 'UEFI with Secure Boot',
  machines: 'machines with Secure Boot',
  code: ['/usr/share/OVMF/OVMF_CODE_4M.secboot.fd', '/usr/share/edk2/ovmf/OVMF_CODE.secboot.fd'],
  variables: ['/usr/share/OVMF/OVMF_VARS_4M.ms.fd', '/usr/share/edk2/ovmf/OVMF_VARS.secboot.fd'],
  debian: 'ovmf',
  redhat:
    'dnf install edk2-ovmf, --var firmware_secure_boot=/usr/share/edk2/ovmf/OVMF_CODE.secboot.fd, and EFI_VARS=/usr/share/edk2/ovmf/OVMF_VARS.secboot.fd in the environment',
};
const ARM: FirmwareKind = {
  id: 'qemu-efi-aarch64',
  title: 'UEFI for ARM',
  name: 'UEFI for 64-bit ARM',
  machines: 'machines with 64-bit ARM processors',
  code: ['/usr/share/qemu-efi-aarch64/QEMU_EFI.fd', '/usr/share/edk2/aarch64/QEMU_EFI.fd'],
  debian: 'qemu-efi-aarch64',
  redhat: 'dnf install edk2-aarch64, and --var firmware_aarch64=/usr/share/edk2/aarch64/QEMU_EFI.fd',
};

export const FIRMWARE_KINDS: readonly FirmwareKind[] = [UEFI, SECURE_BOOT, ARM];

/** What a machine starts with; null for BIOS. */
export function firmwareOf({ arch, firmware }: Machine): FirmwareKind | null {
  if (arch === 'arm64') return ARM;
  if (firmware === 'secure_boot') return SECURE_BOOT;
  return firmware === 'efi' ? UEFI : null;
}
