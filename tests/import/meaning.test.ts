import { expect, test } from 'vitest';
import { imported, resourcesOf } from '../support/trees/import-tree.ts';

/** Trees in which a reader who is in a hurry takes one thing for another. Each says what has to stand in the result, and what not. */
interface Trap {
  readonly tasks?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly holds: readonly string[];
  readonly lacks?: readonly string[];
  readonly exact?: boolean;
}

const ROOT = '- hosts: default\n  become: true\n  gather_facts: false\n';

const TRAPS: Readonly<Record<string, Trap>> = {
  'numbers and letters as the parser of Ansible reads them': {
    files: {
      'play.yml': `${ROOT}  vars: { a: 1.0, b: 1.10, c: y, d: no, e: 0x10, f: 1e3 }\n  tasks:\n    - command: echo {{ a }} {{ b }} {{ c }} {{ d }} {{ e }} {{ f }}\n`,
    },
    holds: ['command "echo 1.0 1.1 y False 16 1e3"'],
  },
  'a mode that is no octal number': {
    tasks:
      '- file: { path: /srv/a, state: directory, mode: 644 }\n- file: { path: /srv/b, state: directory, mode: 0640 }',
    holds: ['mode   = "1204"', 'directory "/srv/b" { mode = 0640 }'],
  },
  'a task that only looks whether it would change something': {
    tasks: '- copy: { dest: /etc/a, content: "a\\n" }\n  check_mode: true',
    holds: ['check_mode = true'],
    lacks: ['file "/etc/a"'],
  },
  'tags that keep a task from being run': {
    tasks: '- command: uptime\n  tags: [never, debug]\n- command: date\n  tags: debug',
    holds: ['command "date"'],
    lacks: ['uptime'],
  },
  'environments of a play, a block and a task are one': {
    files: {
      'play.yml': `${ROOT}  environment: { A: "1", B: "1" }\n  tasks:\n    - block:\n        - command: env\n          environment: { C: "1" }\n      environment: { B: "2" }\n`,
    },
    holds: ['environment = { A = "1"  B = "2"  C = "1" }'],
  },
  'what an include says of itself does not hold for the tasks inside': {
    tasks:
      '- include_tasks: more.yml\n  become_user: www-data\n- include_tasks: { file: more.yml, apply: { become_user: www-data } }',
    files: { 'more.yml': '- command: id\n' },
    holds: ['command "id"\n', 'command "id" { user = "www-data" }'],
  },
  'the condition of an include is decided once': {
    tasks: '- stat: path=/etc/a\n  register: found\n- include_tasks: more.yml\n  when: not found.stat.exists',
    files: {
      'more.yml': '- command: touch /etc/a\n- stat: path=/etc/a\n  register: found\n- command: uptime\n',
    },
    holds: ['from = path("roles/carried")'],
    lacks: ['command "uptime"'],
  },
  'the number of an item, and a task that looks at its loop': {
    tasks:
      '- command: echo {{ i }} {{ item }}\n  loop: [a, b]\n  loop_control: { index_var: i }\n- command: echo {{ ansible_loop.last }}\n  loop: [a, b]\n  loop_control: { extended: true }',
    holds: ['command ["echo 0 a", "echo 1 b"]', 'extended = true'],
  },
  'arguments of the module against those of `args`, and defaults of modules': {
    tasks:
      '- shell: uptime chdir=/srv\n  args: { chdir: /opt }\n- block:\n    - copy: { dest: /etc/a, content: "a\\n" }\n  module_defaults: { copy: { owner: app } }',
    holds: ['chdir  = "/srv"', 'owner   = "app"'],
  },
  'a task with `action`, and one for the machine that builds': {
    tasks: '- action: command uptime\n- local_action: command date',
    holds: ['command "uptime"', 'delegate_to = "localhost"'],
    lacks: ['command "date"'],
  },
  'another way to become root': {
    tasks: '- command: uptime\n  become_method: su',
    holds: ['from = path("roles/carried")'],
    lacks: ['command "uptime"'],
  },
  'a play for the machine that builds, and a role that is listed twice': {
    files: {
      'play.yml': `- hosts: localhost\n  tasks:\n    - command: uptime\n${ROOT}  roles: [web, web]\n`,
      'roles/web/tasks/main.yml': '- command: date\n',
    },
    holds: ['  use web\n}'],
    lacks: ['uptime'],
  },
  'variables of one role in another one, before it and after it': {
    files: {
      'play.yml': `${ROOT}  roles: [first, shared, last]\n`,
      'roles/shared/defaults/main.yml': 'place: /srv\nname: weak\n',
      'roles/shared/vars/main.yml': 'name: strong\n',
      'roles/first/tasks/main.yml': '- command: echo {{ place }}\n',
      'roles/last/defaults/main.yml': 'place: /opt\nname: own\n',
      'roles/last/tasks/main.yml': '- command: echo {{ place }} {{ name }}\n',
    },
    // Of defaults of several roles, those of the last one hold.
    holds: ['command "echo /opt"', 'command "echo /opt strong"'],
  },
  'files of variables that an import names': {
    tasks: '- import_role: { name: web, vars_from: other }',
    files: {
      'roles/web/vars/main.yml': 'a: main\n',
      'roles/web/vars/other.yml': 'a: other\n',
      'roles/web/tasks/main.yml': '- command: echo {{ a }}\n',
    },
    holds: ['command "echo other"'],
  },
  'a result that only a carried role looks at': {
    files: {
      'play.yml': `${ROOT}  roles: [look, use]\n`,
      'roles/look/tasks/main.yml': '- command: uname -r\n  register: kernel\n',
      'roles/use/tasks/main.yml':
        '- block:\n    - command: echo {{ kernel.stdout }}\n  rescue:\n    - command: uptime\n',
    },
    holds: ['register = "kernel"'],
  },
  'a name of a result that is taken again': {
    tasks:
      '- command: a\n  register: out\n- command: b\n  when: out.rc == 1\n- command: c\n  register: out\n  until: out.rc == 0\n  retries: 3',
    holds: ['command "a" { register = "out" }', 'until    = "out.rc == 0"'],
  },
  'the last handler of a name is run, with the values that hold in the end': {
    files: {
      'play.yml': `${ROOT}  vars: { unit: one }\n  handlers:\n    - name: restart\n      service: { name: "{{ unit }}", state: restarted }\n  tasks:\n    - copy: { dest: /etc/a, content: "a\\n" }\n      notify: restart\n    - set_fact: { unit: two }\n`,
    },
    holds: ['from = path("roles/carried")'],
    lacks: ['notify'],
  },
  'handlers that run before the next task': {
    files: {
      'play.yml': `${ROOT}  handlers:\n    - name: restart\n      service: { name: nginx, state: restarted }\n  tasks:\n    - copy: { dest: /etc/a, content: "a\\n" }\n      notify: restart\n    - meta: flush_handlers\n    - command: curl localhost\n    - meta: flush_handlers\n`,
    },
    holds: ['_raw_params = "flush_handlers"'],
  },
  'a handler that enables as well': {
    files: {
      'play.yml': `${ROOT}  handlers:\n    - name: restart\n      service: { name: nginx, state: restarted, enabled: yes }\n  tasks:\n    - copy: { dest: /etc/a, content: "a\\n" }\n      notify: restart\n`,
    },
    holds: ['from = path("roles/carried")'],
    lacks: ['notify'],
  },
  'a handler that enables what is enabled anyway': {
    files: {
      'play.yml': `${ROOT}  handlers:\n    - name: restart\n      service: { name: nginx, state: restarted, enabled: yes }\n  tasks:\n    - service: { name: nginx, enabled: yes }\n    - copy: { dest: /etc/a, content: "a\\n" }\n      notify: restart\n`,
    },
    holds: ['notify  = ["nginx"]'],
  },
  'a handler that is a command of systemd': {
    files: {
      'play.yml': `${ROOT}  handlers:\n    - name: restart\n      command: systemctl restart nginx\n    - name: reload\n      command: systemctl daemon-reload\n  tasks:\n    - copy: { dest: /etc/a, content: "a\\n" }\n      notify: [restart, reload]\n`,
    },
    holds: ['notify  = ["nginx"]'],
  },
  'handlers that have services read their configuration again': {
    files: {
      'play.yml': `${ROOT}  handlers:\n    - name: reload nginx\n      service: { name: nginx, state: reloaded }\n    - name: reload ssh\n      command: systemctl reload ssh\n    - name: restart\n      systemd: { name: cron, state: restarted }\n  tasks:\n    - copy: { dest: /etc/a, content: "a\\n" }\n      notify: [reload nginx, reload ssh, restart]\n`,
    },
    holds: ['notify  = ["cron"]', 'reload  = ["nginx", "ssh"]'],
    exact: true,
  },
  'a line in a file that somebody else owns by then': {
    tasks:
      '- copy: { dest: /etc/a, content: "a\\n", owner: app, group: app }\n- lineinfile: { path: /etc/a, line: b, owner: root, group: root }\n- command: chown --recursive app /opt/b\n- lineinfile: { path: /opt/b/c, line: c, owner: root }\n- lineinfile: { path: /etc/d, line: d, owner: root }',
    holds: ['task "Run lineinfile on /etc/a"', 'task "Run lineinfile on /opt/b/c"', 'line "/etc/d"'],
    lacks: ['line "/etc/a"', 'line "/opt/b/c"'],
  },
  'a file of variables after a fact of the same name': {
    tasks: '- set_fact: { level: fact }\n- include_vars: more.yml\n- command: echo {{ level }} {{ other }}',
    files: { 'more.yml': 'level: file\nother: file\n' },
    holds: ['command "echo fact file"'],
  },
  'a file that is put into a folder': {
    tasks:
      '- copy: { src: app.service, dest: /etc/systemd/system }\n- file: { path: /srv/app, state: directory }\n- get_url: { url: "https://example.org/tool", dest: /srv/app }',
    files: { 'files/app.service': '[Service]\nExecStart=/bin/true\n' },
    holds: ['file "/etc/systemd/system/app.service"', 'download "/srv/app/tool"'],
  },
  'a script of the tree': {
    tasks: '- script: setup.sh one',
    files: { 'files/setup.sh': 'echo $1\n' },
    holds: ['file "/var/tmp/setup.sh"', 'shell "/var/tmp/setup.sh one"'],
  },
  'files that are looked up where Ansible is run': {
    files: {
      'play.yml': `${ROOT}  roles: [web, odd]\n`,
      'roles/web/tasks/main.yml': `- copy: { dest: /etc/a, content: "{{ lookup('file', 'a.txt') }}" }\n`,
      'roles/web/files/a.txt': 'text\n',
      'roles/odd/tasks/main.yml': `- copy: { dest: /etc/b, content: "{{ lookup('template', 'b.j2') }}" }\n`,
      'roles/odd/templates/b.j2': 'text\n',
    },
    holds: ['content = "text"', 'from = path("roles/odd")'],
  },
  'a template that includes another one': {
    files: {
      'play.yml': `${ROOT}  roles: [web]\n`,
      'roles/web/tasks/main.yml': '- template: { src: a.j2, dest: /etc/a }\n',
      'roles/web/templates/a.j2': "{% include 'b.j2' %}\n",
      'roles/web/templates/b.j2': 'text\n',
    },
    holds: ['from = path("roles/web")'],
  },
  'files of people, and the password of an account that is there': {
    tasks: '- copy: { dest: /home/app/.profile, content: "a\\n" }\n- user: { name: root, shell: /bin/zsh }',
    holds: ['module = "ansible.builtin.copy"', 'module = "ansible.builtin.user"'],
    lacks: ['file "/home', 'user root'],
  },
  'a text that ends without a line break': {
    tasks: '- copy: { dest: /etc/a, content: abc }',
    holds: ['content = "abc"'],
  },
};

test.each(Object.entries(TRAPS))(
  '%s',
  async (_what, { tasks, files = {}, holds, lacks = [], exact = true }) => {
    const found = tasks === undefined ? await imported(files) : await resourcesOf(tasks, files);
    for (const text of holds) expect(found.text).toContain(text);
    for (const text of lacks) expect(found.text).not.toContain(text);
    expect(found.compiles).toBe(true);
    expect(found.exact, found.differences.join('\n')).toBe(exact);
  },
);

test('maps that a configuration merges are no proof', async () => {
  const found = await imported({
    'ansible.cfg': '[defaults]\nhash_behaviour = merge\n',
    'play.yml': `${ROOT}  tasks:\n    - command: uptime\n`,
  });
  expect(found.exact).toBe(false);
  expect(found.differences.join()).toContain('`hash_behaviour = merge` makes one map of several');
});

test('a configuration that has every task run as root', async () => {
  const found = await imported({
    'ansible.cfg': '[privilege_escalation]\nbecome = True\nbecome_user = app\n',
    'play.yml': '- hosts: default\n  gather_facts: false\n  tasks:\n    - command: uptime\n',
  });
  expect(found.text).toContain('command "uptime" { user = "app" }');
});

/** A template with these provisioners. */
const template = (provisioners: string, source = '') =>
  `source "qemu" "debian-12" {\n${source}}\nbuild {\n  name = "web"\n  sources = ["qemu.debian-12"]\n${provisioners}}\n`;

test('tags on the command line of a provisioner choose the tasks', async () => {
  const found = await imported({
    'a.pkr.hcl': template(
      '  provisioner "ansible" {\n    playbook_file = "play.yml"\n    extra_arguments = ["--tags", "web,base", "--skip-tags=slow"]\n  }\n',
    ),
    'play.yml': `${ROOT}  tasks:\n    - command: a\n      tags: web\n    - command: b\n    - command: c\n      tags: [base, slow]\n    - command: d\n      tags: always\n`,
  });
  expect(found.text).toContain('command "a"');
  expect(found.text).toContain('command "d"');
  expect(found.text).not.toMatch(/command "[bc]"/);
  const left = found.said.filter((each) => each.includes('the run does not choose it by its tags'));
  expect(left.map((each) => each.split(': ')[0])).toEqual(['play.yml:7', 'play.yml:8']);
});

test.each([
  ['', 'a', 1],
  ['inventory_directory = "."', 'b', 0],
  ['inventory_file = "hosts/web"', 'c', 1],
  ['extra_arguments = ["-i", "hosts/web,"]', 'a', 1],
  ['extra_arguments = ["--inventory=hosts"]', 'c', 1],
])('variables of groups beside the inventory that Packer has: %s', async (settings, value, notes) => {
  const found = await imported({
    'a.pkr.hcl': template(
      `  provisioner "ansible" {\n    playbook_file = "ansible/play.yml"\n    ${settings}\n  }\n`,
    ),
    'ansible/play.yml': `${ROOT.replace('default', 'all')}  roles: [app]\n`,
    'ansible/roles/app/defaults/main.yml': 'word: a\n',
    'ansible/roles/app/tasks/main.yml': '- command: "say {{ word }}"\n',
    'group_vars/all.yml': 'word: b\n',
    'hosts/group_vars/all.yml': 'word: c\n',
    'hosts/web': 'web\n',
  });
  expect(found.text).toContain(`command "say ${value}"`);
  const said = found.said.filter((each) => each.includes('Ansible does not read it in the build'));
  expect(said.map((each) => each.split(':')[0])).toEqual(notes === 0 ? [] : ['group_vars/all.yml']);
});

test('variables beside the playbook hold against those beside the inventory', async () => {
  const found = await imported({
    'a.pkr.hcl': template(
      '  provisioner "ansible" {\n    playbook_file = "ansible/play.yml"\n    inventory_directory = "hosts"\n  }\n',
    ),
    'ansible/play.yml': `${ROOT.replace('default', 'all')}  tasks:\n    - command: "say {{ word }}"\n`,
    'ansible/group_vars/all.yml': 'word: a\n',
    'hosts/group_vars/all.yml': 'word: b\n',
  });
  expect(found.text).toContain('command "say a"');
});

test.each([
  ['mkdir /srv/a; touch /srv/a/b', true],
  ['echo "$(date; uptime)" > /etc/when', true],
  ['if [ -e /a ]; then rm /a; fi', true],
  ["find /tmp -name '*;x' -exec rm {} \\\\;", false],
  ['mkdir -p /srv/c && echo ";" > /srv/c/b;', false],
])('a line of Packer’s own provisioner stops where its shell would: %s', async (line, stops) => {
  const found = await imported({
    'a.pkr.hcl': template(`  provisioner "shell" {\n    inline = ["${line.replaceAll('"', '\\"')}"]\n  }\n`),
  });
  expect(found.exact).toBe(true);
  expect(found.text.includes('set -e')).toBe(stops);
});

test('exit codes, shells and values of Packer’s own provisioner', async () => {
  const found = await imported({
    'a.pkr.hcl': template(
      '  provisioner "shell" {\n    inline = ["a", "b"]\n    inline_shebang = "/bin/bash"\n    valid_exit_codes = [0, 2]\n    execute_command = "sudo sh {{ .Path }}"\n    override = { "debian-12" = { inline = ["c", "d"] } }\n  }\n  provisioner "shell" {\n    inline = ["true"]\n    execute_command = "sudo {{ .Vars }} sh {{ .Path }}"\n    environment_vars = ["WHEN=${timestamp()}"]\n  }\n',
    ),
  });
  expect(found.text).toMatch(/shell """\n +c\n +d"""/);
  expect(found.text).not.toContain('set -e');
  expect(found.text).toContain('accept = [0, 2]');
  expect(found.exact).toBe(false);
  expect(found.differences).toEqual([
    'tree: the environment variable `WHEN` is left out: only Packer computes its value',
  ]);
});

test.each([
  ['qemu_binary = "qemu-system-aarch64"\nmachine_type = "virt"\n', '  arch    = arm64\n'],
  ['iso_url = "https://example.org/debian-12-genericcloud-arm64.qcow2"\n', '  arch    = arm64\n'],
  ['efi_boot = true\nefi_firmware_code = "/usr/share/OVMF/OVMF_CODE_4M.fd"\n', 'firmware = efi'],
  [
    'efi_firmware_code = "/usr/share/OVMF/OVMF_CODE_4M.secboot.fd"\nefi_firmware_vars = "/usr/share/OVMF/OVMF_VARS_4M.ms.fd"\n',
    'firmware = secure_boot',
  ],
])('hardware: %s', async (source, wanted) => {
  const found = await imported({
    'a.pkr.hcl': template(
      '  provisioner "shell" {\n    inline = ["true"]\n    execute_command = "sudo sh {{ .Path }}"\n  }\n',
      source,
    ),
  });
  expect(found.text.replace(/ += +/g, ' = ')).toContain(wanted.replace(/ += +/g, ' = '));
  expect(found).toMatchObject({ exact: true, compiles: true });
});
