import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { BuiltTarget } from '../tree/built.ts';
import type { Firmware } from '../machine/qemu.ts';
import { EXIT } from '../shell/command.ts';
import type { Args, Failure } from '../shell/command.ts';
import type { Io } from '../shell/io.ts';

interface Kind {
  /** Where distributions install it. */
  readonly code: readonly string[];
  /** The variables with the keys of Microsoft, for the file of the same place in the list. */
  readonly variables?: readonly string[];
  readonly what: string;
  readonly debian: string;
}

const UEFI: Kind = {
  code: ['/usr/share/ovmf/OVMF.fd', '/usr/share/edk2/ovmf/OVMF.fd', '/usr/share/qemu/ovmf-x86_64.bin'],
  what: 'UEFI',
  debian: 'ovmf',
};
const SECURE_BOOT: Kind = {
  code: ['/usr/share/OVMF/OVMF_CODE_4M.secboot.fd', '/usr/share/edk2/ovmf/OVMF_CODE.secboot.fd'],
  variables: ['/usr/share/OVMF/OVMF_VARS_4M.ms.fd', '/usr/share/edk2/ovmf/OVMF_VARS.secboot.fd'],
  what: 'UEFI with Secure Boot',
  debian: 'ovmf',
};
const ARM: Kind = {
  code: ['/usr/share/qemu-efi-aarch64/QEMU_EFI.fd', '/usr/share/edk2/aarch64/QEMU_EFI.fd'],
  what: 'UEFI for 64-bit ARM',
  debian: 'qemu-efi-aarch64',
};

/** What a machine of the target starts with; null for BIOS. */
export function firmwareFor(
  { machine: { firmware, arch } }: Pick<BuiltTarget, 'machine'>,
  args: Args,
  io: Io,
): Firmware | Failure | null {
  const given = args.value('firmware');
  const kind = arch === 'arm64' ? ARM : firmware === 'secure_boot' ? SECURE_BOOT : UEFI;
  if (kind === SECURE_BOOT) return secureBoot(kind, given, io);
  if (given === null && kind === UEFI && firmware === 'bios') return null;
  const candidates = given === null ? kind.code : [resolve(io.cwd, given)];
  const code = candidates.find((path) => existsSync(path));
  return code === undefined ? notThere(kind, given) : { code, variables: null };
}

/** Its variables lie beside it, under the same name with VARS. */
function secureBoot(kind: Kind, given: string | null, io: Io): Firmware | Failure {
  const pairs = kind.code.map((code, i) => [code, kind.variables![i]!] as const);
  const path = given === null ? null : resolve(io.cwd, given);
  const variables = path?.replace(/CODE([^/]*?)\.secboot\.fd$/, 'VARS$1.ms.fd');
  const all =
    path === null ? pairs : [[path, pairs.find(([code]) => code === path)?.[1] ?? variables!] as const];
  const found = all.find((pair) => pair.every((file) => existsSync(file)));
  return found === undefined ? notThere(kind, given) : { code: found[0], variables: found[1] };
}

const notThere = ({ what, debian }: Kind, given: string | null): Failure => ({
  exit: EXIT.environment,
  message:
    given === null
      ? `The image boots with ${what}, but no such firmware was found.`
      : `${given}: there is no such file.`,
  hint: `On Debian and Ubuntu: apt-get install ${debian}. Or give its path with --firmware.`,
});
