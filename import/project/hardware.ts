import { namedArchitecture } from '../../compiler/model/hardware.ts';
import type { Architecture, Firmware } from '../../compiler/model/hardware.ts';
import type { PackerSource, Setting, Settings } from '../model/packer.ts';

/** Settings that name the processor, the surest first. */
const NAMING = [
  'qemu_binary',
  'machine_type',
  'source_ami_filter',
  'iso_url',
  'iso_urls',
  'source_image_name',
  'source_image_filter',
  'iso_target_path',
  'source_path',
];

/** The processor that a source is for; that of PCs where nothing names another one. */
export function architectureOf({ settings, name, as }: PackerSource): Architecture {
  for (const key of NAMING) {
    const value = settings[key];
    // The only machine with ARM that people build images on.
    if (key === 'machine_type' && typeof value === 'string' && /^virt\b/.test(value)) return 'arm64';
    const found = stringsIn(value ?? null)
      .map(namedArchitecture)
      .find((each) => each !== null);
    if (found !== undefined && found !== null) return found;
  }
  return namedArchitecture(`${name} ${as ?? ''}`) ?? 'amd64';
}

/** What a machine starts with, if that is not the BIOS. */
export function firmwareOf(settings: Settings): Exclude<Firmware, 'bios'> | null {
  const { efi_boot: efi, efi_firmware_code: code, efi_firmware_vars: vars, firmware, qemuargs } = settings;
  const texts = [code, vars, firmware, qemuargs].flatMap((each) => stringsIn(each ?? null));
  if (texts.some((text) => SECURE.test(text))) return 'secure_boot';
  const isGiven = efi === true || efi === 'true' || typeof code === 'string' || firmware === 'efi';
  return isGiven || texts.some((text) => EFI.test(text)) ? 'efi' : null;
}

const SECURE = /secboot|secure[-_.]?boot|efi-secure|[._]ms\.(4m\.)?fd|property=secure/i;
const EFI = /\b(OVMF|QEMU_EFI|edk2|uefi)|firmware_efi|if=pflash/i;

function stringsIn(value: Setting): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return (Array.isArray(value) ? (value as readonly Setting[]) : Object.values(value)).flatMap(stringsIn);
}
