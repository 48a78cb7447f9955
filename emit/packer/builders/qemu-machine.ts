import type { Image, Os, Target } from '../../../compiler/model/ir.ts';
import { architectureOf } from '../../../compiler/model/architecture.ts';
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
  let qemuargs = (target: Target): Expression => list([...bootArguments(target, hostModel), ...extra]);
  if (!alike) {
    const shared = image.targets.filter((target) => target.build.cpu_model === null).length > 1;
    if (shared) locals.push({ name: 'cpu_model', value: hostModel, origin: image.origin });
    locals.push({ name: 'devices', value: list(extra), origin: image.origin });
    qemuargs = (target) => {
      const own = bootArguments(target, shared ? 'local.cpu_model' : hostModel);
      return `concat(${oneLine(own)}, local.devices)`;
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
  ];
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
      return settings(target).filter((_, index) => common(os, index));
    },
    ofTarget: (target) => settings(target).filter((_, index) => !common(target.os, index)),
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
  if (firmware.value === 'efi') pairs.push(bios);
  if (pairs.length > 0) settings.push({ name: 'qemuargs', value: list(pairs), origin: bootOrigin(target) });
  return settings;
}

const bios = list(['"-bios"', 'var.firmware']);
/** The host's CPU cannot be shown to a guest that is emulated. */
const hostModel = 'coalesce(var.cpu_model, var.accelerator == "tcg" ? "max" : "host")';

/** `anyModel` is the CPU of a target for which the author chose none. */
function bootArguments(target: Target, anyModel: Expression): Expression[] {
  const { cpu_model: own, firmware } = target.build;
  const model = own === null ? anyModel : `coalesce(var.cpu_model, ${hclString(packerText(own.value))})`;
  const cpu = list(['"-cpu"', model]);
  // ARM has no other firmware.
  if (isArm(target)) return [cpu, list(['"-bios"', 'var.firmware_aarch64'])];
  return firmware.value === 'efi' ? [cpu, bios] : [cpu];
}

const isArm = ({ os }: Target): boolean => architectureOf(os.image.url) === 'aarch64';

const bootKey = (target: Target): string =>
  JSON.stringify([target.build.cpu_model?.value, target.build.firmware.value === 'efi', isArm(target)]);

const bootOrigin = ({ build }: Target): Setting['origin'] => build.cpu_model?.origin ?? build.firmware.origin;

/** Pairs on one line. */
const oneLine = (pairs: readonly Expression[]): string =>
  `[${pairs.map((pair) => `[${(pair as ListExpression).list.join(', ')}]`).join(', ')}]`;

function rawItems(value: Value | undefined): Expression[] {
  if (value === undefined) return [];
  return value.type === 'list' ? value.items.map(rawExpression) : [rawExpression(value)];
}
