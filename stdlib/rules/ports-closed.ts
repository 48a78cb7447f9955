import type { Target } from '../../compiler/model/ir.ts';
import { attributesOf } from '../../compiler/sdk/attributes.ts';
import { bootRule } from '../../compiler/sdk/rule.ts';
import port from '../expectations/port.ts';

/** What closes the one port that a system opens by itself: Debian’s cloud images have systemd-resolved with it. */
const LLMNR = '; LLMNR=no closes 5355';

export default bootRule({
  id: 'ports-closed',
  topic: 'requirements',
  title: 'Nothing listens but ssh and what is expected to.',
  why: 'Every open port can be attacked from the first second. One that is meant to be open is named by the image or a role: `expect { port 80 }`. Debian’s systemd-resolved would listen on 5355 for names on the local network: `vm_init` turns that off.',
  sources: ['closed-ports', 'small-attack-surface', 'check-38'],
  *verify({ target }) {
    const local = '/^(127[.]|[[]::1[]]|[[]::ffff:127[.])/';
    yield {
      title: 'Nothing listens but what is expected to',
      look: `command -v ss >/dev/null && ss -tlnp | awk 'NR > 1 && $4 !~ ${local} && $4 !~ /:(${openPorts(target).join('|')})$/ { print $4, $6 }'`,
      that: ['seen.rc == 0', "seen.stdout | trim == ''"],
      found: `{{ seen.stdout_lines | join(', ') }}{{ '${LLMNR}' if ':5355' in seen.stdout else '' }}`,
    };
  },
  *evidence({ contents }) {
    for (const { number, protocol, open, origin } of contents.provision.ports)
      if (open) yield { what: `port ${number}/${protocol} is expected`, span: origin };
  },
});

/** The ports on which something is expected to listen. */
function openPorts({ verify }: Target): string[] {
  const ports = verify
    .flatMap(({ expectations }) => expectations)
    .filter((resource) => {
      const attributes = attributesOf(port, resource);
      return attributes !== null && attributes.open?.value !== false;
    });
  return [...new Set(['22', ...ports.map(({ label }) => label)])];
}
