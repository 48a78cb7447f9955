import { rule } from '../../compiler/sdk/rule.ts';
import service from '../resources/service.ts';
import { own } from '../../compiler/model/own.ts';

const PAIRS = [
  ['ssh', 'sshd'],
  ['apache2', 'httpd'],
  ['cron', 'crond'],
] as const;

/** By what Ansible calls the family: names that the other one has, with its own. */
const OTHER: Readonly<Record<string, ReadonlyMap<string, string>>> = {
  Debian: new Map(PAIRS.map(([debian, redhat]) => [redhat, debian])),
  RedHat: new Map(PAIRS.map(([debian, redhat]) => [debian, redhat])),
};

export default rule({
  id: 'unit-of-other-system',
  topic: 'requirements',
  severity: 'error',
  title: 'Units are called as the system calls them.',
  message: 'The unit `{unit}` is called `{name}` on {title}.',
  help: 'Write `{name}`; where systems differ, `match os.family { … }`, or `"${os.family.ssh_unit}"` for SSH.',
  why: 'A unit that there is not fails in the build, half an hour after it was started; the name of an alias can be started, but not enabled.',
  sources: ['check-15', 'check-20'],
  *check({ target, resources, contents }) {
    const names = own(OTHER, target.os.family.ansible) ?? new Map<string, string>();
    for (const at of resources(service)) {
      const { label, head } = at.resource;
      const unit = label.replace(/\.service$/, '');
      const name = names.get(unit);
      if (name === undefined || at.attributes.if_exists?.value) continue;
      // A role may bring a unit of that name itself.
      const own = contents.provision.units.some((each) => each.name === `${unit}.service`);
      if (!own) yield { at, span: head, params: { unit, name, title: target.os.title } };
    }
  },
  wrong: 'image a {\n  os = [almalinux9]\n  «service cron» { enabled = true }\n}\n',
  right: 'image a {\n  os = [almalinux9]\n  service crond { enabled = true }\n}\n',
});
