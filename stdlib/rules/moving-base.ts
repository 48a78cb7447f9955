import type { Target } from '../../compiler/model/ir.ts';
import { rule } from '../../compiler/sdk/rule.ts';

/** What the instance starts from, unless it is an ID. */
function* inCloud({ os, build: { settings } }: Target) {
  const filter = settings.get('source_image_filter');
  const name = settings.get('source_image_name');
  const found = filter ?? name;
  if (found === undefined) return;
  const what =
    filter === undefined ? 'whatever has its name in the cloud' : 'whatever the filter finds in the cloud';
  yield {
    span: found.origin,
    params: { what, title: os.title },
    help: 'Write the ID of one image: `source_image = "…"`, as `openstack image list` shows it.',
  };
}

export default rule({
  id: 'moving-base',
  topic: 'reproducibility',
  severity: 'hint',
  optional: true,
  title: 'The image that a build starts from is a fixed one.',
  message: 'The base image of {title} is {what}.',
  why: 'The newest base has the newest security updates, which is why the library takes it; an audit may ask for a build that can be repeated.',
  sources: ['regular-updates', 'pinned-versions', 'check-13'],
  *check({ image, target }) {
    const { os } = target;
    if (target.build.builder.value === 'openstack') return yield* inCloud(target);
    if (image.sources !== 'own' || target.base !== null || !/[/.-](latest|current)[/.]/.test(os.image.url))
      return;
    const variable = os.source.replace(/\W/g, '_');
    yield {
      span: os.origin,
      params: { what: `whatever the vendor published last: \`${os.image.url}\``, title: os.title },
      help: `Declare the system with the \`url\` of a dated image and its \`sha256:\` checksum, or give Packer \`-var ${variable}_image=…\` and \`-var ${variable}_checksum=…\`.`,
    };
  },
  wrong: 'image a {\n  os = [«debian12»]\n  package jq\n}\n',
  right:
    'image a {\n  os = [own13]\n  package jq\n}\n\nos own13 {\n  family      = debian\n  title       = "Own 13"\n  distro      = "debian"\n  release     = "13"\n  version     = "13"\n  short       = "own13"\n  user        = "debian"\n  source      = "own-13"\n  python      = "3.13"\n  end_of_life = "2030-08"\n  image {\n    url      = "https://example.org/own-13-20260101.qcow2"\n    checksum = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"\n  }\n}\n',
});
