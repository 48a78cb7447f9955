import type { Invariant } from '../../compiler/sdk/invariant.ts';

const invariant: Invariant = {
  id: 'nothing-unused',
  topic: 'build',
  title: 'What is declared is used.',
  why: 'What nobody uses is read by everyone who looks for what does something.',
  sources: ['check-26', 'check-40'],
  how: 'A let, param or role that nothing uses is reported.',
  codes: ['VK0701', 'VK0702', 'VK0703', 'VK0704'],
};

export default invariant;
