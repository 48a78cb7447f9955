import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readYaml } from '../../../cli/project/yaml-reader.ts';
import { packerAnsible } from '../../../emit/emitters/packer-ansible.ts';
import { renderImage } from '../../../emit/render.ts';
import { brief, compileFiles, noRules } from '../../support/compile.ts';

const BESIDE = {
  'user-data': '#cloud-config\n# Ours.\nlocale: C.UTF-8\n',
  'script.sh': '#!/bin/sh\n',
  'own.yml': 'a:   yes\n',
};

const compiled = (text: string) =>
  compileFiles({ ...BESIDE, 'main.vkimage': text }, { rules: noRules, yaml: readYaml });

/** A file of the tree of an image with these members. */
function fileOf(path: string, members: string, more = ''): string {
  const result = compiled(`image a {\n  os = [debian12]\n  ${members}\n}\n${more}`);
  expect(brief(result)).toEqual([]);
  const found = renderImage(result.images[0]!, packerAnsible, result).find((file) => file.path === path);
  return String(found?.content);
}

/** What is said of an image with these members. */
const said = (members: string, more = '') =>
  brief(compiled(`image a {\n  os = [debian12]\n  package jq\n  ${members}\n}\n${more}`));

const role = (source: string) => `role base {\n  ${source}\n}\n`;

describe('roles and collections from Git', () => {
  test('go to requirements.yml with their address and version', () => {
    const more = role(
      'git = "git+https://git.example.org/base.git"\n  version = "1.2.0"\n  param level: int = 3',
    );
    const members =
      'use base\n  collection "acme.base" { git = "git@git.example.org:acme/base.git"  version = "4f2d8c1e0b7a6d5c4f3e2d1c0b9a8f7e6d5c4b3a" }';
    expect(parse(fileOf('playbook/requirements.yml', members, more))).toEqual({
      roles: [{ name: 'base', src: 'https://git.example.org/base.git', scm: 'git', version: '1.2.0' }],
      collections: [
        {
          name: 'git@git.example.org:acme/base.git',
          type: 'git',
          version: '4f2d8c1e0b7a6d5c4f3e2d1c0b9a8f7e6d5c4b3a',
        },
      ],
    });
    expect(fileOf('playbook/provision.yml', members, more)).toContain(
      'name: base\n      vars:\n        level: 3\n',
    );
  });

  test.each([
    ['git = "https://git.example.org/b.git"  version = "v1.2.0"', []],
    ['git = "https://git.example.org/b.git"  version = "release-1.2"', []],
    ['git = "https://git.example.org/b.git"  version = "main"', ['VK0917 at "\\"main\\""']],
    ['git = "https://git.example.org/b.git"', ['VK0903 at "git"']],
    ['git = "https://me:pw@git.example.org/b.git"  version = "v1.2.0"', ['VK0918']],
    ['git = "not an address"  version = "v1.2.0"', ['VK0918']],
    ['galaxy = "https://git.example.org/b.git"  version = "v1.2.0"', ['VK0905']],
    ['galaxy = "a.b"  git = "https://git.example.org/b.git"  version = "1.2.0"', ['VK0902 at "git"']],
  ])('%s', (source, expected) => {
    const found = said('use base', role(source));
    expect(found).toHaveLength(expected.length);
    for (const [i, each] of expected.entries()) expect(found[i]).toContain(each);
  });
});

describe('servers of roles and collections', () => {
  const members = (servers: string) =>
    `build { galaxy { ${servers} } }\n  collection "acme.base" { version = "1.0.0" }`;

  test('stand in ansible.cfg in their order, without a token', () => {
    const config = fileOf(
      'playbook/ansible.cfg',
      members(
        'hub = { url = "https://hub.example.org/api/", auth_url = "https://sso.example.org/" }\n    public = "https://galaxy.ansible.com/"',
      ),
    );
    expect(config).toContain(
      '[galaxy]\nserver_list = hub, public\n\n[galaxy_server.hub]\n# The token is read from ANSIBLE_GALAXY_SERVER_HUB_TOKEN.\nurl = https://hub.example.org/api/\nauth_url = https://sso.example.org/\n\n[galaxy_server.public]\n',
    );
    expect(fileOf('playbook/ansible.cfg', 'package jq')).not.toContain('[galaxy');
  });

  test('are read by the pipeline too', () => {
    const install = 'ansible-galaxy collection install';
    expect(fileOf('.gitlab-ci.yml', members('hub = "https://hub.example.org/"'))).toContain(
      `ANSIBLE_CONFIG=playbook/ansible.cfg ${install}`,
    );
    expect(fileOf('.gitlab-ci.yml', 'collection "acme.base" { version = "1.0.0" }')).not.toContain(
      `ANSIBLE_CONFIG=playbook/ansible.cfg ${install}`,
    );
  });

  test.each([
    '{ url = "https://hub.example.org/", token = "x" }',
    '"https://u:p@hub.example.org/"',
    '"hub"',
    '{}',
  ])('cannot be %s', (value) =>
    expect(said(members(`hub = ${value}`))).toEqual([expect.stringContaining('VK0408')]),
  );
});

describe('user data', () => {
  test('of a map is added to that of the build', () => {
    const seed = fileOf('seed.sh', 'build { user_data = { ca_certs = { trusted = ["a $x `y`"] } } }');
    expect(seed).toContain(
      '\ncat >>seed/user-data <<\'USER_DATA\'\nca_certs:\n  trusted:\n    - "a $x `y`"\nUSER_DATA\n',
    );
    expect(fileOf('seed.sh', 'package jq')).not.toContain('USER_DATA');
  });

  test('of a file is added as it is', () => {
    expect(fileOf('seed.sh', 'build { user_data = file("user-data") }')).toContain(
      "<<'USER_DATA'\n# Ours.\nlocale: C.UTF-8\nUSER_DATA\n",
    );
  });

  test('ends where no line of it does', () => {
    const seed = fileOf('seed.sh', 'build { user_data = { write_files = [{ content = "USER_DATA" }] } }');
    expect(seed).toContain("<<'USER_DATA'\n");
  });

  test.each([
    ['file("script.sh")', 'VK0420'],
    ['{ ssh_authorized_keys = ["x"] }', 'VK0421'],
    ['{ users = [] }', 'VK0421'],
    ['{ power_state = { mode = "reboot" } }', 'VK0421'],
    ['{ a = env(TOKEN) }', 'VK0402'],
  ])('cannot be %s', (value, code) => {
    expect(said(`build { user_data = ${value} }`)).toEqual([expect.stringContaining(code)]);
  });

  test('is done before anything is prepared', () => {
    const playbook = fileOf('playbook/provision.yml', 'prepare { file "/etc/x" { content = "x" } }');
    const [wait, own, first] = ['vm_init_prepare', 'a_prepare', 'vm_init\n'].map((name) =>
      playbook.indexOf(`name: ${name}`),
    );
    expect(wait).toBeGreaterThan(0);
    expect(own).toBeGreaterThan(wait!);
    expect(first).toBeGreaterThan(own!);
    expect(fileOf('playbook/provision.yml', 'package jq')).not.toContain('vm_init_prepare');
  });
});

test('YAML files of the project are left to whoever keeps them', () => {
  const members =
    'file "/etc/a.yml" { source = file("own.yml") }\n  file "/etc/user-data" { source = file("user-data") }';
  const path = 'playbook/provision_roles/a/files/own.yml';
  expect(fileOf(path, members)).not.toBe('undefined');
  expect(fileOf('.yamllint', members)).toContain(`ignore: |\n  /${path}\n\n`);
  expect(parse(fileOf('.ansible-lint', members))).toEqual({ exclude_paths: [path] });
  expect(fileOf('.yamllint', 'package jq')).not.toContain('ignore');
});

describe('a base image for 64-bit ARM', () => {
  const system = (file: string) =>
    `os own {\n  family = debian\n  title = "Own"\n  distro = "debian"\n  release = "12"\n  version = "12"\n  codename = "bookworm"\n  short = "own"\n  user = "debian"\n  source = "own"\n  python = "3.11"\n  image { url = "https://example.org/${file}" }\n}\n`;
  const packer = (file: string) => {
    const result = compiled(`image a {\n  os = [own]\n  package jq\n}\n${system(file)}`);
    expect(brief(result)).toEqual([]);
    const files = renderImage(result.images[0]!, packerAnsible, result);
    return String(files.find(({ path }) => path === 'a.pkr.hcl')!.content).replace(/ +/g, ' ');
  };

  test('is built with its own QEMU, machine and firmware', () => {
    const text = packer('debian-12-arm64.qcow2');
    expect(text).toContain('qemu_binary = coalesce(var.qemu_binary, "qemu-system-aarch64")');
    expect(text).toContain('machine_type = "virt"');
    expect(text).toContain('["-bios", var.firmware_aarch64]');
    expect(text).toContain(
      '["-cpu", coalesce(var.cpu_model, var.accelerator == "tcg" ? "max,pauth-impdef=on" : "host")]',
    );
  });

  test('has a CPU of its own where it is emulated', () => {
    const text = fileOf(
      'a.pkr.hcl',
      'package jq\n  variant arm { arch = arm64 }\n  variant arm2 { arch = arm64 }\n  variant efi { build { firmware = efi } }',
    ).replace(/ +/g, ' ');
    const model = (name: string) => `coalesce(var.cpu_model, var.accelerator == "tcg" ? "${name}" : "host")`;
    expect(text).toContain(` cpu_model = ${model('max')}\n`);
    expect(text).toContain(` cpu_model_aarch64 = ${model('max,pauth-impdef=on')}\n`);
    const used = [...text.matchAll(/"-cpu", (local\.\w+)/g)].map(([, local]) => local);
    expect(used.sort()).toEqual([...Array(2).fill('local.cpu_model'), 'local.cpu_model_aarch64']);
  });

  test('and another one with Secure Boot share what they can, each with a drive for its seed', () => {
    const text = fileOf(
      'a.pkr.hcl',
      'package jq\n  variant arm { arch = arm64 }\n  variant secure { build { firmware = secure_boot } }',
    ).replace(/ +/g, ' ');
    const sources = text.split(/^source /m).slice(1);
    expect(sources.map((source) => source.slice(0, source.indexOf(' {')))).toEqual([
      '"qemu" "debian-12"',
      '"qemu" "debian-12-arm64"',
    ]);
    expect(sources[1]).toContain('cdrom_interface = "virtio-scsi"');
    expect(sources[1]).toContain(
      '["-device", "virtio-scsi-pci,id=seed"], ["-device", "scsi-cd,bus=seed.0,drive=cdrom0"], ["-bios", var.firmware_aarch64]]',
    );
    expect(sources[0]!.split('build {')[0]).not.toContain('cdrom_interface');
    const [secure] = text.match(/name = "a-debian12-secure"[^]*?\n }\n/)!;
    expect(secure).toContain('cdrom_interface = "virtio-scsi"');
    expect(secure).toContain('concat([["-cpu", local.cpu_model]], local.secure_boot, local.devices)');
    expect(text).toContain(
      '["-machine", "type=q35,smm=on,accel=${var.accelerator},pflash0=efi_code,pflash1=efi_vars"]',
    );
    expect(text).toContain('file.filename=seed/{{ .Name }}.vars.fd');
    const seed = fileOf('seed.sh', 'package jq\n  variant secure { build { firmware = secure_boot } }');
    expect(seed).toContain('cp -- "$efi_vars" \'seed/a-debian12-secure.qcow2.vars.fd\'');
  });

  test('changes nothing for others', () => {
    const text = packer('debian-12-amd64.qcow2');
    expect(text).toContain('qemu_binary = coalesce(var.qemu_binary, "qemu-system-x86_64")');
    expect(text).not.toMatch(/aarch64|machine_type/);
  });
});
