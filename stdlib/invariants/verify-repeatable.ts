import type { Invariant } from '../../compiler/sdk/invariant.ts';

const invariant: Invariant = {
  id: 'verify-repeatable',
  topic: 'requirements',
  title: 'What the booted image is asked changes nothing in it.',
  why: 'The same points can be asked before and after a soft or a hard reboot, and of a machine that is in use.',
  sources: ['services-after-a-reboot'],
  how: 'Every point is a command that only looks, with `changed_when: false`, and a judgement of what it saw.',
  seen: 'tests/verify.yml',
};

export default invariant;
