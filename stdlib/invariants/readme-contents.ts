import type { Invariant } from '../../compiler/sdk/invariant.ts';

const invariant: Invariant = {
  id: 'readme-contents',
  topic: 'documentation',
  title: 'It is written down what is in the image.',
  why: 'Whoever takes the image has to know its system and what runs on it, without starting it.',
  sources: ['base-and-packages'],
  how: 'The README of the tree lists systems, packages with the versions that the source names, and services, role by role.',
  seen: 'README.md',
};

export default invariant;
