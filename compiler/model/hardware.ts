/** Processors that images are built for, as Debian and Go name them. */
export const ARCHITECTURES = ['amd64', 'arm64'] as const;
export type Architecture = (typeof ARCHITECTURES)[number];

/** How the kernel, RPM, QEMU and OpenStack name them. */
export const MACHINE_NAMES: Readonly<Record<Architecture, string>> = { amd64: 'x86_64', arm64: 'aarch64' };

const ARM = /(^|[^a-z0-9])(aarch64|arm64|armv8)([^a-z0-9]|$)/i;
const INTEL = /(^|[^a-z0-9])(amd64|x86[_-]64|x64|linux64)([^a-z0-9]|$)/i;

/** The only architecture that an address or the name of a file speaks of; null for none and for both. */
export function namedArchitecture(text: string): Architecture | null {
  const [arm, intel] = [ARM.test(text), INTEL.test(text)];
  return arm === intel ? null : arm ? 'arm64' : 'amd64';
}

/** What a machine starts with: `secure_boot` is UEFI that starts signed programs only. */
export const FIRMWARES = ['bios', 'efi', 'secure_boot'] as const;
export type Firmware = (typeof FIRMWARES)[number];

/**
 * The processor that QEMU emulates. The pointer authentication of ARM takes most of the time of an emulated machine if it is
 * computed as the architecture describes it, which nothing needs.
 */
export const EMULATED_CPU: Readonly<Record<Architecture, string>> = {
  amd64: 'max',
  arm64: 'max,pauth-impdef=on',
};
