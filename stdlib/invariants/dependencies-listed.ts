import type { Invariant } from '../../compiler/sdk/invariant.ts';

const invariant: Invariant = {
  id: 'dependencies-listed',
  topic: 'reproducibility',
  title: 'What the build depends on is listed.',
  why: 'Another machine, or the same one in a year, can build the image.',
  sources: ['build-dependencies'],
  how: 'Plugins of Packer stand in `plugins.pkr.hcl`, collections and roles of Ansible Galaxy in `playbook/requirements.yml` where there are any, and the tools in the README of the tree.',
  seen: 'plugins.pkr.hcl',
};

export default invariant;
