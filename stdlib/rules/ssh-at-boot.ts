import { services } from './shared/evidence.ts';
import { bootRule } from '../../compiler/sdk/rule.ts';

export default bootRule({
  id: 'ssh-at-boot',
  topic: 'requirements',
  title: 'The SSH server runs when the machine has booted.',
  why: 'Ssh is how users get into the machine. On some systems its socket is enabled in place of the service.',
  sources: ['ssh-server', 'services-after-a-reboot'],
  *verify() {
    yield {
      title: 'The ssh server is enabled and runs',
      look: 'for unit in ssh.service ssh.socket sshd.service sshd.socket; do echo "$unit $(systemctl is-enabled $unit 2>/dev/null) $(systemctl is-active $unit)"; done',
      that: ["' enabled active' in seen.stdout"],
      found: "{{ seen.stdout_lines | join(', ') }}",
    };
  },
  *evidence(context) {
    const isSsh = (name: string) => /^sshd?(\.socket)?$/.test(name);
    yield* services(context, ({ name, enabled }) => isSsh(name) && enabled === true);
  },
});
