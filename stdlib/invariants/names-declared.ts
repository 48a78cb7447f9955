import type { Invariant } from '../../compiler/sdk/invariant.ts';

const invariant: Invariant = {
  id: 'names-declared',
  topic: 'build',
  title: 'Every name that is used is declared.',
  why: 'Ansible finds out when it runs the task that uses it.',
  sources: ['check-26'],
  how: 'A name that is not declared is an error; so is a variable of the tree, since all are written from the source.',
  codes: ['VK0201'],
};

export default invariant;
