import { expect, test } from 'vitest';
import { imported } from '../support/trees/import-tree.ts';

/** A tree as the marketplace's own guide shows it. */
const TREE = {
  '.images.yaml': `xaas-service-name:
  metadata:
    os_admin_user: 'ubuntu'
    os_distro: ubuntu2404
    os_version: '24'
    os_type: 'linux'
    mcs_name: xaas-service-name
    mcs_os_type: 'linux'
    mcs_os_distro: 'ubuntu'
    mcs_os_version: '24'
    hw_qemu_guest_agent: 'yes'
    os_require_quiesce: 'yes'
    team: 'data'
    sid: 'hidden'
    hw_disk_bus: scsi
  build_override:
    disk_size: 50G
`,
  'xaas-service.pkr.hcl': `build {
  source "qemu.ubuntu-24" {
    name = "xaas-service-name"
  }

  provisioner "ansible" {
    playbook_file = "./playbook/provision.yml"
    user          = "ubuntu"
    ansible_env_vars = [
      "ANSIBLE_CONFIG=./playbook/ansible.cfg"
    ]
  }
}
`,
  'playbook/ansible.cfg': '[defaults]\nroles_path = ./common_roles:./provision_roles\n',
  'playbook/provision.yml': `- name: Provision Image
  hosts: default
  gather_facts: false
  become: true
  tasks:
    - import_role:
        name: provision_roles/backup
    - import_role:
        name: provision_roles/docker
`,
  'playbook/provision_roles/backup/tasks/main.yml': `---
- name: Update package cache
  apt:
    update_cache: yes
  when: ansible_os_family == "Debian"

# Both are in the archive.
- name: Install backup tools
  apt:
    name:
      - restic
      - rclone
    state: present

- name: Copy backup scripts
  copy:
    src: "{{ item }}"
    dest: /opt/backup/
    mode: '0755'
  with_fileglob:
    - files/backup_*.sh
`,
  'playbook/provision_roles/backup/files/backup_a.sh': '#!/bin/sh\n',
  'playbook/provision_roles/backup/files/backup_b.sh': '#!/bin/sh\ndate\n',
};

const RESULT = `image xaas-service-name {
  os      = [ubuntu2404]
  sources = external
  team    = "data"

  build {
    disk = 50G
  }

  metadata {
    hw_disk_bus = "scsi"
  }

  use backup
  # playbook/provision.yml:8: \`provision_roles/docker\` is not imported: the role is not in the tree; the library has one of this name: \`use docker\`.
}

role backup {
  # Both are in the archive.
  package [restic, rclone] {
    title      = "Install backup tools"
    recommends = true
  }

  for script in files("files/backup/backup_*.sh") {
    file "/opt/backup/\${script.name}" {
      title  = "Copy backup scripts"
      source = script
      mode   = 0755
    }
  }
}
`;

test('the tree of the guide becomes what an author would write', async () => {
  const found = await imported(TREE);
  expect(found.text).toBe(RESULT);
  expect([...found.files.keys()]).toEqual([
    'xaas-service-name.vkimage',
    'files/backup/backup_a.sh',
    'files/backup/backup_b.sh',
  ]);
  expect(found).toMatchObject({ lifted: 3, kept: 0, carried: 0, left: 1, exact: true, compiles: true });
});

test('with Windows line ends it is the same', async () => {
  const crlf = Object.fromEntries(
    Object.entries(TREE).map(([name, text]) => [
      name,
      name.endsWith('.sh') ? text : text.replaceAll('\n', '\r\n'),
    ]),
  );
  const found = await imported(crlf);
  expect(found.text).toBe(RESULT);
});
