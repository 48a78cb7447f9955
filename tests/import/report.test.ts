import { expect, test } from 'vitest';
import { lifters } from '../../import/lifters.generated.ts';
import { hasKind } from '../../import/lift/modules.ts';
import { reportText } from '../../import/project/report.ts';
import { imported, resourcesOf } from '../support/trees/import-tree.ts';

const reasonsOf = async (tasks: string, files: Readonly<Record<string, string>> = {}) => {
  const { report } = await resourcesOf(tasks, files);
  return report.images
    .flatMap(({ roles }) => roles.flatMap(({ reasons }) => reasons))
    .map((each) => each.message);
};

test('tasks of modules that the language has a kind for are counted in all grades', async () => {
  const found = await imported({
    'play.yml':
      '- hosts: default\n  become: true\n  gather_facts: false\n  roles: [web, db]\n  tasks:\n    - apt: name=jq\n    - block:\n        - command: uptime\n        - assemble: src=/etc/x.d dest=/etc/x\n      rescue:\n        - file: path=/srv/a state=absent\n',
    'roles/web/tasks/main.yml':
      '- lineinfile: path=/etc/a line=b firstmatch=yes\n- assemble: src=/etc/x.d dest=/etc/x\n- stat: path=/etc/a\n',
    'roles/db/tasks/main.yml':
      '- block:\n    - command: date\n  always:\n    - command: sync\n- service: name=db state=started\n',
  });
  expect(found).toMatchObject({ lifted: 1, kept: 3, withKind: 7, liftedOfKind: 1, exact: true });
  const report = reportText(found.report);
  expect(report).toContain('Of 7 that the language has a kind for, 1 are lifted (14 %).');
  expect(report).toContain('| web | language | 0 | 3 (3 lines) | 0 | 0 of 1 |');
  expect(report).toContain('| db | carried | 0 | 0 | 2 (5 lines) | 0 of 3 |');
});

test('the lines of the tree are counted by grade', async () => {
  const found = await imported({
    'image.pkr.hcl':
      'source "qemu" "a" {\n  iso_url = "https://example.org/debian-12-generic-amd64.qcow2"\n}\nbuild {\n  sources = ["qemu.a"]\n  provisioner "shell" {\n    inline = [\n      "uptime",\n    ]\n  }\n  provisioner "ansible" {\n    playbook_file = "play.yml"\n  }\n}\n',
    'play.yml': '- hosts: all\n  become: true\n  gather_facts: false\n  roles:\n    - web\n',
    'roles/web/tasks/main.yml':
      '---\n- name: Install it\n  apt:\n    name: jq\n\n  # Of the next one.\n- name: Write it\n  assemble:\n    src: /etc/x.d\n    dest: /etc/x\n\n',
  });
  const report = reportText(found.report);
  expect(report).toContain('| web | language | 1 (3 lines) | 1 (4 lines) | 0 | 1 of 1 |');
  expect(report).toMatch(/\| language \| 1 \(5 lines\) \| 0 \| 0 \| 1 of 1 \|/);
});

test('a task that is part of the resource of another one is lifted with it', async () => {
  const found = await resourcesOf(
    '- find: paths=/etc/app.d patterns=*.old file_type=any hidden=yes\n  register: old\n- file: path="{{ item.path }}" state=absent\n  loop: "{{ old.files }}"\n  loop_control: { label: "{{ item.path }}" }\n',
  );
  expect(found.resources).toMatch(/^absent "/);
  expect(found).toMatchObject({ lifted: 2, kept: 0, withKind: 1, liftedOfKind: 1 });
});

test('what a module only looks at is no kind of its own', () => {
  expect(hasKind('ansible.builtin.stat')).toBe(false);
  expect(hasKind('ansible.builtin.copy')).toBe(true);
  for (const { modules, begins = [] } of lifters) expect([...modules, ...begins]).not.toEqual([]);
});

test('the report says why a task stays one, with its place', async () => {
  const found = await resourcesOf('- apt: name=jq\n- lineinfile: path=/etc/a line=b firstmatch=yes\n');
  expect(reportText(found.report)).toContain(
    'Kept as tasks:\n\n- playbook.yml:6: `line` does not say `firstmatch` like this.\n',
  );
});

test.each([
  ['- assemble: src=/etc/x.d dest=/etc/x', 'the language has no kind for `ansible.builtin.assemble`'],
  ['- file: path="{{ ansible_machine_id }}" state=absent', 'its `path` is known on the machine only'],
  ['- user: name=app password=$6$salt$hash', 'it sets a password, which no resource does'],
  ['- apt: autoremove=yes', 'it clears away packages that nothing needs, which no resource does'],
  ['- file: path=/srv/a state=touch', 'it touches a file, which no resource does'],
  [
    '- unarchive: src=/tmp/a.tgz dest=/opt remote_src=yes',
    'the archive is on the machine already, where no resource takes one from',
  ],
  ['- dnf: name=curl', 'it is for dnf, and the system has apt'],
  [
    '- apt: name=* state=latest',
    'it upgrades all packages, which `vm_init` does first unless it is told not to',
  ],
  ['- copy: content=a dest=/etc/a\n  check_mode: true', 'it only looks whether it would change something'],
  [
    '- file: path="/srv/{{ item }}" state=directory\n  loop: [a, b]\n  register: made\n- debug: var=made',
    'it loops on the machine, or its result is that of a loop',
  ],
])('why it stays: %s', async (tasks, why) => {
  expect((await reasonsOf(tasks))[0]).toBe(why);
});
