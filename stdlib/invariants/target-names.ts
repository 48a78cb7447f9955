import type { Invariant } from '../../compiler/sdk/invariant.ts';

const invariant: Invariant = {
  id: 'target-names',
  topic: 'requirements',
  title: 'Every target, with its files, has a name of its own in the project.',
  why: 'Of two targets of one name the later one takes the place of the earlier, in the output folder and on the platform.',
  sources: ['check-6', 'check-23'],
  how: 'Files, folders and checksums are named after their target, and two targets of one name are an error.',
  codes: ['VK0502'],
};

export default invariant;
