import type { Invariant } from '../../compiler/sdk/invariant.ts';

const invariant: Invariant = {
  id: 'one-thing-a-task',
  topic: 'build',
  title: 'Packages are installed apart from their configuration.',
  why: 'A task that does one thing can be repeated, skipped and read.',
  sources: ['order-of-tasks'],
  how: 'A resource is a package, a file or a service, never two of them.',
};

export default invariant;
