import { rule } from '../../compiler/sdk/rule.ts';
import { sshSettings } from './shared/ssh-settings.ts';

const OPEN: ReadonlySet<string> = new Set([
  'passwordauthentication',
  'permitrootlogin',
  'permitemptypasswords',
]);

export default rule({
  id: 'ssh-password-login',
  topic: 'security',
  severity: 'warning',
  eachRun: true,
  title: 'Nobody logs in over SSH with a password alone.',
  message: '`{path}` says `{line}`, which lets everyone try passwords.',
  help: 'Leave it out: keys come from cloud-init.',
  why: 'A machine with a public address sees thousands of passwords tried every day.',
  sources: ['key-based-login'],
  *check(context) {
    for (const { at, span, path, line, name, value } of sshSettings(context)) {
      if (value === 'yes' && OPEN.has(name)) yield { at, span, params: { path, line } };
    }
  },
  *evidence(context) {
    for (const { at, line, value, name } of sshSettings(context))
      if (value !== 'yes' && OPEN.has(name)) yield { what: `\`${line}\``, span: at.resource.origin };
  },
  wrong:
    'image a {\n  os = [debian12]\n  file "/etc/ssh/sshd_config.d/own.conf" { content = «"PermitRootLogin yes\\n"» }\n}\n',
  right:
    'image a {\n  os = [debian12]\n  file "/etc/ssh/sshd_config.d/own.conf" { content = "PermitRootLogin prohibit-password\\n" }\n}\n',
});
