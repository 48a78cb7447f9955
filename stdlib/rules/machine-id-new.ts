import { cleaning } from './shared/evidence.ts';
import { bootRule } from '../../compiler/sdk/rule.ts';

export default bootRule({
  id: 'machine-id-new',
  topic: 'hygiene',
  title: 'Every machine gets a machine id of its own.',
  why: 'Addresses, logs and clusters tell machines apart by it. One that is in the image is the same on all of them.',
  sources: ['no-personal-data', 'check-28', 'systemd-machine-id'],
  *verify() {
    yield {
      title: 'The machine id is new',
      // The journal has a folder for each machine id under which it was written.
      look: 'cat /etc/machine-id && ls /var/log/journal 2>/dev/null',
      that: ["seen.stdout is match('[0-9a-f]{32}')", 'seen.stdout_lines | unique | length == 1'],
      found: "{{ seen.stdout_lines | join(', ') or 'there is none' }}",
    };
    yield {
      id: 'instance',
      title: 'Cloud-init knows no other machine',
      look: 'ls /var/lib/cloud/instances',
      that: ['seen.stdout_lines | length == 1'],
      found: "{{ seen.stdout_lines | join(', ') }}",
    };
  },
  *evidence(context) {
    yield* cleaning(context, /machine-id|cloud-init clean/);
  },
});
