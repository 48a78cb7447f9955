import { secretsOf } from './shared/image-secrets.ts';
import { rule } from '../../compiler/sdk/rule.ts';

export default rule({
  id: 'secret-in-image',
  topic: 'security',
  severity: 'error',
  title: 'No password, key or token is in an image.',
  message: '{place} holds {words}.',
  help: 'Give it at deployment: `param password: secret = runtime` of a role, used in its `start`. What only the build needs comes from `env("NAME")`.',
  why: 'Everyone who starts a machine from the image has what is in it, and so has everyone who can read the repository and the tree. A secret that has been there is known: it has to be changed, not only removed.',
  sources: ['no-credentials', 'no-personal-data', 'no-secrets-in-the-image', 'check-27'],
  *check(context) {
    for (const { kind, ...finding } of secretsOf(context)) if (kind !== 'default-password') yield finding;
  },
  wrong:
    'image a {\n  os = [debian12]\n  file "/etc/app.env" {\n    content = "DB_USER=app\\nDB_PASSWORD=«blueWhale77»\\n"\n    mode    = 0600\n  }\n}\n',
  right:
    'image a {\n  os = [debian12]\n  use app\n}\n\nrole app {\n  param password: secret = runtime\n  start {\n    file "/etc/app.env" {\n      content = "DB_USER=app\\nDB_PASSWORD=${password}\\n"\n      mode    = 0600\n    }\n  }\n}\n',
});
