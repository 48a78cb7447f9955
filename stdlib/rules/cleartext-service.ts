import { rule } from '../../compiler/sdk/rule.ts';
import { bringing } from './shared/contents.ts';

const LOGIN = 'lets users log in without encryption';
const FILES = 'serves files without encryption';

const SERVICES: ReadonlyMap<string, string> = new Map([
  ['telnetd', LOGIN],
  ['telnet-server', LOGIN],
  ['inetutils-telnetd', LOGIN],
  ['rsh-server', LOGIN],
  ['rsh-redone-server', LOGIN],
  ['ypserv', LOGIN],
  ['nis', LOGIN],
  ['tftpd', FILES],
  ['tftpd-hpa', FILES],
  ['tftp-server', FILES],
]);

export default rule({
  id: 'cleartext-service',
  topic: 'security',
  severity: 'warning',
  title: 'No service that sends passwords in the clear is installed.',
  message: '`{name}` {why}.',
  help: 'Leave it out. SSH does what it did: `sftp` for files, `ssh` for a shell.',
  why: 'Every open port is one that somebody will try. What these services are told, everyone on the way can read.',
  sources: ['closed-ports', 'small-attack-surface', 'check-38'],
  *check(context) {
    for (const each of context.contents.provision.packages) {
      const why = SERVICES.get(each.name);
      if (why === undefined || each.state === 'absent') continue;
      const at = bringing(context, each, each.name);
      yield { ...(at === undefined ? { span: each.origin } : { at }), params: { name: each.name, why } };
    }
  },
  wrong: 'image a {\n  os = [debian12]\n  «package telnetd»\n}\n',
  right: 'image a {\n  os = [debian12]\n  package openssh-sftp-server\n}\n',
});
