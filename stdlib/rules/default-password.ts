import { secretsOf } from './shared/image-secrets.ts';
import { rule } from '../../compiler/sdk/rule.ts';

export default rule({
  id: 'default-password',
  topic: 'security',
  severity: 'warning',
  title: 'No service has a password that everyone knows.',
  message: '{place} holds {words}.',
  help: 'Have the password made or given when the machine is deployed, in `start`: `param password: secret = runtime`.',
  why: 'A password such as `admin` or `changeme` is tried within minutes of a machine being reachable, and whoever deploys the image may not know that there is one to change.',
  sources: ['no-credentials', 'no-secrets-in-the-image'],
  *check(context) {
    for (const { kind, ...finding } of secretsOf(context)) if (kind === 'default-password') yield finding;
  },
  wrong:
    'image a {\n  os = [debian12]\n  file "/etc/app.ini" { content = "admin_password = «changeme»\\n" }\n}\n',
  right:
    'image a {\n  os = [debian12]\n  file "/etc/app.ini" { content = "admin_password_file = /etc/app.password\\n" }\n}\n',
});
