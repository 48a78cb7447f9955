import { rule } from '../../compiler/sdk/rule.ts';
import { sshSettings } from './shared/ssh-settings.ts';

export default rule({
  id: 'ssh-key-login',
  topic: 'security',
  severity: 'error',
  eachRun: true,
  title: 'Logging in with a key is possible.',
  message: '`{path}` says `{line}`, so the key of whoever deploys a machine is of no use.',
  help: 'Leave `{name}` out of it.',
  why: 'The platform gives the key of whoever deploys a machine to its admin user, and has no other way to let them in.',
  sources: ['key-based-login'],
  *check(context) {
    for (const { at, span, path, line, name, value, admin } of sshSettings(context)) {
      const off = name === 'pubkeyauthentication' && value === 'no';
      const others = name === 'allowusers' && !admin;
      if (off || others) yield { at, span, params: { path, line, name: line.split(/\s+/)[0]! } };
    }
  },
  *evidence(context) {
    for (const { at, line, name } of sshSettings(context))
      if (name === 'pubkeyauthentication') yield { what: `\`${line}\``, span: at.resource.origin };
  },
  wrong:
    'image a {\n  os = [debian12]\n  file "/etc/ssh/sshd_config.d/own.conf" { content = «"PubkeyAuthentication no\\n"» }\n}\n',
  right:
    'image a {\n  os = [debian12]\n  file "/etc/ssh/sshd_config.d/own.conf" { content = "PasswordAuthentication no\\n" }\n}\n',
});
