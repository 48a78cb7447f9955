import { rule } from '../../compiler/sdk/rule.ts';

export default rule({
  id: 'end-of-life',
  topic: 'security',
  severity: 'error',
  dated: true,
  title: 'The system of an image is still supported.',
  message: '{title} has had no security updates since {month}.',
  help: 'Build for a newer release.',
  why: 'An image of a system whose support has ended is insecure the day it is published, and its mirrors move away while it is in use.',
  sources: ['regular-updates', 'check-10'],
  *check({ target: { os }, date }) {
    // Support lasts to the end of the month.
    if (date === null || os.end_of_life === '' || date.slice(0, 7) <= os.end_of_life) return;
    yield { span: os.origin, params: { title: os.title, month: os.end_of_life } };
  },
  *evidence({ target: { os } }) {
    const until =
      os.end_of_life === '' ? 'the end of its support is not known' : `supported until ${os.end_of_life}`;
    yield { what: `${os.title}: ${until}`, span: os.origin };
  },
  wrong:
    'image a {\n  os = [«own10»]\n  package jq\n}\n\nos own10 {\n  family      = debian\n  title       = "Own 10"\n  distro      = "own"\n  release     = "10"\n  version     = "10"\n  short       = "own10"\n  user        = "own"\n  source      = "own-10"\n  python      = "3.12"\n  end_of_life = "2025-06"\n  image {\n    url      = "https://example.org/own-10.qcow2"\n    checksum = "file:https://example.org/SHA256SUMS"\n  }\n}\n',
  right:
    'image a {\n  os = [own10]\n  package jq\n}\n\nos own10 {\n  family      = debian\n  title       = "Own 10"\n  distro      = "own"\n  release     = "10"\n  version     = "10"\n  short       = "own10"\n  user        = "own"\n  source      = "own-10"\n  python      = "3.12"\n  end_of_life = "2035-06"\n  image {\n    url      = "https://example.org/own-10.qcow2"\n    checksum = "file:https://example.org/SHA256SUMS"\n  }\n}\n',
});
