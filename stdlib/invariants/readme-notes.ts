import type { Invariant } from '../../compiler/sdk/invariant.ts';

const invariant: Invariant = {
  id: 'readme-notes',
  topic: 'documentation',
  title: 'What is known of the image stands where it is read.',
  why: 'Known issues and workarounds are of use to those who take the image.',
  sources: ['known-issues'],
  how: 'The comment above an image gets into the README of its tree.',
  seen: 'README.md',
};

export default invariant;
