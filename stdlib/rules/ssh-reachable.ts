import { rule } from '../../compiler/sdk/rule.ts';
import type { Resource } from '../../compiler/model/ir.ts';
import { runCommands, writtenOf } from './shared/bash-lines.ts';
import { sshSettings } from './shared/ssh-settings.ts';
import type { SshSetting } from './shared/ssh-settings.ts';

const EVERYWHERE = /^(0\.0\.0\.0|\[?::\]?|\*)(:22)?$/;

export default rule({
  id: 'ssh-reachable',
  topic: 'requirements',
  severity: 'error',
  title: 'The SSH server is reached on port 22 of every address.',
  message: '{what}, so the SSH server is not reached {where}.',
  help: '{advice}',
  why: 'The platform, its security groups and its users expect SSH on port 22. On the Red Hat family SELinux does not let the server use another port either, so that it does not start.',
  sources: ['ssh-server', 'key-based-login'],
  *check(context) {
    const told = new Set<Resource>();
    const once = (resource: Resource) => !told.has(resource) && told.add(resource);
    const settings = [...sshSettings(context)];
    const open = (name: string, holds: (value: string) => boolean) =>
      settings.some((each) => each.name === name && holds(each.value));
    const finding = ({ at, span, line }: SshSetting, where: string, advice: string) => ({
      at,
      span,
      params: { what: `\`${line}\``, where, advice },
    });
    const port =
      'Leave it out: who wants another port says so in a security group or in front of the machine.';
    const address = 'Leave it out: security groups decide who reaches the machine.';
    for (const setting of settings) {
      const { name, value } = setting;
      if (name === 'port' && value !== '22' && !open('port', (each) => each === '22'))
        yield finding(setting, 'on port 22', port);
      if (
        name === 'listenaddress' &&
        !EVERYWHERE.test(value) &&
        !open('listenaddress', (each) => EVERYWHERE.test(each))
      )
        yield finding(setting, 'from outside', address);
    }
    for (const { at, span, path, text } of writtenOf(context)) {
      if (!/^\/etc\/systemd\/system\/sshd?\.socket(\.d\/[^/]+)?$/.test(path)) continue;
      const ports = [...text.matchAll(/^\s*ListenStream\s*=\s*(\S+)\s*$/gm)].map((match) => match[1]!);
      const away = ports.filter((each) => !/(^|:)22$/.test(each));
      if (ports.length > 0 && away.length === ports.length && once(at.resource))
        yield {
          at,
          span,
          params: { what: `\`ListenStream=${away[0]}\``, where: 'on port 22', advice: port },
        };
    }
    for (const { at, span, command } of runCommands(context)) {
      const [name = '', ...rest] = command.words;
      const stops = name === 'systemctl' && rest.some((word) => word === 'disable' || word === 'mask');
      const unit = rest.find((word) => /^sshd?(\.service|\.socket)?$/.test(word));
      if (!stops || unit === undefined || at.phase === 'start' || !once(at.resource)) continue;
      // Ubuntu starts the server by its socket or without it.
      if (unit.endsWith('.socket')) continue;
      yield {
        at,
        span,
        params: { what: `\`${unit}\` is turned off`, where: 'at all', advice: 'Leave it out.' },
      };
    }
  },
  wrong:
    'image a {\n  os = [debian12]\n  line "/etc/ssh/sshd_config" {\n    match = "^#?Port "\n    line  = «"Port 2222"»\n  }\n}\n',
  right:
    'image a {\n  os = [debian12]\n  line "/etc/ssh/sshd_config" {\n    match = "^#?MaxAuthTries "\n    line  = "MaxAuthTries 4"\n  }\n}\n',
});
