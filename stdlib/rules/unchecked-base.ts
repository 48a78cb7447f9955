import { rule } from '../../compiler/sdk/rule.ts';

export default rule({
  id: 'unchecked-base',
  topic: 'reproducibility',
  builders: ['qemu'],
  severity: 'warning',
  title: 'The image that a build starts from has a checksum.',
  message: 'The base image of {title} is taken without a checksum.',
  help: 'Give the system a `checksum` beside the `url` of its `image`: `sha256:…`, or `file:` and the address of the vendor’s list.',
  why: 'Everything in the image rests on its base. Without a checksum a broken or exchanged download becomes the base of every machine.',
  sources: ['pinned-versions', 'check-13'],
  *check({ image, target: { os, base } }) {
    if (image.sources !== 'own' || base !== null) return;
    if (os.image.checksum === '' || os.image.checksum === 'none')
      yield { span: os.origin, params: { title: os.title } };
  },
  *evidence({ image, target: { os, base } }) {
    const { checksum } = os.image;
    if (image.sources === 'own' && base === null)
      yield { what: `${os.title}, \`${checksum}\``, span: os.origin };
  },
  wrong:
    'image a {\n  os = [«own13»]\n  package jq\n}\n\nos own13 {\n  family      = debian\n  title       = "Own 13"\n  distro      = "debian"\n  release     = "13"\n  version     = "13"\n  short       = "own13"\n  user        = "debian"\n  source      = "own-13"\n  python      = "3.13"\n  end_of_life = "2030-08"\n  image { url = "https://example.org/own-13.qcow2" }\n}\n',
  right:
    'image a {\n  os = [own13]\n  package jq\n}\n\nos own13 {\n  family      = debian\n  title       = "Own 13"\n  distro      = "debian"\n  release     = "13"\n  version     = "13"\n  short       = "own13"\n  user        = "debian"\n  source      = "own-13"\n  python      = "3.13"\n  end_of_life = "2030-08"\n  image {\n    url      = "https://example.org/own-13.qcow2"\n    checksum = "file:https://example.org/SHA256SUMS"\n  }\n}\n',
});
