import type { Invariant } from '../../compiler/sdk/invariant.ts';

const invariant: Invariant = {
  id: 'no-facts',
  topic: 'build',
  title: 'No play gathers facts.',
  why: 'It takes seconds in each run, for what the compiler knows already.',
  sources: ['fast-builds', 'check-16'],
  how: 'Every play says `gather_facts: false`, and a fact in place of a value of the language is an error. Only roles from outside get facts: a task gathers them before the first of those.',
  seen: 'playbook/provision.yml',
  codes: ['VK0230'],
};

export default invariant;
