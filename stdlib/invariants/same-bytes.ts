import type { Invariant } from '../../compiler/sdk/invariant.ts';

const invariant: Invariant = {
  id: 'same-bytes',
  topic: 'reproducibility',
  title: 'The same source gives the same tree, to the byte.',
  why: 'What is under version control can be compared, and a pipeline can tell that a tree belongs to its source.',
  sources: ['version-control'],
  how: 'Nothing in the tree depends on the day, the machine or the order of files.',
  seen: '.vkc/manifest.json',
};

export default invariant;
