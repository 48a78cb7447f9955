import type { Image } from '../../compiler/model/ir.ts';
import { architectureOf } from '../../compiler/model/architecture.ts';
import type { Span } from '../../grammar/span.ts';
import { type Body, hclString, packerText } from '../text/hcl.ts';
import { systems, variablePrefix } from './settings.ts';

interface Variable {
  readonly name: string;
  readonly type: 'string' | 'number' | 'bool';
  readonly default: string;
  readonly description: string;
  readonly origin: Span;
}

/** What whoever builds the image can set with `-var`. */
export function addVariables(root: Body, image: Image): void {
  for (const variable of variables(image)) {
    root
      .block('variable', [variable.name], variable.origin)
      .attribute('type', variable.type, variable.origin)
      .attribute('default', variable.default, variable.origin)
      .attribute('description', hclString(variable.description), variable.origin);
  }
}

function variables(image: Image): Variable[] {
  const origin = image.origin;
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
  const several = image.targets.length > 1;
  const instead = several ? "in place of each target's own" : "in place of the image's own";

  if (own) {
    add('accelerator', 'string', '"kvm"', 'kvm, or tcg where there is no hardware virtualisation.');
    add(
      'cpu_model',
      'string',
      'null',
      `CPU that QEMU shows to the guest, ${instead}. Without one: host, or max under tcg.`,
    );
    add(
      'qemu_binary',
      'string',
      'null',
      'QEMU to build with, where it has another name: /usr/libexec/qemu-kvm.',
    );
    add('headless', 'bool', 'true', 'Whether to build without a window that shows the console.');
  }
  const efi = image.targets.find(
    (target) => target.build.firmware.value === 'efi' && architectureOf(target.os.image.url) !== 'aarch64',
  );
  const arm = image.targets.find((target) => architectureOf(target.os.image.url) === 'aarch64');
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
  add('disk_size', 'string', 'null', `Size of the disk, such as 50G, ${instead}.`);
  add('memory', 'number', 'null', `Memory of the build machine in MiB, ${instead}.`);
  add('cpus', 'number', 'null', `Number of CPUs of the build machine, ${instead}.`);
  add(
    'output_directory',
    'string',
    '"output"',
    'Folder below which each target has its own for what is built.',
  );
  if (own) {
    for (const os of systems(image)) {
      const prefix = variablePrefix(os);
      const { url, checksum } = os.image;
      const title = `${os.title} that is built upon`;
      add(
        `${prefix}_image`,
        'string',
        hclString(packerText(url)),
        `Cloud image of ${title}: URL or path.`,
        os.origin,
      );
      add(
        `${prefix}_checksum`,
        'string',
        hclString(packerText(checksum)),
        `Checksum of that image, such as sha256:… or file:…; none leaves it unchecked.`,
        os.origin,
      );
    }
  }
  return found;
}
