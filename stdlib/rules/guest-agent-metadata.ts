import { properties } from './shared/evidence.ts';
import { rule } from '../../compiler/sdk/rule.ts';

const KEYS = ['hw_qemu_guest_agent', 'os_require_quiesce'];

export default rule({
  id: 'guest-agent-metadata',
  topic: 'requirements',
  severity: 'error',
  title: 'The metadata say that there is a guest agent, and that snapshots wait for it.',
  message: '`{key}` is `{found}`; the marketplace asks for `yes`.',
  help: 'Leave `{key}` out: it is `yes` in every image.',
  why: 'Without these properties the platform gives the machine no port for the guest agent, and takes snapshots of file systems that are being written to.',
  sources: ['guest-agent', 'required-metadata', 'check-5'],
  *check({ target: { metadata } }) {
    for (const key of KEYS) {
      const found = metadata.get(key);
      if (found !== undefined && found.value !== 'yes')
        yield { span: found.origin, params: { key, found: found.value } };
    }
  },
  *evidence(context) {
    yield* properties(context, KEYS);
  },
  wrong: 'image a {\n  os = [debian12]\n  metadata { os_require_quiesce = «"no"» }\n  package jq\n}\n',
  right: 'image a {\n  os = [debian12]\n  metadata { os_require_quiesce = "yes" }\n  package jq\n}\n',
});
