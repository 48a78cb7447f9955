import type { Invariant } from '../../compiler/sdk/invariant.ts';

const invariant: Invariant = {
  id: 'metadata-complete',
  topic: 'requirements',
  title: 'Every property that the marketplace asks for is there.',
  why: 'An image without one of them is rejected when it is uploaded.',
  sources: ['required-metadata', 'check-4'],
  how: 'They are derived from the system and the image; `metadata` can give one another value, and none is left out. A key that is nearly one of them is pointed out.',
  seen: '.images.yaml',
  codes: ['VK0228'],
};

export default invariant;
