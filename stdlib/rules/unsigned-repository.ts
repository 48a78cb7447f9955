import { rule } from '../../compiler/sdk/rule.ts';
import repository from '../resources/repository.ts';

export default rule({
  id: 'unsigned-repository',
  topic: 'security',
  severity: 'warning',
  title: 'Packages of a repository are checked against a key.',
  message: 'The packages of `{name}` are installed unchecked: the repository has no key.',
  help: 'Add `key = "https://…"`, the key that the vendor names beside the address of the repository.',
  why: 'Without a key anyone who can change what the server sends can put a package of their own into the image.',
  sources: ['regular-updates', 'check-18'],
  *check({ target, resources }) {
    // With apt a repository without a key has to be signed by a key that the system trusts.
    if (target.os.package_manager === 'apt') return;
    for (const at of resources(repository)) {
      if (at.attributes.key === undefined) yield { at, params: { name: at.resource.label } };
    }
  },
  *evidence({ contents }) {
    for (const { name, key, origin } of contents.provision.repositories)
      if (key !== null) yield { what: `\`${name}\`, with the key \`${key}\``, span: origin };
  },
  wrong:
    'image a {\n  os = [almalinux9]\n  «repository tools» { url = "https://example.org/el9/x86_64" }\n}\n',
  right:
    'image a {\n  os = [almalinux9]\n  repository tools {\n    url = "https://example.org/el9/x86_64"\n    key = "https://example.org/el9/RPM-GPG-KEY-tools"\n  }\n}\n',
});
