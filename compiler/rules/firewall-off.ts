import { bootRule } from '../rule.ts';

export default bootRule({
  id: 'firewall-off',
  topic: 'requirements',
  title: 'No firewall of the system is on.',
  why: 'The platform’s security groups decide which ports are reachable; a second firewall makes machines that nobody can reach.',
  source: 'Description, “OS Configuration Requirements” and “Image Validation Checklist”',
  *verify() {
    yield {
      title: 'No firewall is on',
      look: 'for unit in ufw firewalld nftables iptables ip6tables; do systemctl is-enabled --quiet $unit 2>/dev/null && echo $unit is enabled; systemctl is-active --quiet $unit && echo $unit runs; done',
      that: ["seen.stdout | trim == ''"],
      found: "{{ seen.stdout_lines | join(', ') }}",
    };
  },
});
