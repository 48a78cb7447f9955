import { bySettings } from '../../compiler/sdk/invariant.ts';
import type { Invariant } from '../../compiler/sdk/invariant.ts';

const invariant: Invariant = {
  id: 'waits-for-boot',
  topic: 'build',
  title: 'Packer waits for the first boot.',
  why: 'Host keys and cloud-init take their time, minutes without hardware virtualisation.',
  sources: ['ssh-never-answers'],
  how: 'Packer waits 15 minutes for SSH unless `timeout` says otherwise.',
  seen: 'IMAGE.pkr.hcl',
  takenOver: bySettings('ssh_timeout'),
};

export default invariant;
