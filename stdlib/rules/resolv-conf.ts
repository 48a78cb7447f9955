import { rule } from '../../compiler/sdk/rule.ts';
import type { Resource } from '../../compiler/model/ir.ts';
import absent from '../resources/absent.ts';
import download from '../resources/download.ts';
import file from '../resources/file.ts';
import { runCommands, writtenOf } from './shared/bash-lines.ts';

const FILE = '/etc/resolv.conf';

export default rule({
  id: 'resolv-conf',
  topic: 'requirements',
  severity: 'warning',
  eachRun: true,
  title: 'Name servers come from the platform.',
  message: '{what}, so the machines of this image do not use the name servers of their network.',
  help: 'Leave it out. Name servers of your own go to `/etc/systemd/resolved.conf.d/`, or come with the subnet.',
  why: '`/etc/resolv.conf` belongs to what configures the network, and is a link on many systems. Written as a file it hides the name servers of the platform, without which its own names are not found; or it is overwritten at the first boot.',
  sources: ['cloud-init', 'network-of-the-platform'],
  *check(context) {
    const told = new Set<Resource>();
    const once = (resource: Resource) => !told.has(resource) && told.add(resource);
    for (const at of context.resources(file, download, absent)) {
      if (
        at.resource.label === FILE &&
        at.phase !== 'start' &&
        at.run.origin.file === at.resource.origin.file &&
        once(at.resource)
      )
        yield {
          at,
          params: {
            what: at.resource.kind === 'absent' ? `\`${FILE}\` goes` : `\`${FILE}\` is written as a file`,
          },
        };
    }
    for (const { at, span, path, text } of writtenOf(context)) {
      if (at.phase === 'start') continue;
      if (path === FILE && text.trim() !== '' && once(at.resource))
        yield { at, span, params: { what: `\`${FILE}\` is written as a file` } };
      const manager = /^\/etc\/NetworkManager\/(NetworkManager\.conf|conf\.d\/[^/]+\.conf)$/.test(path);
      if (manager && /^\s*(dns|rc-manager)\s*=\s*(none|unmanaged)\s*$/m.test(text) && once(at.resource))
        yield { at, span, params: { what: 'NetworkManager is told not to write name servers' } };
    }
    for (const { at, span, command } of runCommands(context)) {
      const [name = '', ...rest] = command.words;
      const fixes = name === 'chattr' && rest.some((word) => /^\+\w*i/.test(word)) && rest.includes(FILE);
      if (fixes && once(at.resource))
        yield { at, span, params: { what: `\`${FILE}\` cannot be changed any more` } };
    }
  },
  wrong:
    'image a {\n  os = [debian12]\n  «file "/etc/resolv.conf"» { content = "nameserver 192.0.2.53\\n" }\n}\n',
  right:
    'image a {\n  os = [debian12]\n  directory "/etc/systemd/resolved.conf.d"\n  file "/etc/systemd/resolved.conf.d/60-dns.conf" { content = "[Resolve]\\nFallbackDNS=192.0.2.53\\n" }\n}\n',
});
