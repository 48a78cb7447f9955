import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { UEFI, firmwareOf } from '../host/firmware.ts';
import type { FirmwareKind } from '../host/firmware.ts';
import type { BuiltTarget } from '../tree/built.ts';
import type { Firmware } from '../machine/qemu.ts';
import { EXIT } from '../shell/command.ts';
import type { Args, Failure } from '../shell/command.ts';
import type { Io } from '../shell/io.ts';

/** What a machine of the target starts with; null for BIOS. */
export function firmwareFor(
  { machine }: Pick<BuiltTarget, 'machine'>,
  args: Args,
  io: Io,
): Firmware | Failure | null {
  const given = args.value('firmware');
  const kind = firmwareOf(machine) ?? (given === null ? null : UEFI);
  if (kind === null) return null;
  if (kind.variables !== undefined) return withVariables(kind, kind.variables, given, io);
  const candidates = given === null ? kind.code : [resolve(io.cwd, given)];
  const code = candidates.find((path) => existsSync(path));
  return code === undefined ? notThere(kind, given) : { code, variables: null };
}

/** Its variables lie beside it, under the same name with VARS. */
function withVariables(
  kind: FirmwareKind,
  known: readonly string[],
  given: string | null,
  io: Io,
): Firmware | Failure {
  const pairs = kind.code.map((code, i) => [code, known[i]!] as const);
  const path = given === null ? null : resolve(io.cwd, given);
  const variables = path?.replace(/CODE([^/]*?)\.secboot\.fd$/, 'VARS$1.ms.fd');
  const all =
    path === null ? pairs : [[path, pairs.find(([code]) => code === path)?.[1] ?? variables!] as const];
  const found = all.find((pair) => pair.every((file) => existsSync(file)));
  return found === undefined ? notThere(kind, given) : { code: found[0], variables: found[1] };
}

const notThere = ({ name, debian }: FirmwareKind, given: string | null): Failure => ({
  exit: EXIT.environment,
  message:
    given === null
      ? `The image boots with ${name}, but no such firmware was found.`
      : `${given}: there is no such file.`,
  hint: `On Debian and Ubuntu: apt-get install ${debian}. Or give its path with --firmware.`,
});
