import { cleaning } from './shared/evidence.ts';
import { bootRule } from '../../compiler/sdk/rule.ts';

export default bootRule({
  id: 'host-keys-new',
  topic: 'hygiene',
  title: 'Every machine gets ssh host keys of its own.',
  why: 'With host keys from the image, every machine could pass for every other one.',
  sources: ['no-personal-data', 'check-28', 'cloud-init-ssh-module'],
  *verify() {
    yield {
      title: 'The host keys were made on this machine',
      // Cloud-init leaves this mark before it makes them.
      look: "find /etc/ssh -name 'ssh_host_*_key' | wc -l; find /etc/ssh -name 'ssh_host_*_key' ! -newer /var/lib/cloud/instance/sem/config_ssh",
      that: ['seen.rc == 0', 'seen.stdout_lines[0] | int > 0', 'seen.stdout_lines | length == 1'],
      found: "{{ (seen.stdout_lines[1:] + [seen.stderr]) | join(' ') | trim or 'there are none' }}",
    };
  },
  *evidence(context) {
    yield* cleaning(context, /ssh_host_/);
  },
});
