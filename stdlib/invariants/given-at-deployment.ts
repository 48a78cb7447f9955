import type { Invariant } from '../../compiler/sdk/invariant.ts';

const invariant: Invariant = {
  id: 'given-at-deployment',
  topic: 'security',
  title: 'What is given at deployment is in no image.',
  why: 'Passwords and addresses of one customer belong on the machines of that customer.',
  sources: ['start-phase', 'no-secrets-in-the-image'],
  how: 'A param with the default `runtime` is a variable of `start.yml`, which runs on the deployed machine. In the image build it cannot be used.',
  codes: ['VK0407'],
};

export default invariant;
