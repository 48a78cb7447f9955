import { rule } from '../../compiler/sdk/rule.ts';
import { ansibleFor, oldestAnsible } from '../../compiler/model/ansible-core.ts';

export default rule({
  id: 'new-guest-python',
  topic: 'build',
  severity: 'hint',
  optional: true,
  title: 'The oldest Ansible works with the Python of the image.',
  message: '{title} has Python {python}, with which ansible-core {core} is the first that works.',
  help: 'Build it on a machine with ansible-core {core} or newer.',
  why: 'ansible-core 2.14, as Debian 12 has it, cannot download over https on a machine with Python 3.12 or newer: `HTTPSConnection` no longer takes the argument that it passes.',
  sources: ['check-11', 'ansible-core-support-matrix'],
  *check({ target: { os } }) {
    const { first } = ansibleFor(os.python);
    if (first !== oldestAnsible)
      yield { span: os.origin, params: { title: os.title, python: os.python, core: first } };
  },
  wrong: 'image a {\n  os = [«ubuntu2404»]\n  package jq\n}\n',
  right: 'image a {\n  os = [debian12]\n  package jq\n}\n',
});
