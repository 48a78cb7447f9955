import { rule } from '../../compiler/sdk/rule.ts';
import repository from '../resources/repository.ts';
import { bringsKey, isMirror } from './shared/apt-keys.ts';

export default rule({
  id: 'unsigned-repository',
  topic: 'security',
  severity: 'warning',
  title: 'Packages of a repository are checked against a key.',
  message: '{what}: the repository has no key.',
  help: 'Add `key = "https://…"`, the key that the vendor names beside the address of the repository.',
  why: 'Without a key anyone who can change what the server sends can put a package of their own into the image; apt refuses such a repository, and the build stops.',
  sources: ['regular-updates', 'check-18'],
  *check(context) {
    const { target, resources } = context;
    const apt = target.os.package_manager === 'apt';
    const trusted = apt && bringsKey(context);
    for (const at of resources(repository)) {
      if (at.attributes.key !== undefined) continue;
      const name = `\`${at.resource.label}\``;
      if (!apt) yield { at, params: { what: `The packages of ${name} are installed unchecked` } };
      // apt reads none that is turned off.
      else if (!trusted && at.attributes.enabled?.value !== false && !isMirror(at.attributes, target.os))
        yield { at, params: { what: `apt does not know who signs ${name}` } };
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
