import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastGlob from 'fast-glob';
import { describe, expect, test } from 'vitest';
import { imported, resourcesOf } from '../support/trees/import-tree.ts';

const PLAYBOOK = '- hosts: default\n  become: true\n  gather_facts: true\n  roles: [web]\n';

/** A template with two sources, and a role that is not the same on both. */
const TWO_SYSTEMS = {
  'web.pkr.hcl': `variable "size" { default = "20G" }
source "qemu" "ubuntu-24" {
  iso_url      = "https://example.org/noble-server-cloudimg-amd64.img"
  ssh_username = "ubuntu"
  disk_size    = var.size
  memory       = 4096
}
source "qemu" "alma" {
  iso_url      = "https://example.org/AlmaLinux-9-GenericCloud-latest.x86_64.qcow2"
  ssh_username = "almalinux"
  disk_size    = "\${var.size}"
  memory       = 4096
}
build {
  name = "web"
  sources = ["source.qemu.ubuntu-24", "source.qemu.alma"]
  # The disk is prepared first.
  provisioner "shell" {
    inline          = ["mkdir -p /srv/web", "chmod 0750 /srv/web"]
    execute_command = "sudo sh {{ .Path }}"
  }
  provisioner "ansible" {
    playbook_file   = "play.yml"
    extra_arguments = ["--extra-vars", "port=8080"]
  }
  provisioner "file" {
    source      = "motd"
    destination = "/etc/motd"
  }
  provisioner "puppet-masterless" {
    manifest_file = "site.pp"
  }
  post-processor "checksum" {
    checksum_types = ["sha512"]
  }
}
`,
  motd: 'Hello\n',
  'play.yml': PLAYBOOK,
  'roles/web/defaults/main.yml': 'port: 80\npackages:\n  Debian: nginx-light\n  RedHat: nginx\n',
  'roles/web/handlers/main.yml': '- name: restart web\n  service: name=nginx state=restarted\n',
  'roles/web/tasks/main.yml': `- name: Install the server
  package:
    name: "{{ packages[ansible_os_family] }}"
- name: Configure it
  template:
    src: web.conf.j2
    dest: /etc/nginx/conf.d/web.conf
  notify: restart web
- include_tasks: "{{ ansible_os_family | lower }}.yml"
`,
  'roles/web/tasks/debian.yml': '- file: path=/etc/nginx/sites-enabled/default state=absent\n',
  'roles/web/tasks/redhat.yml': '- file: path=/etc/nginx/default.d state=directory\n',
  'roles/web/templates/web.conf.j2': 'listen {{ port }};\nhost {{ ansible_hostname }};\n',
};

test('several sources, variables, handlers and includes are decided for each system', async () => {
  const found = await imported(TWO_SYSTEMS);
  expect(found.text).toContain('os = [ubuntu2404, almalinux9]');
  expect(found.text).toContain('disk   = 20G');
  expect(found.text).toContain('checksum = [sha512]');
  expect(found.text).toContain('package nginx-light {');
  expect(found.text).toMatch(
    /match os\.family \{\s+debian \{[^}]*\}?\s*absent|absent "\/etc\/nginx\/sites-enabled\/default"/,
  );
  expect(found.text).toContain('vars     = { port = "8080" }');
  expect(found.text).toContain('notify   = ["nginx"]');
  expect(found.text).toContain('# The disk is prepared first.');
  expect(found.text).toContain('file "/etc/motd" { source = file("files/');
  expect(found.text).toContain('task "Gather facts" { module = "ansible.builtin.setup" }');
  expect(found.said.join('\n')).toContain(
    'web.pkr.hcl:30: the provisioner `puppet-masterless` has nothing in the language that takes its place',
  );
  expect(found).toMatchObject({ carried: 0, left: 1, exact: false, compiles: true });
  expect([...new Set(found.differences)]).toEqual([
    'tree: not imported: the provisioner `puppet-masterless` has nothing in the language that takes its place',
  ]);
});

test('a role that cannot be told from the tree is carried, with the values that it needs', async () => {
  const found = await imported({
    'play.yml':
      '- hosts: default\n  become: true\n  gather_facts: false\n  vars: { level: 3 }\n  roles: [odd]\n',
    'roles/odd/tasks/main.yml':
      '- block:\n    - command: /bin/true\n  rescue:\n    - command: echo {{ level }}\n',
  });
  expect(found.text).toContain('from = path("roles/odd")');
  expect(found.text).toContain('param level: int');
  expect(found.text).toContain('level = 3');
  expect([...found.files.keys()]).toContain('roles/odd/tasks/main.yml');
  expect(found).toMatchObject({ lifted: 0, carried: 1, exact: true, compiles: true });
});

test('a template in JSON with a script', async () => {
  const found = await imported({
    'box.json': JSON.stringify({
      variables: { ssh_user: 'root' },
      builders: [
        {
          type: 'qemu',
          iso_url: 'https://example.org/debian-12-genericcloud-amd64.qcow2',
          ssh_username: '{{user `ssh_user`}}',
          disk_size: '30G',
        },
      ],
      provisioners: [{ type: 'shell', script: 'scripts/setup.sh' }],
    }),
    'scripts/setup.sh': '#!/bin/bash\necho hello | tee /etc/hello\n',
  });
  expect(found.text).toContain('os = [debian12]');
  expect(found.text).toContain('disk = 30G');
  expect(found.text).toContain('command "/var/tmp/setup.sh"');
  expect(found).toMatchObject({ exact: true, left: 0, compiles: true });
});

describe('what would do harm', () => {
  test('aliases without end', async () => {
    const levels = Array.from(
      { length: 30 },
      (_, i) => `x${i}: &x${i} [${i === 0 ? '1' : `*x${i - 1}, *x${i - 1}`}]`,
    ).join('\n');
    const found = await imported({
      'playbook.yml': `- hosts: default\n  vars_files: [bomb.yml]\n  tasks:\n    - command: uptime\n`,
      'bomb.yml': levels,
    });
    expect(found.said.join('\n')).toContain(
      'bomb.yml:1: this YAML cannot be read: it is nested too deep, or its aliases expand without end',
    );
    expect(found.exact).toBe(false);
  });

  test.each<[string, Record<string, string | Uint8Array>]>([
    [
      'a mark of the order of bytes',
      { 'playbook.yml': '\uFEFF- hosts: default\n  become: true\n  tasks:\n    - apt: name=jq\n' },
    ],
    [
      'the same key twice',
      {
        'playbook.yml':
          '- hosts: default\n  become: true\n  tasks:\n    - apt: name=vim\n      apt: name=jq\n',
      },
    ],
    [
      'a regular expression that never ends',
      {
        'playbook.yml': `- hosts: default\n  become: true\n  tasks:\n    - command: echo {{ "${'a'.repeat(40)}!" | regex_replace("(a+)+$", "b") }}\n    - apt: name=jq\n`,
      },
    ],
    [
      'names of what every object has',
      {
        'playbook.yml':
          '- hosts: default\n  become: true\n  vars: { __proto__: 1, constructor: 2 }\n  tasks:\n    - set_fact: { __proto__: 3 }\n    - command: echo {{ toString }}{{ constructor }}\n    - apt: name=jq\n',
      },
    ],
  ])('%s', async (_what, files) => {
    const found = await imported(files);
    expect(found.text).toContain('package jq { recommends = true }');
    expect(found).toMatchObject({ exact: true, compiles: true });
  });

  test('lists where maps belong', async () => {
    const found = await imported({
      'playbook.yml':
        '- - hosts: default\n- [[[]]]\n- hosts: [{ a: b }]\n  become: true\n  vars_files: { a: b }\n  roles: [3, null, [a], { role: 3 }]\n  handlers: [3, { name: 4 }]\n  tasks:\n    - - apt: name=vim\n    - apt\n    - null\n    - {}\n    - block: 3\n    - apt: name=jq\n',
    });
    expect(found.text).toContain('package jq { recommends = true }');
    expect(found).toMatchObject({ exact: false, compiles: true });
    for (const [line, message] of [
      [1, 'it is no play: it has no `hosts`'],
      [6, 'it is no role: it has no name'],
      [11, 'it is no task: it names no module'],
      [13, '`block` holds no list, so nothing of it is run'],
    ])
      expect(found.said).toContain(`playbook.yml:${line!}: ${message!}`);
  });

  test('a product of lists that nobody could write out', async () => {
    const ten = `[${Array.from({ length: 10 }, (_, i) => i).join(', ')}]`;
    const found = await resourcesOf(
      `- command: echo {{ item }}\n  with_nested: [${Array(9).fill(ten).join(', ')}]\n- apt: name=jq\n`,
    );
    expect(found.resources).toMatch(/playbook\.yml:5: it loops over more than \d+ items\.$/m);
    expect(found.resources).toContain('package jq');
  });

  test('what is nested without end, in YAML, JSON and HCL', async () => {
    const deep = '['.repeat(20_000) + ']'.repeat(20_000);
    for (const files of [
      { 'playbook.yml': `- hosts: default\n  vars: ${deep}\n` },
      { 'a.json': `{"builders": ${deep}}` },
      { 'a.pkr.hcl': `x = ${deep}\n` },
    ])
      expect((await imported(files as Record<string, string>)).compiles).toBe(false);
    // The parser of HCL does not survive that, so it must not get it.
    for (const text of [deep, '(1'.repeat(600), '!'.repeat(600), '- '.repeat(600), '"${'.repeat(600)])
      expect((await imported({ 'a.pkr.hcl': `x = ${text}\n` })).said).toContain(
        'a.pkr.hcl:1: is nested too deeply to be a template',
      );
  });

  test('what is no text, and what no file of the language can hold', async () => {
    const latin = new TextEncoder().encode('- hosts: default\n  tasks:\n    - apt: name=jq # caf');
    const found = await imported({ 'playbook.yml': new Uint8Array([...latin, 0xe9, 10]) });
    expect(found.said).toContain(
      'playbook.yml:3: is no text in UTF-8, as Ansible and Packer read it: save it as UTF-8',
    );
    const bell = await resourcesOf('- copy: { dest: "/etc/\\x07", content: a }\n- apt: name=jq\n');
    expect(bell.text).toContain('playbook.yml:5: the language cannot write what it holds.');
    expect(bell.resources).toContain('package jq');
    expect(bell.compiles).toBe(true);
  });

  test('names that leave the tree', async () => {
    const found = await resourcesOf(
      '- template: { src: "{{ playbook_dir }}/../../x", dest: /etc/c }\n- include_tasks: ../../x.yml\n',
    );
    expect(found.resources).toContain('the file `../../x` is not in the tree');
    expect([...found.files.keys()]).toEqual(['tree.vkimage']);
  });

  test('10 MB of YAML', async () => {
    const found = await imported({
      'playbook.yml': '- hosts: default\n  vars_files: [big.yml]\n  tasks:\n    - command: uptime\n',
      'big.yml': 'a: b\n'.repeat(2_100_000),
    });
    expect(found.said.join('\n')).toContain('big.yml:1: this YAML cannot be read: it is larger than 2 MB');
  });

  test('HCL that is none', async () => {
    const found = await imported({ 'a.pkr.hcl': 'build {\n  source "qemu.ubuntu-24" {\n' });
    expect(found.said.join('\n')).toMatch(/a\.pkr\.hcl:\d+: is no HCL that can be read/);
    expect(found.files.size).toBe(0);
  });

  test('what a vault encrypts is kept as it is', async () => {
    const found = await imported({
      'play.yml': '- hosts: default\n  become: true\n  gather_facts: false\n  roles: [secret]\n',
      'roles/secret/tasks/main.yml':
        '- copy:\n    dest: /etc/key\n    content: !vault |\n      $ANSIBLE_VAULT;1.1;AES256\n      6162\n',
    });
    expect(found.text).toContain('from = path("roles/secret")');
    expect(found.text).not.toContain('6162');
  });

  test('templates in keys, and files that include each other', async () => {
    const found = await resourcesOf(
      '- command: uptime\n- set_fact:\n    "{{ a }}": 1\n- include_tasks: more.yml',
      { 'more.yml': '- include_tasks: more.yml\n' },
    );
    expect(found.resources).toContain('command "uptime"');
    expect(found.said.join('\n')).toContain('tasks are included in each other without end');
    expect(found.exact).toBe(false);
  });
});

describe('what the compiler wrote is read again', () => {
  const root = join(import.meta.dirname, '../golden');
  const trees = fastGlob
    .sync('*/*/.images.yaml', { cwd: root, dot: true })
    .map((path) => path.replace('/.images.yaml', ''));

  test.each(trees)('%s', async (tree) => {
    const names = fastGlob.sync('**', { cwd: join(root, tree), dot: true });
    const found = await imported(
      Object.fromEntries(names.map((name) => [name, readFileSync(join(root, tree, name), 'utf8')])),
    );
    expect(found).toMatchObject({
      kept: 0,
      carried: 0,
      left: 0,
      exact: true,
      differences: [],
      compiles: true,
    });
    // What an image on another one leaves out of vm_init stands in the other tree, which is not read.
    const isOnBase = tree === 'layers/xaas-shop';
    expect(found.said.some((each) => each.includes('write `base = image.NAME`'))).toBe(isOnBase);
    expect(found.text).not.toMatch(isOnBase ? /\b(use|role) cleanup\b/ : /\b(use|role) (vm_init|cleanup)\b/);
  });
});
