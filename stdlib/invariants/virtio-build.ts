import { bySettings } from '../../compiler/sdk/invariant.ts';
import type { Invariant } from '../../compiler/sdk/invariant.ts';

const invariant: Invariant = {
  id: 'virtio-build',
  topic: 'requirements',
  title: 'The machine of the build has VirtIO disk and network.',
  why: 'An image that was installed on other hardware may not find its disk on the platform, where there are VirtIO devices only.',
  sources: ['kvm'],
  how: 'The source for QEMU names a VirtIO disk and a VirtIO network card.',
  seen: 'IMAGE.pkr.hcl',
  takenOver: bySettings('disk_interface', 'net_device', 'qemuargs'),
};

export default invariant;
