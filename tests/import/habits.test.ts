import { expect, test } from 'vitest';
import { imported, resourcesOf } from '../support/trees/import-tree.ts';

/** What trees of many habits do, and one word of the language says. */
const HABITS: Readonly<Record<string, readonly [tasks: string, resources: string]>> = {
  'the newest of packages that may be there': [
    '- apt: name=curl,jq state=latest update_cache=yes\n- apt: update_cache=yes force_apt_get=yes',
    'package [curl, jq] {\n  recommends = true\n  update     = true\n}',
  ],
  'a folder and all in it for another owner': [
    '- file: path=/srv/app owner=app recurse=yes',
    'permissions "/srv/app" {\n  owner   = "app"\n  recurse = true\n}',
  ],
  'a search and a loop that removes what it finds': [
    '- name: Look for keys\n  find: paths=/etc/ssh patterns=ssh_host_*\n  register: keys\n- name: Remove the keys\n  file: path="{{ item.path }}" state=absent\n  loop: "{{ keys.files }}"\n- find: { paths: [/tmp, /var/tmp], file_type: any }\n  register: found\n- file: path={{item.path}} state=absent\n  with_items: "{{ found.files }}"',
    'absent "/etc/ssh/ssh_host_*" {\n  title      = "Remove the keys"\n  files_only = true\n}\nabsent ["/tmp/*", "/var/tmp/*"] { hidden = false }',
  ],
  'what a new account has not': [
    "- user:\n    name: app\n    groups: adm\n    password: '!'\n    comment: The web shop",
    'user app {\n  comment = "The web shop"\n  groups  = ["adm"]\n}',
  ],
  'a command that says itself when it has failed and changed something': [
    '- command: dpkg-query -W app\n  register: app\n  failed_when: app.rc > 1\n  changed_when: app.rc == 1',
    'command "dpkg-query -W app" {\n  changes  = "app.rc == 1"\n  fails    = "app.rc > 1"\n  register = "app"\n}',
  ],
  'a file that is kept as it was': [
    '- lineinfile: path=/etc/app.conf line=a backup=yes\n- replace: path=/etc/app.conf regexp=b replace=c backup=yes',
    'line "/etc/app.conf" {\n  line   = "a"\n  backup = true\n}\nreplace "/etc/app.conf" {\n  match  = "b"\n  with   = "c"\n  backup = true\n}',
  ],
  'a line of a file that is made only where it is missing': [
    '- lineinfile: path=/etc/environment line=A=b create=yes',
    'line "/etc/environment" {\n  line      = "A=b"\n  create    = true\n  keep_mode = true\n}',
  ],
  'a block with the marker of Ansible': [
    "- blockinfile:\n    path: /etc/app.conf\n    block: |\n      [a]\n      b = c\n    create: true\n    mode: '0644'",
    'block "/etc/app.conf" {\n  name = "ANSIBLE MANAGED BLOCK"\n  content = """\n    [a]\n    b = c"""\n  create = true\n}',
  ],
};

test.each(Object.entries(HABITS))('%s', async (_what, [tasks, resources]) => {
  const found = await resourcesOf(tasks);
  expect(found.resources).toBe(resources);
  expect(found).toMatchObject({ kept: 0, carried: 0, left: 0, exact: true, differences: [] });
});

test('the home folder of root, who gathers facts', async () => {
  const play = (become: boolean, tasks = '') =>
    `- hosts: default\n  become: ${become}\n  tasks:\n${tasks}    - file: path="{{ ansible_env.HOME }}/.bash_history" state=absent\n      become: true\n`;
  const root = await imported({ 'playbook.yml': play(true) });
  expect(root.text).toContain('absent "/root/.bash_history"');
  expect(root).toMatchObject({ kept: 0, exact: true });
  for (const tree of [play(false), play(true, '    - setup:\n      become: false\n')]) {
    const other = await imported({ 'playbook.yml': tree });
    expect(other.text).toContain('ansible_env.HOME');
    expect(other.text).not.toContain('/root');
  }
});

test('comments above tasks that are one resource stand above it', async () => {
  const { resources } = await resourcesOf(
    '# Find the keys.\n- find: paths=/etc/ssh patterns=ssh_host_*\n  register: keys\n# Remove the keys.\n- file: path="{{ item.path }}" state=absent\n  loop: "{{ keys.files }}"',
  );
  expect(resources).toBe(
    '# Find the keys.\n# Remove the keys.\nabsent "/etc/ssh/ssh_host_*" { files_only = true }',
  );
});

test('a task of a play that is carried twice has two roles', async () => {
  const task = '- block:\n    - command: uptime\n  rescue:\n    - command: date\n  name: Look\n';
  const found = await resourcesOf(`${task}- command: sync\n${task}`);
  expect(found).toMatchObject({ carried: 2, exact: true, compiles: true });
});

test('a package that is fetched and installed under one condition', async () => {
  const { resources, ...found } = await resourcesOf(
    '- command: dpkg-query -W app\n  register: app\n  changed_when: false\n  failed_when: app.rc > 1\n- get_url: url=https://example.org/app_1.0_amd64.deb dest=/tmp/app.deb\n  when: app.rc == 1\n- apt: deb=/tmp/app.deb install_recommends=no\n  when: app.rc == 1',
  );
  expect(resources).toContain(
    'package_file app {\n  url       = "https://example.org/app_1.0_amd64.deb"\n  condition = jinja"app.rc == 1"\n}',
  );
  expect(found).toMatchObject({ kept: 0, exact: true, differences: [] });
  const other = await resourcesOf(
    '- stat: path=/opt/app\n  register: app\n- get_url: url=https://example.org/app_1.0_amd64.deb dest=/tmp/app.deb\n  when: app.stat.exists\n- apt: deb=/tmp/app.deb',
  );
  expect(other.resources).not.toContain('package_file');
  expect(other).toMatchObject({ exact: true, differences: [] });
});
