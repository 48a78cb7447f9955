import type { Invariant } from '../../compiler/sdk/invariant.ts';

const invariant: Invariant = {
  id: 'order-by-change',
  topic: 'build',
  title: 'What changes rarely comes first.',
  why: 'A build that is broken off, or cached, has then done the most.',
  sources: ['order-of-tasks', 'check-33'],
  how: '`vm_init` comes first, then the roles in the order in which they are used, the image’s own resources, and `cleanup`.',
  seen: 'playbook/provision.yml',
};

export default invariant;
