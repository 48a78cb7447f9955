import { rule } from '../../compiler/sdk/rule.ts';

export default rule({
  id: 'qemuargs-drive',
  topic: 'build',
  builders: ['qemu'],
  severity: 'error',
  title: 'The disk of the build is Packer’s.',
  message: 'With `-drive` among the `qemuargs` Packer attaches no disk and no seed of its own.',
  help: 'Use {instead}, and leave the first disk to Packer.',
  why: 'Packer’s QEMU builder leaves out all of its own drives when one is given: the machine has nothing to boot from.',
  sources: ['packer-qemu-builder'],
  *check({ image }) {
    const value = image.packer.get('qemuargs');
    const pairs = value?.type === 'list' ? value.items : [];
    for (const pair of pairs) {
      const [first, what] = pair.type === 'list' ? pair.items : [pair];
      if (first?.type !== 'string' || first.value !== '-drive') continue;
      const firmware = what?.type === 'string' && what.value.includes('pflash');
      const instead = firmware
        ? '`build { firmware = efi }` or `secure_boot` for UEFI'
        : '`disk_additional_size` for a second disk';
      yield { span: first.origin, params: { instead } };
    }
  },
  wrong:
    'image a {\n  os = [debian12]\n  build {\n    packer { qemuargs = [[«"-drive"», "file=data.img,if=virtio"]] }\n  }\n  package jq\n}\n',
  right:
    'image a {\n  os = [debian12]\n  build {\n    packer { disk_additional_size = ["10G"] }\n  }\n  package jq\n}\n',
});
