import { installedPackages } from './shared/evidence.ts';
import { bootRule } from '../../compiler/sdk/rule.ts';

export default bootRule({
  id: 'guest-agent-runs',
  topic: 'requirements',
  title: 'The guest agent is installed, and runs where the machine has its port.',
  why: 'The platform sets passwords and freezes file systems for snapshots through the guest agent. It is started by the virtio port, which only a machine that boots can have.',
  sources: ['guest-agent', 'services-after-a-reboot'],
  *verify() {
    yield {
      id: 'installed',
      title: 'The guest agent is installed',
      look: 'command -v qemu-ga',
      that: ['seen.rc == 0'],
      found: 'qemu-ga is not in PATH',
    };
    yield {
      title: 'The guest agent runs where its port is',
      look: 'if test -e /dev/virtio-ports/org.qemu.guest_agent.0; then systemctl is-active qemu-guest-agent; else echo no port; fi',
      that: ["seen.stdout | trim in ['active', 'no port']"],
      found: 'qemu-guest-agent is {{ seen.stdout | trim }}',
    };
  },
  *evidence(context) {
    yield* installedPackages(context, 'qemu-guest-agent');
  },
});
