import { rule } from '../../compiler/sdk/rule.ts';
import service from '../resources/service.ts';

export default rule({
  id: 'guest-agent-started',
  topic: 'build',
  severity: 'warning',
  title: 'The guest agent is not started where it has nothing to speak to.',
  message:
    'The guest agent is started in the build, and the pipeline’s sources may give the machine no port for it.',
  help: 'Leave `qemu-guest-agent` to `vm_init`, which enables it and does not start it.',
  why: 'The unit waits a minute and a half for a device that is not there, and then fails with “A dependency job failed”.',
  sources: ['the-guest-agent-is-missing', 'check-21'],
  *check({ image, resources }) {
    if (image.sources === 'own') return;
    for (const at of resources(service)) {
      const { state } = at.attributes;
      if (at.phase === 'start' || !/^qemu-guest-agent(\.service)?$/.test(at.resource.label)) continue;
      if (state !== undefined && /^(re)?started$/.test(state.value))
        yield { at, span: state.origin, params: {} };
    }
  },
  wrong:
    'image a {\n  os      = [debian12]\n  sources = external\n  service qemu-guest-agent { state = «started» }\n}\n',
  right:
    'image a {\n  os      = [debian12]\n  sources = external\n  service qemu-guest-agent { enabled = true }\n}\n',
});
