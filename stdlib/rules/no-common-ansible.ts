import { rule } from '../../compiler/sdk/rule.ts';
import { ansibleFor, ansibleOf } from '../../compiler/model/ansible-core.ts';
import type { Os } from '../../compiler/model/ir.ts';
import { compareVersions } from '../../compiler/model/text.ts';

const own = (python: string) =>
  `os own10 {\n  family      = debian\n  title       = "Own 10"\n  distro      = "own"\n  release     = "10"\n  version     = "10"\n  short       = "own10"\n  user        = "own"\n  source      = "own-10"\n  python      = "${python}"\n  end_of_life = "2035-06"\n  image {\n    url      = "https://example.org/own-10.qcow2"\n    checksum = "file:https://example.org/SHA256SUMS"\n  }\n}\n`;

export default rule({
  id: 'no-common-ansible',
  topic: 'build',
  severity: 'error',
  title: 'One Ansible works with all targets of an image.',
  message:
    'No ansible-core works with all systems of this image: {old} takes {last} or older, {new} takes {first} or newer.',
  help: 'Make two images of it: one with the systems whose Python is old, one with the others. If every target is built by itself on a machine with the right version, say so: `allow no-common-ansible { reason = "…" }`.',
  why: '`packer build .` provisions all targets of a tree with the same ansible-core. Its releases each work with a range of Pythons on the target.',
  sources: ['check-11', 'ansible-core-support-matrix'],
  *check({ image }) {
    if (ansibleOf(image) !== null) return;
    const systems = image.targets.map(({ os }) => os);
    const [old, last] = extreme(systems, 'last', -1);
    const [young, first] = extreme(systems, 'first', 1);
    yield { span: young.origin, params: { old: old.title, last, new: young.title, first } };
  },
  wrong: `image a {\n  os = [almalinux8, «own10»]\n  package jq\n}\n\n${own('3.14')}`,
  right: `image a {\n  os = [almalinux8, own10]\n  package jq\n}\n\n${own('3.13')}`,
});

/** The system with the lowest `last` (-1) or the highest `first` (1) release of ansible-core. */
function extreme(systems: readonly Os[], end: 'first' | 'last', sign: 1 | -1): [Os, string] {
  const all = systems.flatMap((os) => {
    const release = ansibleFor(os.python)[end];
    return release === null ? [] : [[os, release] as [Os, string]];
  });
  return all.sort((a, b) => sign * compareVersions(b[1], a[1]))[0]!;
}
