import type { Image } from '../../compiler/model/ir.ts';
import { textOf } from '../../compiler/model/text.ts';
import { Lines } from '../text/lines.ts';
import type { Output } from '../output.ts';
import { galaxyFolders, galaxyNeeds } from '../ansible/galaxy.ts';

const output: Output = {
  name: 'ansible-cfg',
  doc: 'Settings for Ansible: where the roles are, how it connects, and what it prints.',
  render(image) {
    const needs = galaxyNeeds(image);
    const own = ['common_roles', 'provision_roles', 'service_roles'];
    const folders = [...own, ...(needs.includes('roles') ? [galaxyFolders.roles] : [])];
    const roles = folders.map((folder) => `./${folder}`).join(':');
    // The usual places stay, for collections that came with Ansible itself.
    const collections = needs.includes('collections')
      ? `collections_path = ./${galaxyFolders.collections}:~/.ansible/collections:/usr/share/ansible/collections\n`
      : '';
    const servers = galaxyServers(image);
    return [
      new Lines()
        .add(
          `[defaults]
callback_result_format = yaml
${collections}# Every build has a new machine.
host_key_checking = False
interpreter_python = auto_silent
# The start phase runs on the machine itself, without an inventory.
localhost_warning = False
retry_files_enabled = False
roles_path = ${roles}
stdout_callback = default
# An emulated machine takes its time.
timeout = 120

${servers}[inventory]
inventory_unparsed_warning = False

[ssh_connection]
pipelining = True
ssh_args = -o ControlMaster=auto -o ControlPersist=60s -o ServerAliveInterval=15 -o ServerAliveCountMax=8`,
          image.origin,
        )
        .file('playbook/ansible.cfg', image.origin),
    ];
  },
};

/** The servers from which roles and collections come. Their tokens are read from the environment. */
function galaxyServers({ galaxy }: Image): string {
  if (galaxy.size === 0) return '';
  const sections = [...galaxy].map(([name, value]) => {
    const settings = value.type === 'map' ? [...value.entries] : [['url', value] as const];
    const lines = settings.map(([key, each]) => `${key} = ${textOf(each) ?? ''}\n`);
    return `[galaxy_server.${name}]\n# The token is read from ANSIBLE_GALAXY_SERVER_${name.toUpperCase()}_TOKEN.\n${lines.join('')}\n`;
  });
  return `[galaxy]\nserver_list = ${[...galaxy.keys()].join(', ')}\n\n${sections.join('')}`;
}

export default output;
