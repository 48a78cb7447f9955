import { expect, test } from 'vitest';
import { imported } from '../support/trees/import-tree.ts';

const play = (rest: string) => `- hosts: default\n  become: true\n  gather_facts: false\n${rest}`;
const RESCUE = '- block:\n    - command: /bin/true\n  rescue:\n    - command: echo {{ wanted }}\n';

test('the first file that is there is taken on each system', async () => {
  const found = await imported({
    'a.pkr.hcl':
      'source "qemu" "ubuntu-24" {}\nsource "qemu" "almalinux-9" {}\nbuild {\n  name = "web"\n  sources = ["qemu.ubuntu-24", "qemu.almalinux-9"]\n  provisioner "ansible" { playbook_file = "play.yml" }\n}\n',
    'play.yml': play('  roles: [web]\n'),
    'roles/web/tasks/main.yml': `- include_vars: "{{ lookup('first_found', params) }}"
  vars:
    params:
      files: ["{{ ansible_distribution }}-{{ ansible_distribution_version }}.yml", "{{ ansible_os_family }}.yml"]
      paths: [vars]
- include_tasks: "{{ item }}"
  with_first_found:
    - "{{ ansible_distribution }}.yml"
    - other.yml
- template:
    src: "{{ item }}"
    dest: /etc/web.conf
  with_first_found:
    - files: ["{{ ansible_os_family }}.j2"]
      skip: true
`,
    'roles/web/vars/Debian.yml': 'server: nginx-light\n',
    'roles/web/vars/RedHat.yml': 'server: nginx\n',
    'roles/web/tasks/Ubuntu.yml': '- apt: name={{ server }}\n',
    'roles/web/tasks/other.yml': '- dnf: name={{ server }}\n',
    'roles/web/templates/RedHat.j2': 'web\n',
  });
  expect(found.text).toContain('package nginx-light { recommends = true }');
  expect(found.text).toContain('package nginx { recommends = true }');
  expect(found.text.match(/file "\/etc\/web.conf"/g)).toHaveLength(1);
  expect(found).toMatchObject({ kept: 0, carried: 0, left: 0, exact: true, compiles: true });
});

test('which file is found is told only if the tree can tell', async () => {
  const found = await imported({
    'play.yml': play('  roles: [web]\n'),
    'roles/web/tasks/main.yml':
      '- include_tasks: "{{ item }}"\n  with_first_found: ["{{ ansible_kernel }}.yml", other.yml]\n',
    'roles/web/tasks/5.yml': '- command: /bin/true\n',
    'roles/web/tasks/other.yml': '- command: /bin/false\n',
  });
  expect(found.text).toContain('which of the files that it looks for is found is known on the machine only');
  expect(found).toMatchObject({ carried: 1, exact: true, compiles: true });
});

test('a carried role gets maps and lists of maps, and depends on no role that was run before it', async () => {
  const found = await imported({
    'play.yml': play(
      '  vars:\n    wanted: { name: web, ports: [80, 443] }\n    hosts_of: [{ name: a, port: 1 }, { name: b }]\n  roles: [base, odd]\n',
    ),
    'roles/base/tasks/main.yml': '- apt: name=jq\n',
    'roles/odd/meta/main.yml': 'dependencies:\n  - role: base\n',
    'roles/odd/tasks/main.yml': `${RESCUE}- command: echo {{ hosts_of }}\n`,
  });
  expect(found.text).toContain('param wanted: object({ name = string  ports = list(int) })');
  expect(found.text).toContain('param hosts_of: list(object({ name = string  port = int? }))');
  expect(new TextDecoder().decode(found.files.get('roles/odd/meta/main.yml') as Uint8Array)).toBe(
    'dependencies: []\n',
  );
  expect(found).toMatchObject({ exact: true, compiles: true, differences: [] });
});

test('a role of the tree may be called as the one that gathers facts', async () => {
  const found = await imported({
    'play.yml': '- hosts: default\n  become: true\n  roles: [facts]\n',
    'roles/facts/tasks/main.yml': '- copy: content="{{ ansible_hostname }}" dest=/etc/name\n',
  });
  expect(found.text).toContain('role gathered_facts {');
  expect(found).toMatchObject({ exact: true, compiles: true });
});

test('what the rules find is said of the tree', async () => {
  const found = await imported({
    'playbook.yml': play(
      '  tasks:\n    - name: Fetch it\n      get_url: url=http://example.org/a dest=/opt/a\n    - systemd: name=none enabled=yes\n',
    ),
  });
  const findings = found.report.images.flatMap((image) => image.findings);
  expect(findings).toContainEqual(
    expect.objectContaining({ severity: 'warning', place: 'playbook.yml:5' }) as unknown,
  );
});

test('what nothing was compared of is not exact', async () => {
  const found = await imported({ 'a.pkr.hcl': 'build {\n' });
  expect(found.exact).toBe(false);
  const bad = await imported({
    'a.pkr.hcl':
      'source "openstack" "ubuntu-24" { flavor = "a" }\nbuild {\n  sources = ["openstack.ubuntu-24"]\n  provisioner "shell" { inline = ["true"] }\n}\n',
  });
  expect(bad).toMatchObject({ exact: false, compiles: false });
  expect(bad.report.images[0]!.findings[0]).toMatchObject({ severity: 'error' });
});

test('a folder that is copied is its files, in folders that are made where they are missing', async () => {
  const found = await imported({
    'playbook.yml': play(
      '  tasks:\n    - copy: src=conf/ dest=/etc/envoy/ owner=envoy mode=0640 directory_mode=0750\n    - copy: src=tools dest=/opt\n',
    ),
    'files/conf/a.yml': 'a\n',
    'files/conf/more/b.yml': 'b\n',
    'files/tools/run': 'run\n',
  });
  expect(found.text).toContain(
    'command "install --directory --owner=envoy --mode=0750 /etc/envoy" { creates = "/etc/envoy" }',
  );
  expect([...found.text.matchAll(/^ {2}file "([^"]+)"/gm)].map(([, path]) => path)).toEqual([
    '/etc/envoy/a.yml',
    '/etc/envoy/more/b.yml',
    '/opt/tools/run',
  ]);
  expect(found).toMatchObject({ kept: 0, carried: 0, left: 0, exact: true, compiles: true });
});

test('a task of a play that can only be carried is a role of its own, at its place', async () => {
  const found = await imported({
    'playbook.yml': `${play('  vars: { level: 3 }\n  tasks:\n')}    - apt: name=jq
    - name: Try it
      when: ansible_uptime_seconds > 3
      block:
        - copy: src=a.conf dest=/etc/a.conf
          notify: reload web
      rescue:
        - command: echo {{ level }}
    - apt: name=vim
    - name: Key
      copy:
        dest: /etc/key
        content: !vault |
          $ANSIBLE_VAULT;1.1;AES256
          6162
      notify: reload web
    - apt: name=nano
  handlers:
    - name: reload web
      service: name=nginx state=reloaded
`,
    'files/a.conf': 'a\n',
  });
  const file = (name: string) => {
    const content = found.files.get(name);
    return typeof content === 'string' ? content : new TextDecoder().decode(content);
  };
  expect([...found.text.matchAll(/^ {2}use (\w+)/gm)].map(([, name]) => name)).toEqual([
    'playbook_tasks',
    'try_it',
    'playbook_tasks_2',
    'key',
  ]);
  expect(file('roles/try_it/tasks/main.yml')).toContain('  vars:\n    level: 3\n');
  expect(file('roles/try_it/files/a.conf')).toBe('a\n');
  expect(file('roles/try_it/handlers/main.yml')).toContain('service: name=nginx state=reloaded');
  expect(file('roles/key/tasks/main.yml')).toContain('content: !vault |\n');
  expect(found).toMatchObject({
    lifted: 3,
    carried: 2,
    left: 0,
    exact: true,
    differences: [],
    compiles: true,
  });
});

test('what needs a file that is not there stays a comment', async () => {
  const found = await imported({
    'playbook.yml': play(
      '  tasks:\n    - apt: name=jq\n    - block:\n        - include_tasks: gone.yml\n      rescue:\n        - command: /bin/true\n',
    ),
  });
  expect(found.text).toContain('# playbook.yml:6: it is a block with `rescue` or `always`.');
  expect(found).toMatchObject({ carried: 0, left: 1, exact: false, compiles: true });
});

test('a role that is run again is used again under another name', async () => {
  const found = await imported({
    'playbook.yml': play(
      '  tasks:\n    - include_role: name=save\n    - command: uptime\n    - include_role: name=save\n',
    ),
    'roles/save/tasks/main.yml': '- command: iptables-save -f /etc/rules\n',
  });
  expect(found.text).toMatch(/use save\n(.*\n)*  use save as save_again\n/);
  expect(found).toMatchObject({ lifted: 3, carried: 0, exact: true, compiles: true });
});

test('a role of the language does not take the name of one that a carried role brings', async () => {
  const found = await imported({
    'playbook.yml': play('  roles:\n    - role: programs\n      vars: { wanted: [jq] }\n    - web\n'),
    'roles/programs/tasks/main.yml': '- apt: { name: "{{ wanted }}", install_recommends: false }\n',
    'roles/web/meta/main.yml': 'dependencies:\n  - role: programs\n    vars: { wanted: [git] }\n',
    'roles/web/tasks/main.yml': RESCUE,
  });
  expect(found).toMatchObject({ exact: true, compiles: true, differences: [] });
  expect(found.text).toMatch(/role own_programs \{\n  package jq/);
  expect([...found.files.keys()]).toContain('roles/programs/tasks/main.yml');
});

test('a list that only the machine knows is flattened as it is written', async () => {
  const found = await imported({
    'playbook.yml': play(
      '  tasks:\n    - group: name={{ item }}\n      with_items: "{{ people }}"\n    - group: name={{ item }}\n      with_items: "{{ people + more }}"\n',
    ),
  });
  expect(found.text).toContain('{{ people | flatten(levels=1) }}');
  expect(found.text).toContain('{{ (people + more) | flatten(levels=1) }}');
  expect(found).toMatchObject({ carried: 0, exact: true });
});
