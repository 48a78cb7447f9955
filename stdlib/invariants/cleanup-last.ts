import type { Invariant } from '../../compiler/sdk/invariant.ts';

const invariant: Invariant = {
  id: 'cleanup-last',
  topic: 'hygiene',
  title: 'Cleaning up comes last.',
  why: 'What a later task leaves behind would stay in the image.',
  sources: ['no-personal-data', 'the-image-is-too-large', 'check-28'],
  how: 'The role `cleanup` runs last in every image without being named, after the handlers.',
  seen: 'playbook/provision.yml',
};

export default invariant;
