import { describe, expect, test } from 'vitest';
import { memoryHost } from '../../compiler/sdk/host.ts';
import type { Host } from '../../compiler/sdk/host.ts';
import { imported, resourcesOf } from '../support/trees/import-tree.ts';

const PLAY = '- hosts: default\n  become: true\n  gather_facts: false\n';
const utf16 = (text: string) => new Uint8Array(Buffer.from(`\uFEFF${text}`, 'utf16le'));

/** A template with one machine, which runs `play.yml` and what is given. */
const template = (provisioners = '', source = '') => `source "qemu" "ubuntu-24" {
  iso_url = "noble-server-cloudimg-amd64.img"
${source}}
build {
  sources = ["source.qemu.ubuntu-24"]
  provisioner "ansible" { playbook_file = "play.yml" }
${provisioners}}
`;

describe('what cannot be read is no proof', () => {
  test.each<[string, Record<string, string | Uint8Array>, string]>([
    ['a list where there is none', { 'play.yml': 'hosts: default\n' }, 'play.yml:1: holds no list of plays'],
    ['no YAML', { 'play.yml': `${PLAY}  tasks:\n\t- a\n` }, 'play.yml:5: this YAML cannot be read'],
    [
      'several documents',
      { 'play.yml': `${PLAY}---\n${PLAY}` },
      'play.yml:4: this YAML cannot be read: it holds several documents, of which Ansible reads none',
    ],
    [
      'a tag that nobody knows',
      { 'play.yml': `${PLAY}  vars: { a: !secret b }\n` },
      'play.yml:4: this YAML cannot be read: Unresolved tag: !secret',
    ],
    [
      'a text in UTF-16',
      { 'play.yml': utf16(PLAY) },
      'play.yml:1: is UTF-16, which neither Ansible nor Packer reads: save it as UTF-8',
    ],
    [
      'a playbook that is imported and missing',
      { 'play.yml': `${PLAY}- import_playbook: other.yml\n` },
      'other.yml:1: is not in the tree',
    ],
    [
      'variables that are encrypted',
      { 'play.yml': PLAY, 'group_vars/all.yml': '$ANSIBLE_VAULT;1.1;AES256\n616263\n' },
      'group_vars/all.yml:1: is encrypted by Ansible Vault; what it holds stays unknown',
    ],
    [
      'variables that are missing',
      { 'play.yml': `${PLAY}  vars_files: [secrets.yml]\n` },
      'play.yml:1: the file of variables `secrets.yml` is not in the tree',
    ],
    [
      'a play for another machine only',
      { 'play.yml': '- hosts: web\n  tasks: [{ command: uptime }]\n' },
      'play.yml:1: no play is for `default`, as Packer calls the machine, so Ansible would run none; all are taken here',
    ],
  ])('%s', async (_what, files, said) => {
    const found = await imported({ 'a.pkr.hcl': template(), ...files });
    expect(found.said.join('\n')).toContain(said);
    expect(found).toMatchObject({ exact: false, compiles: true });
    expect(found.differences).not.toEqual([]);
  });

  test.each<[string, Record<string, string | Uint8Array>, string]>([
    ['HCL that is not closed', { 'b/b.pkr.hcl': 'build {\n' }, 'b/b.pkr.hcl:1: is no HCL that can be read: '],
    ['HCL in UTF-16', { 'b/b.pkr.hcl': utf16('build {}\n') }, 'b/b.pkr.hcl:1: is UTF-16'],
    [
      'JSON with a comment',
      { 'b.json': '{ "builders": [],\n  // none\n}\n' },
      'b.json:2: is no JSON: it has comments, which Packer does not read either',
    ],
    ['JSON in UTF-16', { 'b.json': utf16('{ "builders": [] }') }, 'b.json:1: is UTF-16'],
  ])('another template: %s', async (_what, files, said) => {
    const found = await imported({ 'a.pkr.hcl': template(), 'play.yml': PLAY, ...files });
    expect(found.said.join('\n')).toContain(said);
    expect(found.report.unread.map(({ place }) => place.file)).toEqual(Object.keys(files));
    expect(found).toMatchObject({ exact: false, compiles: true });
  });

  test('options of the command line that change what is run', async () => {
    const more = (options: string) =>
      imported({
        'a.pkr.hcl': template(
          `  provisioner "ansible" {\n    playbook_file   = "play.yml"\n    extra_arguments = [${options}]\n  }\n`,
        ),
        'play.yml': `${PLAY}  tasks: [{ command: uptime }]\n`,
      });
    const limited = await more('"--limit", "web"');
    expect(limited.differences).toContain(
      'tree: `--limit` of `extra_arguments` changes what is run, which the import does not do',
    );
    expect(limited.exact).toBe(false);
    const other = await more('"-v", "--become-user=app"');
    expect(other.text).toContain('command "uptime" { user = "app" }');
    expect(other.exact).toBe(true);
  });
});

describe('what no task of the result can do', () => {
  test('a provisioner that the language has not, and a playbook that is not there', async () => {
    const found = await imported({
      'a.pkr.hcl': template(
        '  provisioner "puppet-masterless" { manifest_file = "a.pp" }\n  provisioner "shell-local" { inline = ["true"] }\n  provisioner "ansible" { playbook_file = "b.yml" }\n',
      ),
      'play.yml': PLAY,
    });
    expect(found.left).toBe(2);
    expect(found.text).toContain(
      '# a.pkr.hcl:7: the provisioner `puppet-masterless` has nothing in the language',
    );
    expect(found.text).toContain('# a.pkr.hcl:9: the playbook `b.yml` is not in the tree.');
  });

  test('files that are not in the tree', async () => {
    const found = await resourcesOf(
      '- copy: { src: a.conf, dest: /etc/a }\n- template: { src: "{{ ansible_hostname }}.j2", dest: /etc/b }\n- command: uptime\n- debug: { msg: "{{ item }}" }\n  with_fileglob: /srv/*.conf\n- copy: { src: /srv/c, dest: /etc/c }\n',
    );
    expect(found.resources).toContain('# playbook.yml:5: the file `a.conf` is not in the tree.');
    expect(found.resources).toContain('# playbook.yml:6: which file it takes is known on the machine only.');
    // It is carried, to look there again.
    expect(found.text).toContain('taken as it is: playbook.yml:8: `/srv/*.conf` is not in the tree.');
    expect(found.text).toContain('command "uptime"');
    expect(found).toMatchObject({ left: 2, compiles: true });
  });
});

test('keys that stand twice are said, and the last one holds', async () => {
  const yaml = await resourcesOf('- command: uptime\n  command: date\n');
  expect(yaml.resources).toBe('command "date"');
  expect(yaml.said).toContain('playbook.yml:6: `command` stands twice in the same map; the last one holds');
  expect(yaml.exact).toBe(true);
  const json = await imported({
    'a.json':
      '{ "builders": [{ "type": "qemu", "name": "debian-12" }],\n"provisioners": [{ "type": "shell", "inline": ["a"],\n"inline": ["b"] }] }\n',
  });
  expect(json.said).toContain('a.json:3: `inline` stands twice in the same map; the last one holds');
});

test('what a block leaves behind that is carried is known on the machine only', async () => {
  const found = await resourcesOf(
    '- block:\n    - set_fact: { found: true }\n    - command: uptime\n      register: seen\n  rescue:\n    - debug: { msg: no }\n- command: date\n  when: found is defined and seen is defined\n',
  );
  expect(found.text).toContain('condition = jinja"found is defined and seen is defined"');
});

test('variables of the connection say who runs a task', async () => {
  const found = await imported({
    'play.yml':
      '- hosts: default\n  become: false\n  gather_facts: false\n  vars: { ansible_become: true, ansible_become_user: app }\n  tasks:\n    - command: uptime\n    - command: date\n      vars: { ansible_become_user: root }\n',
  });
  expect(found.text).toContain('command "uptime" { user = "app" }');
  expect(found.text).toContain('command "date"\n');
});

test('who `execute_command` makes of the user', async () => {
  const shell = (command: string) =>
    imported({
      'a.pkr.hcl': template(
        `  provisioner "shell" {\n    inline          = ["uptime"]\n    execute_command = "${command}"\n  }\n`,
      ),
      'play.yml': PLAY,
    }).then(({ text }) => text);
  expect(await shell('sudo -u postgres sh {{ .Path }}')).toContain('user   = "postgres"');
  expect(await shell("su - app -c '{{ .Path }}'")).toContain('user   = "app"');
  expect(await shell('echo p | sudo -S -E sh {{ .Path }}')).not.toContain('user ');
});

test('sources of Windows are left out, whatever names they have', async () => {
  const windows = await imported({
    'a.pkr.hcl': template('', '  communicator = "winrm"\n'),
    'play.yml': PLAY,
  });
  expect(windows.files.size).toBe(0);
  expect(windows.said).toContain(
    'a.pkr.hcl:1: the source `qemu.ubuntu-24` is of Windows (`communicator = "winrm"`), for which the language makes no images; it is left out',
  );
  const unnamed = await imported({
    'a.pkr.hcl':
      'source "qemu" "box" {}\nbuild {\n  sources = ["source.qemu.box"]\n  provisioner "powershell" { inline = ["a"] }\n}\n',
  });
  expect(unnamed.files.size).toBe(0);
});

test('names of what every object has, where a module or a key stands', async () => {
  const found = await resourcesOf(
    '- constructor: {}\n- toString: { a: b }\n- "{{ a }}": { b: c }\n- command: uptime\n',
  );
  expect(found.resources).toContain('command "uptime"');
  const odd = await imported({
    'play.yml': `${PLAY}  roles:\n    - role: web\n      when: { a: b }\n`,
    'roles/web/tasks/main.yml': '- command: uptime\n',
  });
  expect(odd.text).toContain('command "uptime"');
});

test('values that are made of each other many times over', async () => {
  const levels = Array.from({ length: 10 }, (_, i) => `a${i + 1}: "${`{{ a${i} }}`.repeat(10)}"`).join('\n');
  const found = await imported({
    'play.yml': `${PLAY}  tasks: [{ command: "echo {{ a10 }}" }]\n`,
    'group_vars/all.yml': `a0: x\n${levels}\n`,
  });
  expect(found.exact).toBe(false);
});

test('a file that may be run is still one, whether Packer or Ansible takes it along', async () => {
  const own = memoryHost({
    'a.pkr.hcl': template(
      '  provisioner "file" {\n    source      = "hook"\n    destination = "/etc/hook"\n  }\n',
    ),
    'play.yml': `${PLAY}  tasks: [{ copy: { src: tool, dest: /srv/tool, mode: preserve } }]\n`,
    hook: '#!/bin/sh\n',
    tool: '#!/bin/sh\n',
  });
  const read: Host['read'] = (path) => {
    const found = own.read(path);
    return found.kind === 'file' ? { ...found, isExecutable: /hook|tool/.test(path) } : found;
  };
  const { text, exact } = await imported({ ...own, read });
  expect(text.match(/mode += 0755/g)).toHaveLength(2);
  expect(exact).toBe(true);
});

test('a variable of the environment that is empty is set', async () => {
  const found = await resourcesOf('- command: env\n  environment: { A: "" }\n');
  expect(found.resources).toBe('command "env" { environment = { A = "" } }');
});

test('lines of a text in quotes that stand further left than YAML wants, as Ansible reads them', async () => {
  const found = await resourcesOf('- command: "echo\n a\n b"\n- command: uptime\n');
  expect(found.resources).toBe('command "echo a b"\ncommand "uptime"');
});

test('of sources that say nothing of their system, the one that the language can build is taken', async () => {
  const found = await imported({
    'a.pkr.hcl':
      'source "parallels-iso" "vm" {}\nsource "qemu" "vm" {\n  disk_size = "30G"\n}\nbuild {\n  sources = ["source.parallels-iso.vm", "source.qemu.vm"]\n}\n',
  });
  expect(found.text).toContain('disk = 30G');
});

test('values that the tree encrypts or makes of each other are not in the result, and that is said', async () => {
  const found = await imported({
    'play.yml': `${PLAY}  tasks:\n    - command: echo {{ key }}\n    - command: echo {{ a }}\n    - command: echo {{ ansible_hostname }} {{ host }}\n`,
    'group_vars/all.yml':
      'key: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  616263\na: "{{ b }}"\nb: "{{ a }}"\nhost: "{{ ansible_hostname }}"\n',
  });
  expect(found.text).not.toContain('616263');
  expect(found.differences).toHaveLength(2);
  expect(found.said.join('\n')).toMatch(/play\.yml:5: `key` has no value in the result[^]*play\.yml:6: `/);
});

test('blocks that HCL makes are said', async () => {
  const found = await imported({
    'a.pkr.hcl': template(
      '  dynamic "provisioner" {\n    for_each = ["a"]\n    labels   = ["shell"]\n    content {}\n  }\n',
    ),
    'play.yml': PLAY,
  });
  expect(found.said).toContain(
    'a.pkr.hcl:7: `dynamic "provisioner"` is not read: write out the blocks that it makes',
  );
  expect(found.exact).toBe(false);
});
