import { services } from './shared/evidence.ts';
import { rule } from '../../compiler/sdk/rule.ts';
import { bringing, lacking } from './shared/contents.ts';

/** What it is called: on newer Ubuntu a socket starts it. */
const UNITS: ReadonlySet<string> = new Set(['ssh', 'sshd', 'ssh.socket', 'sshd.socket']);

export default rule({
  id: 'ssh-enabled',
  topic: 'requirements',
  severity: 'error',
  title: 'The SSH server starts at boot.',
  message: '{what}, so nobody gets into a machine of this image.',
  help: 'Leave it to `vm_init`, which enables it unless a role of that name takes its place.',
  why: 'A machine without an SSH server that starts by itself can be reached through the platform’s console only, if at all.',
  sources: ['ssh-server'],
  *check(context) {
    const { contents } = context;
    const named = contents.provision.services.filter(({ name }) => UNITS.has(name));
    for (const each of [...named, ...contents.start.services.filter(({ name }) => UNITS.has(name))]) {
      const off = each.masked ? 'masked' : each.enabled === false ? 'disabled' : null;
      if (off === null) continue;
      const at = bringing(context, each);
      const params = { what: `The SSH server \`${each.name}\` is ${off}` };
      yield { ...(at === undefined ? { span: each.origin } : { at }), params };
    }
    if (named.some(({ enabled, masked }) => enabled !== null || masked === true)) return;
    yield { ...lacking(context, 'vm_init'), params: { what: 'Nothing enables the SSH server' } };
  },
  *evidence(context) {
    yield* services(context, ({ name, enabled }) => UNITS.has(name) && enabled === true);
  },
  wrong: 'image a {\n  os = [debian12]\n  «service ssh» { enabled = false }\n}\n',
  right: 'image a {\n  os = [debian12]\n  service ssh { enabled = true }\n}\n',
});
