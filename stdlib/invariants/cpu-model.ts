import { bySettings } from '../../compiler/sdk/invariant.ts';
import type { Invariant } from '../../compiler/sdk/invariant.ts';

const invariant: Invariant = {
  id: 'cpu-model',
  topic: 'build',
  title: 'The machine of the build has a CPU on which the system starts.',
  why: 'QEMU’s own default is older than what releases 9 and 10 of the Red Hat family are compiled for.',
  sources: ['check-22'],
  how: 'The template always names a model: the host’s, all that QEMU can emulate, or the image’s own.',
  seen: 'IMAGE.pkr.hcl',
  takenOver: bySettings('cpu_model', 'qemuargs'),
};

export default invariant;
