import type { Invariant } from '../../compiler/sdk/invariant.ts';

const invariant: Invariant = {
  id: 'metadata-strings',
  topic: 'requirements',
  title: 'Metadata are text for every reader of YAML.',
  why: 'A version such as 24.10 is the number 24.1 for a reader of YAML, and `yes` is true.',
  sources: ['metadata-values', 'check-3'],
  how: 'Every value stands in quotes.',
  seen: '.images.yaml',
};

export default invariant;
