import type { Firmware } from '../../../compiler/model/hardware.ts';
import type { Base, Image, Os, Target } from '../../../compiler/model/ir.ts';
import type { Span } from '../../../grammar/span.ts';
import { type Expression, hclString, list, packerText } from '../../text/hcl.ts';
import { type Builder, instead, outputDirectory, type Sources, type Variable } from '../builder.ts';
import {
  all,
  megabytes,
  outputPath,
  quotedPart,
  type Setting,
  sizeText,
  systems,
  variablePrefix,
  withRaw,
} from '../settings.ts';
import { askedFor, type Machine, machine } from './qemu-machine.ts';

/** A virtual machine on the machine that runs Packer. */
export const qemu: Builder = {
  plugin: '~> 1.1',
  leavesDisk: true,
  artifact: ({ export: { format } }, { name }) => `${name}/${name}.${format}`,
  variables,
  sources,
};

function sources(image: Image): Sources {
  const used = systems(image);
  const machines = machine(image, used.length);
  const files = list(['seed/user-data', 'seed/meta-data'].map(hclString));
  // A list that the author gave is added to ours, so ours has to be there in full.
  const shared = used.length > 1 && !image.packer.has('cd_files');
  const seed: Setting = { name: 'seed', value: files, origin: image.origin };
  return {
    locals: [...(shared ? [seed] : []), ...machines.locals],
    ofSource: (os) => ofSource(image, os, shared ? 'local.seed' : files, machines.ofSource(os)),
    ofTarget: (target) => ofTarget(image, target, machines),
  };
}

function ofSource(image: Image, os: Os, seed: Expression, machine: readonly Setting[]): Setting[] {
  const { origin } = image.targets.find((target) => target.os.source === os.source)!;
  const prefix = variablePrefix(os);
  const [timeout, qemuargs, cdrom] = ['ssh_timeout', 'qemuargs', 'cdrom_interface'].map((name) =>
    machine.filter((setting) => setting.name === name),
  );
  const { format, origin: exported } = image.export;
  const settings: Setting[] = [
    ...all(origin, {
      accelerator: 'var.accelerator',
      ...emulator(os),
      iso_url: `var.${prefix}_image`,
      iso_checksum: `var.${prefix}_checksum`,
      disk_image: 'true',
      disk_interface: '"virtio"',
      // What cleanup trims or zeroes is gone from the file too.
      disk_discard: '"unmap"',
      disk_detect_zeroes: '"unmap"',
      net_device: '"virtio-net"',
    }),
    ...all(exported, { format: hclString(format) }),
    ...(format === 'qcow2' ? all(exported, { disk_compression: 'true' }) : []),
    ...all(origin, {
      headless: 'var.headless',
      cd_files: seed,
      cd_label: '"cidata"',
    }),
    ...cdrom!,
    ...all(origin, {
      ssh_username: hclString(packerText(os.user)),
      ssh_private_key_file: '"seed/id_ed25519"',
    }),
    ...timeout!,
    ...all(origin, { shutdown_command: '"sudo -n shutdown -P now"' }),
    ...qemuargs!,
  ];
  // The author's `qemuargs` are among ours already.
  const raw = new Map([...image.packer].filter(([name]) => name !== 'qemuargs'));
  return withRaw(settings, raw, ['cd_files']);
}

/** What another processor than that of PCs needs: QEMU for it, and the machine that it has. */
function emulator(os: Os): Readonly<Record<string, Expression>> {
  return os.arch === 'arm64'
    ? { qemu_binary: 'coalesce(var.qemu_binary, "qemu-system-aarch64")', machine_type: '"virt"' }
    : { qemu_binary: 'coalesce(var.qemu_binary, "qemu-system-x86_64")' };
}

function ofTarget(image: Image, target: Target, machines: Machine): Setting[] {
  const { disk, memory, cpus } = target.build;
  const settings: Setting[] = [
    {
      name: 'disk_size',
      value: `coalesce(var.disk_size, ${hclString(sizeText(disk.value))})`,
      origin: disk.origin,
    },
    {
      name: 'memory',
      value: `coalesce(var.memory, ${megabytes(memory.value)})`,
      origin: memory.origin,
    },
    {
      name: 'cpus',
      value: `coalesce(var.cpus, ${cpus.value})`,
      origin: cpus.origin,
    },
    { name: 'output_directory', value: outputPath(quotedPart(target.name)), origin: target.origin },
    {
      name: 'vm_name',
      value: hclString(`${target.name}.${image.export.format}`),
      origin: image.export.origin,
    },
  ];
  if (image.sources === 'external')
    return withRaw([...settings, ...askedFor(target)], image.packer, ['qemuargs']);
  // What the author set for every source must not be set a second time here.
  const open = [...settings, ...machines.ofTarget(target)];
  return open.filter((setting) => setting.name === 'qemuargs' || !image.packer.has(setting.name));
}

/** Where the disk of a base is: its tree lies beside this one. */
const diskPath = ({ image, target, format }: Base): string =>
  `../${image}/output/${target}/${target}.${format}`;

function variables(image: Image): Variable[] {
  const { origin } = image;
  const own = image.sources === 'own';
  const found: Variable[] = [];
  const add = (
    name: string,
    type: Variable['type'],
    value: string,
    description: string,
    at: Span = origin,
  ): void => {
    found.push({ name, type, default: value, description, origin: at });
  };
  if (own) {
    add('accelerator', 'string', '"kvm"', 'kvm, or tcg where there is no hardware virtualisation.');
    add(
      'cpu_model',
      'string',
      'null',
      `CPU that QEMU shows to the guest, ${instead(image)}. Without one: host, or max under tcg.`,
    );
    add(
      'qemu_binary',
      'string',
      'null',
      'QEMU to build with, where it has another name: /usr/libexec/qemu-kvm.',
    );
    add('headless', 'bool', 'true', 'Whether to build without a window that shows the console.');
  }
  const starts = (firmware: Firmware) =>
    image.targets.find(({ build, os }) => build.firmware.value === firmware && os.arch === 'amd64');
  const [efi, secure] = [starts('efi'), starts('secure_boot')];
  const arm = image.targets.find(({ os }) => os.arch === 'arm64');
  if (arm !== undefined)
    add(
      'firmware_aarch64',
      'string',
      '"/usr/share/qemu-efi-aarch64/QEMU_EFI.fd"',
      'UEFI firmware for 64-bit ARM on the build machine.',
      arm.origin,
    );
  if (efi !== undefined) {
    const at = efi.build.firmware.origin;
    add('firmware', 'string', '"/usr/share/ovmf/OVMF.fd"', 'UEFI firmware on the build machine.', at);
  }
  if (secure !== undefined)
    add(
      'firmware_secure_boot',
      'string',
      '"/usr/share/OVMF/OVMF_CODE_4M.secboot.fd"',
      'UEFI firmware with Secure Boot on the build machine.',
      secure.build.firmware.origin,
    );
  add('disk_size', 'string', 'null', `Size of the disk, such as 50G, ${instead(image)}.`);
  add('memory', 'number', 'null', `Memory of the build machine in MiB, ${instead(image)}.`);
  add('cpus', 'number', 'null', `Number of CPUs of the build machine, ${instead(image)}.`);
  found.push(outputDirectory(image));
  if (own) {
    for (const os of systems(image)) {
      const prefix = variablePrefix(os);
      const { url, checksum } = os.image;
      const { base } = image.targets.find((target) => target.os.source === os.source)!;
      add(
        `${prefix}_image`,
        'string',
        hclString(packerText(base === null ? url : diskPath(base))),
        base === null
          ? `Cloud image of ${os.title} that is built upon: URL or path.`
          : `Image ${base.target} that is built upon: URL or path.`,
        base?.origin ?? os.origin,
      );
      add(
        `${prefix}_checksum`,
        'string',
        hclString(packerText(base === null ? checksum : 'none')),
        `Checksum of that image, such as sha256:… or file:…; none leaves it unchecked.`,
        base?.origin ?? os.origin,
      );
    }
  }
  return found;
}
