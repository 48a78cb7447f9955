import type { Image, Os } from '../../compiler/model/ir.ts';
import { architectureOf } from '../../compiler/model/architecture.ts';
import type { Span } from '../../grammar/span.ts';
import { type Body, type Expression, hclString, list, packerText } from '../text/hcl.ts';
import { type Machine } from './machine.ts';
import { addAll, type Setting, systems, variablePrefix, withRaw } from './settings.ts';

/** The `source` blocks, one for each system, after the locals that more than one of them uses. */
export function addSources(root: Body, image: Image, machine: Machine): void {
  const used = systems(image);
  const files = list(['seed/user-data', 'seed/meta-data'].map(hclString));
  const seed: Setting = { name: 'seed', value: files, origin: image.origin };
  // A list that the author gave is added to ours, so ours has to be there in full.
  const shared = used.length > 1 && !image.packer.has('cd_files');
  const locals = [...(shared ? [seed] : []), ...machine.locals];
  if (locals.length > 0) addAll(root.block('locals', [], image.origin), locals);
  for (const os of used) {
    addSource(root, image, os, shared ? 'local.seed' : files, machine.ofSource(os));
  }
}

function addSource(root: Body, image: Image, os: Os, seed: Expression, machine: readonly Setting[]): void {
  const { origin } = image.targets.find((target) => target.os.source === os.source)!;
  const prefix = variablePrefix(os);
  const [timeout, qemuargs] = ['ssh_timeout', 'qemuargs'].map((name) =>
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
      ssh_username: hclString(packerText(os.user)),
      ssh_private_key_file: '"seed/id_ed25519"',
    }),
    ...timeout!,
    ...all(origin, { shutdown_command: '"sudo -n shutdown -P now"' }),
    ...qemuargs!,
  ];
  // The author's `qemuargs` are among ours already.
  const raw = new Map([...image.packer].filter(([name]) => name !== 'qemuargs'));
  addAll(root.block('source', ['qemu', os.source], origin), withRaw(settings, raw, ['cd_files']));
}

/** What another processor than that of PCs needs: QEMU for it, and the machine that it has. */
function emulator(os: Os): Readonly<Record<string, Expression>> {
  const arm = architectureOf(os.image.url) === 'aarch64';
  return arm
    ? { qemu_binary: 'coalesce(var.qemu_binary, "qemu-system-aarch64")', machine_type: '"virt"' }
    : { qemu_binary: 'coalesce(var.qemu_binary, "qemu-system-x86_64")' };
}

function all(origin: Span, settings: Readonly<Record<string, Expression>>): Setting[] {
  return Object.entries(settings).map(([name, value]) => ({ name, value, origin }));
}
