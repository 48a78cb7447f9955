import type { Invariant } from '../../compiler/sdk/invariant.ts';

const invariant: Invariant = {
  id: 'readme-build',
  topic: 'documentation',
  title: 'It is written down how the image is built, and with what.',
  why: 'The next one to build it may be somebody else.',
  sources: ['build-dependencies', 'build-requirements'],
  how: 'The README of the tree names the tools and the commands.',
  seen: 'README.md',
};

export default invariant;
