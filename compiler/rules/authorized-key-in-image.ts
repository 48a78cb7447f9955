import { rule } from '../rule.ts';
import { textsOf } from '../rule-texts.ts';

export default rule({
  id: 'authorized-key-in-image',
  topic: 'security',
  severity: 'error',
  title: 'Nobody’s SSH key is in the image.',
  message: '{what} {how} an SSH key, so its owner can log in to every machine of this image.',
  help: 'Leave keys to cloud-init, which puts those of whoever deploys a machine into the admin user’s account.',
  why: 'A key in the image of a marketplace opens the machines of all customers to one person, for as long as these machines are there.',
  source: 'Description, “No Secrets in Image” and “OS Configuration Requirements”: no hardcoded credentials',
  *check(context) {
    for (const at of context.resources('user')) {
      const keys = at.resource.attributes.get('ssh_keys');
      const known =
        keys?.type === 'list'
          ? keys.items.find(({ type }) => type === 'string' || type === 'file')
          : undefined;
      if (known !== undefined)
        yield { at, span: known.origin, params: { what: `The user \`${at.resource.label}\``, how: 'has' } };
    }
    for (const { at, path, text, span } of textsOf(context)) {
      if (
        !/authorized_keys2?$/.test(path) ||
        !/^[^#\n]*\b(ssh-(rsa|ed25519|dss)|ecdsa-sha2-|sk-(ssh|ecdsa)-)/m.test(text)
      )
        continue;
      yield { at, span, params: { what: `\`${path}\``, how: 'holds' } };
    }
  },
  wrong:
    'image a {\n  os = [debian12]\n  user deploy {\n    ssh_keys = [«"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ1cTkqXW0gGb0lO8fJ1q6rYpJ3t2zq0uT7oN5dVYxkL deploy"»]\n  }\n}\n',
  right: 'image a {\n  os = [debian12]\n  user deploy { groups = ["adm"] }\n}\n',
});
