import { services } from './shared/evidence.ts';
import { rule } from '../../compiler/sdk/rule.ts';
import { bringing } from './shared/contents.ts';

export default rule({
  id: 'guest-agent-enabled',
  topic: 'requirements',
  severity: 'error',
  title: 'Nothing keeps the QEMU guest agent from starting.',
  message: 'The guest agent is {how}, so the platform cannot reach it.',
  help: 'Leave `qemu-guest-agent` to `vm_init`.',
  why: 'Snapshots with `os_require_quiesce` are cancelled when the agent does not answer, and a password cannot be set from the platform’s pages.',
  sources: ['guest-agent', 'the-guest-agent-is-missing'],
  *check(context) {
    for (const phase of ['provision', 'start'] as const) {
      const agent = context.contents[phase].services.find(({ name }) => name === 'qemu-guest-agent');
      if (agent === undefined) continue;
      const how = agent.masked ? 'masked' : agent.enabled === false ? 'disabled' : null;
      if (how === null) continue;
      const at = bringing(context, agent);
      yield { ...(at === undefined ? { span: agent.origin } : { at }), params: { how } };
    }
  },
  *evidence(context) {
    yield* services(context, ({ name }) => name === 'qemu-guest-agent');
  },
  wrong: 'image a {\n  os = [debian12]\n  «service qemu-guest-agent» { enabled = false }\n}\n',
  right: 'image a {\n  os = [debian12]\n  service qemu-guest-agent { enabled = true }\n}\n',
});
