import type { Invariant } from '../../compiler/sdk/invariant.ts';

const invariant: Invariant = {
  id: 'readme-verify',
  topic: 'documentation',
  title: 'It is written down how the image is tested.',
  why: 'A test that nobody knows how to run is not run.',
  sources: ['testing-procedures'],
  how: 'The README of the tree shows how `tests/verify.yml` is run, and what its points are called.',
  seen: 'README.md',
};

export default invariant;
