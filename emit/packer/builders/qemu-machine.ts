import { EMULATED_CPU } from '../../../compiler/model/hardware.ts';
import type { Architecture } from '../../../compiler/model/hardware.ts';
import type { Image, Os, Target } from '../../../compiler/model/ir.ts';
import type { Value } from '../../../compiler/model/value.ts';
import { type Expression, hclString, type ListExpression, list, packerText } from '../../text/hcl.ts';
import { durationText, rawExpression, type Setting } from '../settings.ts';

/**
 * What QEMU gets besides what Packer passes: a `-device` replaces Packer's own, so the network card is repeated;
 * the port lets the guest agent start while the image is built. Packer itself would let every network of the host reach
 * the machine's ssh.
 */
const devices: readonly ListExpression[] = [
  ['-netdev', 'user,id=user.0,hostfwd=tcp:127.0.0.1:{{ .SSHHostPort }}-:22'],
  ['-device', 'virtio-net,netdev=user.0'],
  ['-device', 'virtio-serial'],
  ['-chardev', 'null,id=guest_agent'],
  ['-device', 'virtserialport,chardev=guest_agent,name=org.qemu.guest_agent.0'],
].map((pair) => list(pair.map(hclString)));

/** Settings that some targets of one source may need otherwise than others. */
export interface Machine {
  /** Locals that the settings refer to. */
  readonly locals: readonly Setting[];
  /** For the source of a system: what all its targets have in common. */
  readonly ofSource: (os: Os) => readonly Setting[];
  /** For a target: what its source leaves open. */
  readonly ofTarget: (target: Target) => readonly Setting[];
}

/** `sources` is how many source blocks there are. */
export function machine(image: Image, sources: number): Machine {
  const raw = rawItems(image.packer.get('qemuargs'));
  // Two networks of one name are none.
  const given = JSON.stringify(raw);
  const extra = [
    ...devices.filter(({ list: [flag] }) => flag !== '"-netdev"' || !given.includes('-netdev')),
    ...raw,
  ];
  const first = image.targets[0]!;
  const alike = image.targets.every((target) => bootKey(target) === bootKey(first));
  const locals: Setting[] = [];
  let qemuargs = (target: Target): Expression =>
    list([cpuArgument(target, hostModel(target.os.arch)), ...firmwareArguments(target), ...extra]);
  if (!alike) {
    const models = new Map<Architecture, string>();
    for (const [arch, name] of SHARED_MODELS) {
      const without = image.targets.filter(({ build, os }) => build.cpu_model === null && os.arch === arch);
      if (without.length < 2) continue;
      locals.push({ name, value: hostModel(arch), origin: image.origin });
      models.set(arch, `local.${name}`);
    }
    locals.push({ name: 'devices', value: list(extra), origin: image.origin });
    const secure = image.targets.find(({ build }) => build.firmware.value === 'secure_boot');
    if (secure !== undefined)
      locals.push({ name: 'secure_boot', value: list(secureBoot), origin: secure.build.firmware.origin });
    qemuargs = (target) => {
      const { arch } = target.os;
      const cpu = cpuArgument(target, models.get(arch) ?? hostModel(arch));
      const firmware = firmwareArguments(target);
      return firmware === secureBoot
        ? `concat(${oneLine([cpu])}, local.secure_boot, local.devices)`
        : `concat(${oneLine([cpu, ...firmware])}, local.devices)`;
    };
  } else if (sources > 1) {
    locals.push({ name: 'qemuargs', value: qemuargs(first), origin: bootOrigin(first) });
    qemuargs = () => 'local.qemuargs';
  }
  const settings = (target: Target): (Setting & { key: string })[] => [
    {
      name: 'ssh_timeout',
      value: hclString(durationText(target.build.timeout.value)),
      origin: target.build.timeout.origin,
      key: String(target.build.timeout.value),
    },
    { name: 'qemuargs', value: qemuargs(target), origin: bootOrigin(target), key: bootKey(target) },
    {
      name: 'cdrom_interface',
      value: hasNoIde(target) ? '"virtio-scsi"' : 'null',
      origin: bootOrigin(target),
      key: String(hasNoIde(target)),
    },
  ];
  const said = ({ name, value }: Setting): boolean => name !== 'cdrom_interface' || value !== 'null';
  const common = (os: Os, index: number): boolean => {
    const keys = image.targets
      .filter((target) => target.os.source === os.source)
      .map((target) => settings(target)[index]!.key);
    return new Set(keys).size === 1;
  };
  return {
    locals,
    ofSource: (os) => {
      const target = image.targets.find((candidate) => candidate.os.source === os.source)!;
      return settings(target).filter((setting, index) => common(os, index) && said(setting));
    },
    ofTarget: (target) =>
      settings(target).filter((setting, index) => !common(target.os, index) && said(setting)),
  };
}

/** What the author asked for in particular, where the source blocks are not ours. */
export function askedFor(target: Target): Setting[] {
  const { cpu_model: model, firmware, timeout } = target.build;
  const settings: Setting[] = [];
  if (timeout.given) {
    const value = hclString(durationText(timeout.value));
    settings.push({ name: 'ssh_timeout', value, origin: timeout.origin });
  }
  const pairs: Expression[] = [];
  if (model !== null) pairs.push(list(['"-cpu"', hclString(packerText(model.value))]));
  if (firmware.given) pairs.push(...firmwareArguments(target));
  if (pairs.length > 0) settings.push({ name: 'qemuargs', value: list(pairs), origin: bootOrigin(target) });
  return settings;
}

/**
 * The machines `virt` and `q35` have no IDE, on which Packer puts the CD of the seed, and Debian's kernels for clouds have no
 * driver for SATA. The `-device` of ours replace those that Packer adds for its drive `cdrom0`.
 */
const seedDrive: readonly ListExpression[] = [
  ['-device', 'virtio-scsi-pci,id=seed'],
  ['-device', 'scsi-cd,bus=seed.0,drive=cdrom0'],
].map((pair) => list(pair.map(hclString)));

/** Whether the machine of a target is another one than `pc`. */
const hasNoIde = ({ build: { firmware }, os }: Target): boolean =>
  os.arch === 'arm64' || firmware.value === 'secure_boot';

/**
 * Secure Boot needs the machine q35, whose system management mode alone may write the variables, and flash memory in place
 * of one file. As block devices of their own they leave the drives to Packer, which would give up its own for `-drive`.
 */
const secureBoot: readonly ListExpression[] = [
  ...seedDrive,
  ...[
    ['-machine', 'type=q35,smm=on,accel=${var.accelerator},pflash0=efi_code,pflash1=efi_vars'],
    ['-global', 'driver=cfi.pflash01,property=secure,value=on'],
    [
      '-blockdev',
      'node-name=efi_code,driver=raw,read-only=on,file.driver=file,file.filename=${var.firmware_secure_boot}',
    ],
    [
      '-blockdev',
      `node-name=efi_vars,driver=raw,file.driver=file,file.filename=${efiVariables('{{ .Name }}')}`,
    ],
  ].map((pair) => list(pair.map((text) => `"${text}"`))),
];

/** The file that holds the variables of a machine with Secure Boot, which `seed.sh` makes; by the name of its disk. */
export function efiVariables(disk: string): string {
  return `seed/${disk}.vars.fd`;
}

/** ARM has no other firmware. */
function firmwareArguments({ build: { firmware }, os }: Target): readonly ListExpression[] {
  if (os.arch === 'arm64') return [...seedDrive, list(['"-bios"', 'var.firmware_aarch64'])];
  if (firmware.value === 'secure_boot') return secureBoot;
  return firmware.value === 'efi' ? [list(['"-bios"', 'var.firmware'])] : [];
}

/** The host's CPU cannot be shown to a guest that is emulated. */
const hostModel = (arch: Architecture): Expression =>
  `coalesce(var.cpu_model, var.accelerator == "tcg" ? "${EMULATED_CPU[arch]}" : "host")`;

/** Names of the locals that hold the CPU of several targets. */
const SHARED_MODELS: readonly (readonly [Architecture, string])[] = [
  ['amd64', 'cpu_model'],
  ['arm64', 'cpu_model_aarch64'],
];

/** `anyModel` is the CPU of a target for which the author chose none. */
function cpuArgument({ build: { cpu_model: own } }: Target, anyModel: Expression): ListExpression {
  const model = own === null ? anyModel : `coalesce(var.cpu_model, ${hclString(packerText(own.value))})`;
  return list(['"-cpu"', model]);
}

const bootKey = ({ build, os }: Target): string =>
  JSON.stringify([build.cpu_model?.value, build.firmware.value, os.arch]);

const bootOrigin = ({ build }: Target): Setting['origin'] => build.cpu_model?.origin ?? build.firmware.origin;

/** Pairs on one line. */
const oneLine = (pairs: readonly ListExpression[]): string =>
  `[${pairs.map((pair) => `[${pair.list.join(', ')}]`).join(', ')}]`;

function rawItems(value: Value | undefined): Expression[] {
  if (value === undefined) return [];
  return value.type === 'list' ? value.items.map(rawExpression) : [rawExpression(value)];
}
