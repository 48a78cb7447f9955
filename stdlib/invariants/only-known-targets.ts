import type { Invariant } from '../../compiler/sdk/invariant.ts';

const invariant: Invariant = {
  id: 'only-known-targets',
  topic: 'build',
  title: 'Nothing in the template names a target that there is not.',
  why: 'Packer passes over an `only` or `except` that names nothing, and what was meant for one target is done for all, or for none.',
  sources: ['check-24'],
  how: 'The template needs no `only`, `except` or `override`: every source in its build is named after its target.',
  seen: 'IMAGE.pkr.hcl',
};

export default invariant;
