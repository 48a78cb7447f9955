import { rule } from '../../compiler/sdk/rule.ts';
import { formatSize } from '../../compiler/model/text.ts';

export default rule({
  id: 'large-disk',
  topic: 'requirements',
  severity: 'hint',
  title: 'The disk is no larger than 50 GiB.',
  message: 'The disk is {size}, and the marketplace recommends no more than 50G.',
  help: 'Keep the image small and let cloud-init grow the file system on the disk that the machine gets. Where so much is needed, say why: `allow large-disk { reason = "…" }`.',
  why: 'The platform takes raw images, which are as large as their disk: each upload, copy and start of a machine carries all of it.',
  sources: ['image-size', 'the-image-is-too-large', 'check-8'],
  *check({ target: { build } }) {
    const { disk } = build;
    if (disk.value > 50 * 1024 ** 3) yield { span: disk.origin, params: { size: formatSize(disk.value) } };
  },
  *evidence({ target }) {
    const { disk, builder } = target.build;
    if (builder.value === 'openstack' && !disk.given)
      yield {
        what: 'no size is given, and the cloud takes that of the source image or of the flavor',
        span: null,
      };
    else yield { what: `\`disk = ${formatSize(disk.value)}\``, span: disk.origin };
  },
  wrong: 'image a {\n  os = [debian12]\n  build { disk = «100G» }\n  package jq\n}\n',
  right: 'image a {\n  os = [debian12]\n  build { disk = 50G }\n  package jq\n}\n',
});
