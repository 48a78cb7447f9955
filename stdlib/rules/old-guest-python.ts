import { rule } from '../../compiler/sdk/rule.ts';

/** Python as one number, with the last ansible-core that works with it. Those with more to come are left out. */
const LAST: readonly (readonly [number, string])[] = [
  [306, '2.16'],
  [307, '2.17'],
  [308, '2.19'],
];

export default rule({
  id: 'old-guest-python',
  topic: 'build',
  severity: 'hint',
  optional: true,
  title: 'The Ansible of the build machine works with the Python of the image.',
  message: '{title} has Python {python}, with which ansible-core {core} is the last that works.',
  help: 'Build it on a machine with ansible-core {core} or older.',
  why: 'Newer releases of ansible-core stop at the first task with a syntax error from the machine, which says nothing of the reason.',
  source: 'Expert checks 11 and 12; ansible-core’s support matrix',
  *check({ target: { os } }) {
    const [major = 0, minor = 0] = os.python.split('.').map(Number);
    const last = LAST.find(([version]) => major * 100 + minor <= version);
    if (last !== undefined)
      yield { span: os.origin, params: { title: os.title, python: os.python, core: last[1] } };
  },
  wrong: 'image a {\n  os = [«almalinux8»]\n  package jq\n}\n',
  right: 'image a {\n  os = [almalinux9]\n  package jq\n}\n',
});
