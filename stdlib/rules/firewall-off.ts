import { services } from './shared/evidence.ts';
import { rule } from '../../compiler/sdk/rule.ts';
import { bringing } from './shared/contents.ts';
import { commandsOf } from './shared/texts.ts';

const FIREWALLS: ReadonlySet<string> = new Set(['ufw', 'firewalld', 'nftables', 'iptables', 'ip6tables']);

export default rule({
  id: 'firewall-off',
  topic: 'requirements',
  severity: 'error',
  title: 'No firewall is on in the image.',
  message: '{what}, while the platform’s security groups are what filters.',
  help: 'Remove it: security groups are set where the machine is deployed. `vm_init` turns the system’s own firewall off.',
  why: 'The marketplace expects images without a firewall of their own. One that nobody knows of blocks the ports of the service, and in the worst case the SSH of the build.',
  sources: ['no-firewall', 'ssh-never-answers', 'check-32'],
  *check(context) {
    for (const phase of ['provision', 'start'] as const) {
      for (const each of context.contents[phase].services) {
        if (!FIREWALLS.has(each.name) || (each.enabled !== true && each.state !== 'started')) continue;
        const at = bringing(context, each);
        const what = `The firewall \`${each.name}\` is turned on`;
        yield { ...(at === undefined ? { span: each.origin } : { at }), params: { what } };
      }
    }
    const { packages, services } = context.contents.provision;
    for (const each of packages) {
      // The package of the Red Hat family enables itself; a later role than vm_init would bring it back.
      if (each.name !== 'firewalld' || each.state === 'absent') continue;
      if (
        services.some(({ name, enabled, masked }) => name === 'firewalld' && (masked || enabled === false))
      ) {
        const off = context.target.provision.findIndex(({ name }) => name === 'vm_init');
        const on = context.target.provision.findIndex(({ name }) => name === each.role);
        const later = services.find(({ name }) => name === 'firewalld')!.role !== 'vm_init';
        if (later || on <= off) continue;
      }
      const at = bringing(context, each, each.name);
      const what = 'The package `firewalld` brings a firewall that is on';
      yield { ...(at === undefined ? { span: each.origin } : { at }), params: { what } };
    }
    for (const { at, line, span } of commandsOf(context)) {
      if (/\bufw\s+(--force\s+)?enable\b/.test(line))
        yield { at, span, params: { what: 'This turns the firewall on' } };
    }
  },
  *verify() {
    yield {
      title: 'No firewall is on',
      look: 'for unit in ufw firewalld nftables iptables ip6tables; do systemctl is-enabled --quiet $unit 2>/dev/null && echo $unit is enabled; systemctl is-active --quiet $unit && echo $unit runs; done',
      that: ["seen.stdout | trim == ''"],
      found: "{{ seen.stdout_lines | join(', ') }}",
    };
  },
  *evidence(context) {
    yield* services(context, ({ name }) => FIREWALLS.has(name));
  },
  wrong:
    'image a {\n  os = [almalinux9]\n  «service firewalld» {\n    enabled = true\n    state   = started\n  }\n}\n',
  right:
    'image a {\n  os = [almalinux9]\n  service firewalld {\n    enabled   = false\n    state     = stopped\n    if_exists = true\n  }\n}\n',
});
