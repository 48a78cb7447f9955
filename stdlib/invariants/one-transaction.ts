import type { Invariant } from '../../compiler/sdk/invariant.ts';

const invariant: Invariant = {
  id: 'one-transaction',
  topic: 'build',
  title: 'Packages that stand together are installed together.',
  why: 'The package manager resolves and unpacks them at once, and the index is refreshed once.',
  sources: ['fast-builds'],
  how: 'Neighbouring packages are one task.',
};

export default invariant;
