import { describe, expect, test } from 'vitest';
import { evaluateHcl } from '../../import/read/hcl-expression.ts';
import type { Setting } from '../../import/model/packer.ts';
import { imported } from '../support/trees/import-tree.ts';

const PLAY = '- hosts: default\n  become: true\n  gather_facts: false\n';

/** A template with these provisioners. */
const template = (provisioners: string, rest = '') =>
  `${rest}source "qemu" "debian-12" {}\nbuild {\n  name = "web"\n  sources = ["qemu.debian-12"]\n${provisioners}}\n`;

describe('expressions of HCL', () => {
  const names: Readonly<Record<string, Setting>> = {
    'var.on': true,
    'var.sizes': [1, 2],
    'var.os': { name: 'debian', release: 12 },
    'local.map': { b: 'y', a: 'x' },
  };
  const find = (path: readonly string[]) => {
    const [a, b, ...rest] = path;
    return rest.reduce<Setting | undefined>(
      (value, key) => (value as Readonly<Record<string, Setting>> | undefined)?.[key],
      names[`${a}.${b}`],
    );
  };

  test.each<[string, Setting | undefined]>([
    ['"a-${var.os.name}-${var.os.release}"', 'a-debian-12'],
    ['"${upper("a\\"b")}"', 'A"B'],
    ['var.on ? "yes" : "no"', 'yes'],
    ['!var.on && var.gone', false],
    ['var.on && var.gone', undefined],
    ['var.gone == ""', undefined],
    ['1 + 2 * 3 - 1', 6],
    ['(1 + 2) * 3', 9],
    ['var.sizes[1]', 2],
    ['local.map["a"]', 'x'],
    ['local.map[var.gone]', undefined],
    ['[for k, v in local.map : "${k}=${v}"]', ['a=x', 'b=y']],
    ['{ for s in var.sizes : "n${s}" => s if s > 1 }', { n2: 2 }],
    ['concat(var.sizes, [3])', [1, 2, 3]],
    ['merge({ a = 1 }, { "b" = [true, null] })', { a: 1, b: [true, null] }],
    ['lookup(local.map, "z", "none")', 'none'],
    ['join(",", compact(["a", "", "b"]))', 'a,b'],
    ['format("%s-%02d", "v", 7)', 'v-07'],
    ['format("%x", 7)', undefined],
    ['replace("1.2", ".", "_")', '1_2'],
    ['replace("a1b2", "/[0-9]/", "#")', 'a#b#'],
    ['regex_replace("a1b22", "([a-z])[0-9]+", "$1-")', 'a-b-'],
    ['coalesce(env("HOME_OF_NOBODY"), null, "here")', 'here'],
    ['try(var.gone, 3)', 3],
    ['timestamp()', undefined],
    ['max(var.sizes...)', undefined],
    ['"%{ if var.on }a%{ endif }"', undefined],
    ['1 +', undefined],
    [`${'('.repeat(1000)}1${')'.repeat(1000)}`, undefined],
  ])('%s', (text, wanted) => {
    expect(evaluateHcl(text, find)).toEqual(wanted);
  });
});

test('what is given on the command line holds, also a boolean of the template', async () => {
  const found = await imported({
    'a.pkr.hcl': template(
      '  provisioner "ansible" {\n    playbook_file = "play.yml"\n    extra_arguments = ["--extra-vars", "cloud=${var.cloud}", "-e", "tier=${local.tier}"]\n  }\n',
      'variable "cloud" { default = false }\nlocals { tier = var.cloud ? "a" : lower("B") }\n',
    ),
    'play.yml': `${PLAY}  vars: { cloud: false, tier: none }\n  tasks:\n    - command: "in {{ tier }}"\n      when: cloud == 'false'\n`,
  });
  expect(found.text).toContain('command "in b"');
  expect(found).toMatchObject({ lifted: 1, exact: true });
});

test('a variable whose value only Packer has is no other one, and nothing is proved', async () => {
  const found = await imported({
    'a.pkr.hcl': template(
      '  provisioner "ansible" {\n    playbook_file = "play.yml"\n    extra_arguments = ["--extra-vars", "cloud=${var.cloud}"]\n  }\n',
      'variable "cloud" {}\n',
    ),
    'play.yml': `${PLAY}  vars: { cloud: no }\n  tasks:\n    - command: a\n      when: cloud == 'yes'\n`,
  });
  expect(found.text).toContain("cloud == 'yes'");
  expect(found.exact).toBe(false);
  expect(found.differences).toEqual([
    'tree: the variable `cloud` has no value here: only Packer computes `${var.cloud}`',
  ]);
});

test('scripts run as Packer runs them', async () => {
  const found = await imported({
    'a.pkr.hcl': template(`  provisioner "shell" {
    scripts         = ["plain.sh", "gone.sh", "dos.sh"]
    execute_command = "chmod +x {{ .Path }}; sudo {{ .Vars }} {{ .Path }}"
  }
  provisioner "shell" {
    script           = "asks.sh"
    execute_command  = "echo x | {{ .Vars }} sudo -S bash -eu '{{ .Path }}'"
  }
  provisioner "shell" {
    script           = "asks.sh"
    environment_vars = ["A=1"]
    execute_command  = "sudo sh {{ .Path }}"
  }
`),
    'plain.sh': 'echo plain\n',
    'dos.sh': '#!/bin/sh\r\necho dos\r\n',
    'asks.sh': '#!/bin/bash\necho "$PACKER_BUILDER_TYPE"\n',
  });
  expect(found.text).toContain('command "sh /var/tmp/plain.sh"');
  expect(found.text).toContain('the script `gone.sh` is not in the tree');
  expect(found.text).toContain('command "/var/tmp/dos.sh"');
  expect(found.text).not.toContain('\r');
  expect(found.text).toMatch(
    /command "bash -eu \/var\/tmp\/asks\.sh" \{ environment = \{ PACKER_BUILDER_TYPE = "qemu" \}/,
  );
  expect(found.text).toMatch(/command "sh \/var\/tmp\/asks\.sh"\n/);
  expect(found.said.join('\n')).toMatch(/`A` is left out: `execute_command` has no `\{\{ \.Vars \}\}`/);
  expect(found.differences).toEqual(['tree: not imported: the script `gone.sh` is not in the tree']);
});

test('a restart at the end of commands waits until the machine is back, and a download is nothing', async () => {
  const found = await imported({
    'a.pkr.hcl': template(`  provisioner "shell" {
    inline            = ["apt-get -y upgrade", "sudo reboot"]
    expect_disconnect = true
    execute_command   = "sudo sh {{ .Path }}"
  }
  provisioner "file" {
    source      = "/tmp/log"
    destination = "log"
    direction   = "download"
  }
`),
  });
  expect(found.text).toMatch(/shell "apt-get -y upgrade".*\n.*module = "ansible.builtin.reboot"/);
  expect(found).toMatchObject({ left: 0, exact: true });
});

test('a template in JSON: variables of the shell, and the line of each provisioner', async () => {
  const found = await imported({
    'a.json': `{
  "builders": [{ "type": "qemu", "name": "debian-12" }],
  "provisioners": [
    { "type": "shell", "inline": ["echo \${HOME}"], "execute_command": "sudo sh {{.Path}}" },
    { "type": "shell", "inline": ["true"], "execute_command": "sudo sh {{.Path}}" },
    { "type": "salt-masterless" }
  ]
}
`,
  });
  expect(found.text).toContain('${HOME}');
  expect(found.said.join('\n')).toContain('a.json:6: the provisioner `salt-masterless`');
  expect(found).toMatchObject({ lifted: 2, left: 1, exact: false });
});

test('a playbook below a folder that only Packer computes', async () => {
  const found = await imported({
    'packer/a.pkr.hcl': template(
      '  provisioner "ansible" { playbook_file = "${var.root}/ansible/play.yml" }\n',
      'variable "root" {}\n',
    ),
    'ansible/play.yml': `${PLAY}  tasks:\n    - command: a\n      register: _done\n    - command: b\n      when: _done is changed\n`,
  });
  expect(found).toMatchObject({ exact: true, compiles: true, left: 0 });
});

test('an image of OpenStack to start from that has no value is asked for by name', async () => {
  const of = (source: string) =>
    imported({
      'a.pkr.hcl': `variable "base" {}\nsource "openstack" "debian-12" {\n  flavor = "s"\n${source}}\nbuild {\n  sources = ["openstack.debian-12"]\n  provisioner "shell" { inline = ["true"] }\n}\n`,
    });
  const byId = await of('  source_image = var.base\n');
  expect(byId.text).toMatch(/source_image_name\s*= "base"/);
  expect(byId.compiles).toBe(true);
  const byFilter = await of('  source_image_filter {\n    filters { name = var.base }\n  }\n');
  expect(byFilter.text).toContain('name = "base"');
  expect(byFilter.compiles).toBe(true);
});
