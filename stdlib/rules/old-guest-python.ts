import { rule } from '../../compiler/sdk/rule.ts';
import { ansibleFor } from '../../compiler/model/ansible-core.ts';

export default rule({
  id: 'old-guest-python',
  topic: 'build',
  severity: 'hint',
  optional: true,
  title: 'The newest Ansible works with the Python of the image.',
  message: '{title} has Python {python}, with which ansible-core {core} is the last that works.',
  help: 'Build it on a machine with ansible-core {core} or older.',
  why: 'Newer releases of ansible-core stop at the first task with a syntax error from the machine, which says nothing of the reason.',
  sources: ['check-11', 'check-12', 'ansible-core-support-matrix'],
  *check({ target: { os } }) {
    const { last } = ansibleFor(os.python);
    if (last !== null) yield { span: os.origin, params: { title: os.title, python: os.python, core: last } };
  },
  wrong: 'image a {\n  os = [«almalinux8»]\n  package jq\n}\n',
  right: 'image a {\n  os = [almalinux9]\n  package jq\n}\n',
});
