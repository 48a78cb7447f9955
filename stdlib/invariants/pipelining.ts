import type { Invariant } from '../../compiler/sdk/invariant.ts';

const invariant: Invariant = {
  id: 'pipelining',
  topic: 'build',
  title: 'Ansible uses pipelining.',
  why: 'It saves a copy over the network for every task.',
  sources: ['fast-builds'],
  how: 'It is on in the configuration of Ansible.',
  seen: 'playbook/ansible.cfg',
};

export default invariant;
