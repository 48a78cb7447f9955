import type { Invariant } from '../../compiler/sdk/invariant.ts';

const invariant: Invariant = {
  id: 'disk-size',
  topic: 'requirements',
  title: 'The size of the disk is one that Packer and the platform take.',
  why: 'A size without a unit is so many bytes for one tool and megabytes for another; what the platform refuses shows after the build.',
  sources: ['image-size', 'check-8'],
  how: 'A size without its unit, or out of bounds, is an error.',
  codes: ['VK0312', 'VK0408'],
};

export default invariant;
