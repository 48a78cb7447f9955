import { rule } from '../../compiler/sdk/rule.ts';
import { formatSize } from '../../compiler/model/text.ts';

const GIB = 1024 ** 3;

/** Virtual size of the disks of cloud images, by their address. */
const SIZES: readonly (readonly [RegExp, number])[] = [
  [
    /AlmaLinux-\d+-GenericCloud|Rocky-\d+-GenericCloud|CentOS-8-GenericCloud|CentOS-Stream-GenericCloud/,
    10 * GIB,
  ],
  [/CentOS-7-x86_64-GenericCloud/, 8 * GIB],
  [/(noble|plucky|questing)-server-cloudimg/, 3.5 * GIB],
  [/(jammy|focal|bionic)-server-cloudimg/, 2.2 * GIB],
  [/debian-1[2-9]-genericcloud/, 3 * GIB],
];

export default rule({
  id: 'disk-smaller-than-base',
  topic: 'build',
  builders: ['qemu'],
  severity: 'error',
  title: 'The disk has room for the base image.',
  message: 'The disk of {disk} is smaller than that of the base image of {title}, which has {size}.',
  help: 'Write at least `disk = {least}`, or more for what the image installs.',
  why: 'QEMU does not shrink an image: Packer stops when it changes the size of the disk, after the download.',
  sources: ['image-size', 'packer-qemu-builder'],
  *check({ target: { build, os } }) {
    const [, size] = SIZES.find(([pattern]) => pattern.test(os.image.url)) ?? [];
    const { disk } = build;
    if (size === undefined || disk.value >= size) return;
    const least = formatSize(Math.ceil(size / GIB) * GIB);
    const of = `${Math.round((size / GIB) * 10) / 10}G`;
    yield { span: disk.origin, params: { disk: formatSize(disk.value), title: os.title, size: of, least } };
  },
  wrong: 'image a {\n  os = [almalinux9]\n  build { disk = «5G» }\n  package jq\n}\n',
  right: 'image a {\n  os = [almalinux9]\n  build { disk = 12G }\n  package jq\n}\n',
});
