import type { Invariant } from '../../compiler/sdk/invariant.ts';

const invariant: Invariant = {
  id: 'handlers',
  topic: 'build',
  title: 'Services are restarted and reloaded by handlers.',
  why: 'A service is restarted once, after all that concerns it has changed, and not at all when nothing has.',
  sources: ['order-of-tasks'],
  how: '`notify`, `reload` and `restart_on` become handlers.',
};

export default invariant;
