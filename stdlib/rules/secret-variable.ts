import { rule } from '../../compiler/sdk/rule.ts';

export default rule({
  id: 'secret-variable',
  topic: 'security',
  severity: 'warning',
  title: 'What is secret at deployment is kept out of the log.',
  message: '`{name}` sounds like a secret, and it is given as {type}, so it is shown in Ansible’s log.',
  help: 'Declare it as `param {name}: secret = runtime`.',
  why: 'The log of the deployment is kept, and read by more people than the secret is meant for.',
  sources: ['no-secrets-in-the-image', 'check-26'],
  *check({ image }) {
    for (const { name, type, origin } of image.runtime) {
      if (!/(^|_)(password|passwd|passphrase|secret|token|api_?key|private_key)($|_)/i.test(name)) continue;
      if (
        /_(file|path|url|name|id|enabled|length|policy)$/i.test(name) ||
        type.includes('secret') ||
        type === 'bool' ||
        type === 'int'
      )
        continue;
      yield { span: origin, params: { name, type } };
    }
  },
  wrong:
    'image a {\n  os = [debian12]\n  use app\n}\n\nrole app {\n  «param admin_password: string = runtime»\n  start {\n    file "/etc/app.env" {\n      content = "PASSWORD=${admin_password}\\n"\n      mode    = 0600\n    }\n  }\n}\n',
  right:
    'image a {\n  os = [debian12]\n  use app\n}\n\nrole app {\n  param admin_password: secret = runtime\n  start {\n    file "/etc/app.env" {\n      content = "PASSWORD=${admin_password}\\n"\n      mode    = 0600\n    }\n  }\n}\n',
});
