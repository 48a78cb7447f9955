import type { Invariant } from '../../compiler/sdk/invariant.ts';

const invariant: Invariant = {
  id: 'vm-init-first',
  topic: 'requirements',
  title: 'What the marketplace requires is set up before everything else.',
  why: 'Later roles can rely on it, and what they change of it shows in the rules.',
  sources: ['guest-agent', 'the-guest-agent-is-missing'],
  how: 'The role `vm_init` runs first in every image without being named. Only what stands in `prepare` comes before it.',
  seen: 'playbook/provision.yml',
};

export default invariant;
