import type { Invariant } from '../../compiler/sdk/invariant.ts';

const invariant: Invariant = {
  id: 'files-there',
  topic: 'build',
  title: 'Every file and every role that is named is there.',
  why: 'A missing file stops the build after half an hour, and a pattern that matches nothing copies nothing.',
  sources: ['check-33'],
  how: 'A path without a file, a pattern without a match and a circle of imports or roles are errors.',
  codes: ['VK0601', 'VK0606', 'VK0607'],
};

export default invariant;
