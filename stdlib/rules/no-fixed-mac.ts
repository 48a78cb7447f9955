import { cleaning } from './shared/evidence.ts';
import { bootRule } from '../../compiler/sdk/rule.ts';

export default bootRule({
  id: 'no-fixed-mac',
  topic: 'requirements',
  title: 'The network is bound to no MAC address.',
  why: 'Every machine has another card than the one on which the image was built.',
  sources: ['no-fixed-mac-addresses'],
  *verify() {
    yield {
      title: 'No foreign MAC address is configured',
      look: "grep -rhoiE '([0-9a-f]{2}:){5}[0-9a-f]{2}' /etc/netplan /etc/network /etc/sysconfig/network-scripts /etc/NetworkManager/system-connections /etc/systemd/network /etc/udev/rules.d 2>/dev/null | sort -u | while read -r mac; do grep -qi $mac /sys/class/net/*/address || echo $mac; done",
      that: ["seen.stdout | trim == ''"],
      found: "{{ seen.stdout_lines | join(', ') }}",
    };
  },
  *evidence(context) {
    yield* cleaning(context, /netplan|network|persistent-net/);
  },
});
