import { Lines } from '../lines.ts';
import type { Output } from '../output.ts';

const output: Output = {
  name: 'ansible-cfg',
  doc: 'How Ansible runs the playbooks: where the roles are, how it connects, what it prints.',
  render: (image) => [
    new Lines()
      .add(
        `[defaults]
# Every build has a new machine.
host_key_checking = False
interpreter_python = auto_silent
result_format = yaml
retry_files_enabled = False
roles_path = ./common_roles:./provision_roles:./service_roles
stdout_callback = default

[ssh_connection]
pipelining = True
ssh_args = -o ControlMaster=auto -o ControlPersist=60s`,
        image.origin,
      )
      .file('playbook/ansible.cfg', image.origin),
  ],
};

export default output;
