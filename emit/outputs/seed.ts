import type { Image } from '../../compiler/model/ir.ts';
import { Lines } from '../text/lines.ts';
import type { Output } from '../output.ts';
import { efiVariables } from '../packer/builders/qemu-machine.ts';

const output: Output = {
  name: 'seed',
  doc: 'A script that makes the key pair of the build and the cloud-init seed that accepts it, in a folder that git ignores.',
  render(image) {
    if (!needsSeed(image)) return [];
    const lines = new Lines().add(script(image.name), image.origin);
    const secure = image.targets.filter(({ build }) => build.firmware.value === 'secure_boot');
    for (const [i, { name, build }] of secure.entries())
      lines.add(
        `${i === 0 ? SECURE_BOOT : ''}cp -- "$efi_vars" '${efiVariables(`${name}.${image.export.format}`)}'`,
        build.firmware.origin,
      );
    const { user_data: added } = image;
    if (added !== null) {
      const mark = markFor(added.value);
      lines.add(
        `\ncat >>seed/user-data <<'${mark}'\n${added.value.replace(/\n*$/, '')}\n${mark}`,
        added.origin,
      );
    }
    return [lines.file('seed.sh', image.origin, { executable: true })];
  },
};

const SECURE_BOOT = `
# The variables of the firmware, with the keys of Microsoft: each machine with Secure Boot writes to its own copy.
efi_vars="\${EFI_VARS:-/usr/share/OVMF/OVMF_VARS_4M.ms.fd}"
`;

/** Whether QEMU builds a target: elsewhere Packer makes the key. */
export const needsSeed = ({ sources, targets }: Image): boolean =>
  sources === 'own' && targets.some(({ build }) => build.builder.value === 'qemu');

/** A line that the text does not have. */
function markFor(text: string): string {
  const lines = new Set(text.split('\n'));
  let mark = 'USER_DATA';
  while (lines.has(mark)) mark += '_';
  return mark;
}

const script = (name: string): string => `#!/bin/sh
# Makes seed/: the key pair that Packer logs in with, and the cloud-init files that give its public half to the
# default user of the machine. The image keeps neither. Each run makes a new key, so run it before each build, and not while
# one is running.
set -eu
umask 077

cd -- "$(dirname -- "$0")"
mkdir -p seed
chmod 700 seed

rm -f seed/id_ed25519 seed/id_ed25519.pub
ssh-keygen -q -t ed25519 -N '' -C '${name} build' -f seed/id_ed25519

cat >seed/user-data <<EOF
#cloud-config
ssh_authorized_keys:
  - $(cat seed/id_ed25519.pub)
EOF

cat >seed/meta-data <<EOF
instance-id: ${name}-build
EOF`;

export default output;
