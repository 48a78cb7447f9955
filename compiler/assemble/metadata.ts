import type { Span } from '../../grammar/span.ts';
import { MACHINE_NAMES } from '../model/hardware.ts';
import type { Architecture, Firmware } from '../model/hardware.ts';
import type { Os } from '../model/ir.ts';

type Entry = { value: string; origin: Span };

export interface MetadataInput {
  readonly target: string;
  readonly os: Os;
  readonly team: Entry;
  readonly sid: Entry;
  /** What the machine of the build starts with: a deployed one has to start with the same. */
  readonly firmware: { readonly value: Firmware; readonly origin: Span };
  readonly arch: { readonly value: Architecture; readonly origin: Span };
  /** How systems are written: `ubuntu2404` and `24`, or `ubuntu24.04` and `24.04`. */
  readonly names: 'short' | 'libosinfo';
  /** What the author wrote, which wins. */
  readonly written: ReadonlyMap<string, Entry>;
  /** What caused the target, for values that follow from image and system. */
  readonly origin: Span;
  /** Where the system is named in the image. */
  readonly osOrigin: Span;
}

/** The OpenStack properties of a target, in the order in which the marketplace's documentation has them. */
export function metadataOf(input: MetadataInput): Map<string, Entry> {
  const { target, os, names, origin, osOrigin, firmware, arch } = input;
  const short = names === 'short';
  const version = short ? os.version : os.release;
  const derived: readonly (readonly [string, string, Span])[] = [
    ['os_admin_user', os.user, osOrigin],
    ['os_distro', short ? os.name : `${os.distro}${os.release}`, osOrigin],
    ['os_version', version, osOrigin],
    ['os_type', 'linux', osOrigin],
    ['mcs_name', target, origin],
    ['mcs_os_type', 'linux', osOrigin],
    ['mcs_os_distro', os.distro, osOrigin],
    ['mcs_os_version', version, osOrigin],
    ['hw_qemu_guest_agent', 'yes', origin],
    ['os_require_quiesce', 'yes', origin],
    ...(arch.value === 'amd64'
      ? []
      : ([['hw_architecture', MACHINE_NAMES[arch.value], arch.origin]] as const)),
    ...(firmware.value === 'bios' ? [] : ([['hw_firmware_type', 'uefi', firmware.origin]] as const)),
    ...(firmware.value === 'secure_boot'
      ? ([
          // Only this machine has the system management mode that keeps the firmware's variables from the guest.
          ['hw_machine_type', 'q35', firmware.origin],
          ['os_secure_boot', 'required', firmware.origin],
        ] as const)
      : []),
    ['team', input.team.value, input.team.origin],
    ['sid', input.sid.value, input.sid.origin],
  ];
  const entries = new Map<string, Entry>(derived.map(([key, value, from]) => [key, { value, origin: from }]));
  for (const [key, entry] of input.written) entries.set(key, entry);
  return entries;
}
