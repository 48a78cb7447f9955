import { expect, test } from 'vitest';
import { lifters } from '../../import/lifters.generated.ts';
import { resourcesOf } from '../support/trees/import-tree.ts';

/** Tasks as people write them, and the resources that mean the same. */
const PAIRS: Readonly<Record<string, readonly [tasks: string, resources: string]>> = {
  package: [
    '- name: Install the tools\n  apt:\n    name: [restic, rclone]\n    state: present\n    update_cache: yes\n- apt: name=nano state=absent purge=yes\n- apt:\n    name: jq\n    install_recommends: no',
    'package [restic, rclone] {\n  title      = "Install the tools"\n  recommends = true\n}\npackage nano {\n  state = absent\n  purge = true\n}\npackage jq',
  ],
  package_file: [
    '- apt:\n    deb: https://example.org/telegraf_1.28.2-1_amd64.deb\n    install_recommends: no',
    'package_file telegraf { url = "https://example.org/telegraf_1.28.2-1_amd64.deb" }',
  ],
  service: [
    '- service: name=nginx enabled=yes state=started\n- systemd:\n    name: ufw\n    enabled: no\n    state: stopped\n  ignore_errors: yes',
    'service nginx {\n  enabled = true\n  state   = started\n}\nservice ufw {\n  enabled   = false\n  state     = stopped\n  if_exists = true\n}',
  ],
  file: [
    '- copy:\n    dest: /etc/motd\n    content: |\n      Hello\n      ${HOME}\n    mode: 0640\n- template: src=app.conf.j2 dest=/etc/app.conf owner=app\n  vars: { port: 80 }',
    'file "/etc/motd" {\n  content = """\n    Hello\n    \\${HOME}\n    """\n  mode = 0640\n}\nfile "/etc/app.conf" {\n  template = file("files/tree/app.conf.j2")\n  vars     = { port = 80 }\n  owner    = "app"\n}',
  ],
  directory: [
    "- file: path={{ item }} state=directory mode='0750'\n  loop: [/srv/a, /srv/b/]",
    'directory ["/srv/a", "/srv/b"] { mode = 0750 }',
  ],
  permissions: [
    "- name: Only the server reads it\n  file: path=/etc/app.key group=app mode='0640'",
    'permissions "/etc/app.key" {\n  title = "Only the server reads it"\n  group = "app"\n  mode  = 0640\n}',
  ],
  absent: ['- file: path=/etc/motd state=absent', 'absent "/etc/motd"'],
  link: [
    '- file: src=/opt/app/1 dest=/opt/app/current state=link',
    'link "/opt/app/current" { target = "/opt/app/1" }',
  ],
  download: [
    '- get_url:\n    url: https://example.org/lego\n    dest: /usr/local/bin/\n    mode: u=rwx,g=rx,o=rx',
    'download "/usr/local/bin/lego" {\n  url  = "https://example.org/lego"\n  mode = 0755\n}',
  ],
  line: [
    "- lineinfile:\n    dest: /etc/ssh/sshd_config\n    regexp: '^#?UseDNS'\n    line: UseDNS no",
    'line "/etc/ssh/sshd_config" {\n  match = "^#?UseDNS"\n  line  = "UseDNS no"\n}',
  ],
  replace: [
    "- replace:\n    dest: /etc/login.defs\n    regexp: '^(UMASK\\s+)022$'\n    replace: '\\g<1>027'",
    'replace "/etc/login.defs" {\n  match = "^(UMASK\\\\s+)022$"\n  with  = "\\\\g<1>027"\n}',
  ],
  group: ['- group: name=app gid=990 system=yes', 'group app {\n  gid    = 990\n  system = true\n}'],
  user: [
    '- user:\n    name: app\n    groups: adm,users\n    append: yes\n    shell: /bin/bash',
    'user app {\n  shell  = "/bin/bash"\n  groups = ["adm", "users"]\n}',
  ],
  command: [
    '- command: ssh-keygen -A creates=/etc/ssh/key chdir=/etc\n- name: Look\n  command: uptime\n  changed_when: false\n  register: unused',
    'command "ssh-keygen -A" {\n  creates = "/etc/ssh/key"\n  chdir   = "/etc"\n}\ncommand "uptime" {\n  title   = "Look"\n  changes = false\n}',
  ],
  shell: [
    '- shell: a | b && c\n  environment: { LC_ALL: C }\n  become_user: app',
    'shell "a | b && c" {\n  environment = { LC_ALL = "C" }\n  user        = "app"\n  strict      = false\n}',
  ],
  unit: [
    '- copy:\n    dest: /etc/systemd/system/app.service\n    content: "[Service]\\nExecStart=/bin/true\\n"\n- systemd: daemon_reload=yes',
    'unit app {\n  content = """\n    [Service]\n    ExecStart=/bin/true\n    """\n}',
  ],
};

/** What takes several tasks for one resource is held by the round trip of every kind. */
test('every kind that a task becomes has its pair', () => {
  const single = lifters.filter((each) => each.whole === undefined).map(({ kind }) => kind);
  expect(Object.keys(PAIRS).sort()).toEqual(single.sort());
});

test.each(Object.entries(PAIRS))('%s', async (kind, [tasks, resources]) => {
  const found = await resourcesOf(tasks, { 'templates/app.conf.j2': 'port = {{ port }}\n' });
  expect(found.resources.replaceAll(/files\/\w+\/app/g, 'files/tree/app')).toBe(resources);
  expect(found).toMatchObject({ kept: 0, carried: 0, left: 0, exact: true, differences: [] });
  expect(found.text).toContain(`${kind} `);
});

/** Keywords that every resource takes. */
const KEYWORDS: Readonly<Record<string, readonly [tasks: string, resources: string]>> = {
  'the name that a line has anyway': [
    '- name: Set a in /etc/a\n  lineinfile: { path: /etc/a, line: a }\n- name: Remove lines from /etc/b\n  lineinfile: { path: /etc/b, regexp: ^b, state: absent }',
    'line "/etc/a" { line = "a" }\nline "/etc/b" {\n  match = "^b"\n  state = absent\n}',
  ],
  'line in a file that is made': [
    '- lineinfile: { path: /etc/a, line: a, create: yes, owner: app, mode: "0640" }\n- lineinfile: { path: /etc/b, line: b, create: yes, mode: "0644" }',
    'line "/etc/a" {\n  line   = "a"\n  create = true\n  owner  = "app"\n  mode   = 0640\n}\nline "/etc/b" {\n  line   = "b"\n  create = true\n}',
  ],
  attempts: [
    '- get_url: url=https://example.org/a dest=/srv/a\n  register: got\n  until: got is succeeded\n  retries: 3\n  delay: 60',
    'download "/srv/a" {\n  url      = "https://example.org/a"\n  until    = "got is succeeded"\n  retries  = 3\n  delay    = 1m\n  register = "got"\n}',
  ],
  'failures that are passed over': [
    '- service: name=nginx state=started\n  ignore_errors: yes',
    'service nginx {\n  state         = started\n  ignore_errors = "The tree passes over it."\n}',
  ],
  'environment, user and log': [
    '- apt: name=jq\n  environment: { http_proxy: "http://proxy:3128" }\n- file: path=/srv/a state=directory\n  become_user: app\n  no_log: true',
    'package jq {\n  recommends  = true\n  environment = { http_proxy = "http://proxy:3128" }\n}\ndirectory "/srv/a" {\n  become_user = "app"\n  no_log      = true\n}',
  ],
  'a result that a later task looks at': [
    '- command: uptime\n  register: up\n- file: path=/srv/a state=directory\n  when: up.rc == 0',
    'command "uptime" { register = "up" }\ndirectory "/srv/a" { condition = jinja"up.rc == 0" }',
  ],
  'systemd reads units anew': [
    '- systemd: daemon_reload=yes\n- apt: name=jq\n',
    'package jq { recommends = true }',
  ],
};

test.each(Object.entries(KEYWORDS))('keywords: %s', async (_what, [tasks, resources]) => {
  const found = await resourcesOf(tasks);
  expect(found.resources).toBe(resources);
  expect(found).toMatchObject({ kept: 0, carried: 0, left: 0, exact: true, differences: [] });
});

/** Tasks that a resource would change. */
const KEPT: Readonly<Record<string, string>> = {
  'a line for another shell': '- shell: a | b\n  args: { executable: /bin/zsh }',
  'an upgrade of everything': '- apt: name=* state=latest',
  'groups that take others away': '- user: name=app\n- user: name=app groups=adm append=no',
  'a password': '- user: name=app password=$6$salt$hash',
  'files that a search chooses by their age':
    '- find: paths=/tmp patterns=*.old age=1d\n  register: old\n- file: path="{{ item.path }}" state=absent\n  loop: "{{ old.files }}"',
  'a system user with the shell of the system': '- user: name=app system=yes',
  'a mode that says nothing of the group': '- copy: content=x dest=/etc/x mode=u+x',
  'a result that a template looks at': '- shell: uptime\n  register: up\n- template: src=up.j2 dest=/etc/up',
  'a module without a kind': '- assemble: src=/etc/x.d dest=/etc/x',
  'a package of another manager': '- dnf: name=curl',
};

test.each(Object.entries(KEPT))('stays a task: %s', async (_why, tasks) => {
  const found = await resourcesOf(tasks, { 'templates/up.j2': '{{ up.stdout }}\n' });
  expect(found.resources).toMatch(/^task /m);
  expect(found).toMatchObject({ carried: 0, left: 0, exact: true, differences: [], compiles: true });
});
