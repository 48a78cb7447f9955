import { installedPackages } from './shared/evidence.ts';
import { rule } from '../../compiler/sdk/rule.ts';
import { missingPackage } from './shared/contents.ts';

export default rule({
  id: 'guest-agent-installed',
  topic: 'requirements',
  severity: 'error',
  title: 'The QEMU guest agent is in every image.',
  message: '{what}, and the platform speaks to a machine through the guest agent.',
  help: 'Install `qemu-guest-agent` in `vm_init`, which does so unless a role of that name takes its place.',
  why: 'Passwords are set, and file systems are frozen for a snapshot, through the guest agent. The metadata promise both: `hw_qemu_guest_agent` and `os_require_quiesce`.',
  sources: ['guest-agent', 'the-guest-agent-is-missing', 'check-5'],
  *check(context) {
    yield* missingPackage(context, ['qemu-guest-agent']);
  },
  *evidence(context) {
    yield* installedPackages(context, 'qemu-guest-agent');
  },
  wrong: 'image a {\n  os = [debian12]\n  «package qemu-guest-agent» { state = absent }\n}\n',
  right: 'image a {\n  os = [debian12]\n  package jq\n}\n',
});
