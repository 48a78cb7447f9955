import { describe, expect, it } from 'vitest';
import { readYaml } from '../../../cli/project/yaml-reader.ts';
import { packerAnsible } from '../../../emit/emitters/packer-ansible.ts';
import { renderImage } from '../../../emit/render.ts';
import { brief, compileFiles, compileText } from '../../support/compile.ts';

const TASKS = '- name: Say it\n  ansible.builtin.debug:\n    msg: "{{ old_port }}"\n';

/** Compiles an image that uses the role `old`, which is in roles/old. */
function compiled(role: string, files: Readonly<Record<string, string>> = {}, image = 'use old') {
  const text = `image a {\n  os = [debian12, almalinux9]\n  ${image}\n}\n\nrole old {\n${role}\n}\n`;
  return compileFiles(
    { 'main.vkimage': text, 'roles/old/tasks/main.yml': TASKS, ...files },
    { yaml: readYaml },
  );
}

/** The generated files by path. */
function tree(result: ReturnType<typeof compiled>): Map<string, string> {
  expect(brief(result)).toEqual([]);
  const files = renderImage(result.images[0]!, packerAnsible, result);
  return new Map(files.map(({ path, content }) => [path, Buffer.from(content).toString()]));
}

const FROM = 'from = path("roles/old")';

describe('a hand-written role', () => {
  it('is carried byte for byte, with what it depends on', () => {
    const files = tree(
      compiled(FROM, {
        'roles/old/meta/main.yml': 'dependencies:\n  - base\n  - role: more\n',
        'roles/old/files/x.bin': '\u0000',
        'roles/base/tasks/main.yaml': '[]\n',
        'roles/base/meta/main.yaml': 'dependencies: [{ name: more }]\n',
        'roles/more/tasks/main.yml': '# nothing\n',
        'roles/unused/tasks/main.yml': '[]\n',
      }),
    );
    const carried = [...files.keys()].filter((path) => /provision_roles\/(?!vm_init|cleanup)/.test(path));
    expect(carried.map((path) => path.slice('playbook/provision_roles/'.length)).sort()).toEqual([
      'base/meta/main.yaml',
      'base/tasks/main.yaml',
      'more/tasks/main.yml',
      'old/files/x.bin',
      'old/meta/main.yml',
      'old/tasks/main.yml',
    ]);
    expect(files.get('playbook/provision_roles/old/tasks/main.yml')).toBe(TASKS);
    expect(files.get('playbook/provision_roles/old/files/x.bin')).toBe('\u0000');
    expect(files.get('.ansible-lint')).toContain('  - playbook/provision_roles/more\n');
    expect(files.get('.yamllint')).toContain('  /playbook/provision_roles/old/\n');
    expect(files.has('playbook/requirements.yml')).toBe(false);
  });

  it('is given its params as variables, once where they are the same', () => {
    const params = `${FROM}
      param old_port: int = 80
      param old_name: string? = unset
      param old_family: string = "none"
      param old_items: list(string) = ["a", "{{ b }}"]`;
    const image = 'use old { old_family = match os.family { debian => "deb" redhat => "rpm" } }';
    const playbook = tree(compiled(params, {}, image)).get('playbook/provision.yml')!;
    expect(playbook).toContain(`    - name: Set up old
      ansible.builtin.import_role:
        name: old
      # Text, not a template. # noqa: jinja
      vars:
        old_port: 80
        old_family: "{{ old_role_vars_old_family }}"
        old_items:
          - a
          - !unsafe "{{ b }}"
`);
  });

  it('keeps the names of its variables, of which ansible-lint is told', () => {
    const playbook = tree(compiled(`${FROM}\n  param port: int = 80`)).get('playbook/provision.yml')!;
    expect(playbook).toContain(`      # The role’s own variables. # noqa: var-naming
      ansible.builtin.import_role:
        name: old
      vars:
        port: 80
`);
    const own = tree(compiled(`${FROM}\n  param old_port: int = 80`)).get('playbook/provision.yml')!;
    expect(own).not.toContain('noqa');
  });

  it('runs where it is used, and never logs a secret', () => {
    const params = `${FROM}\n  param old_token: secret = env(TOKEN)`;
    const image = 'when os.family == debian { use old }';
    const playbook = tree(compiled(params, {}, image)).get('playbook/provision.yml')!;
    expect(playbook).toContain(`        old_token: "{{ lookup('ansible.builtin.env', 'TOKEN') }}"
      no_log: true
      when: os_family == 'Debian'
`);
  });

  it('runs twice under two names', () => {
    const params = `${FROM}\n  param old_port: int = 80`;
    const image = 'use old\n  use old as older { old_port = 81 }';
    const playbook = tree(compiled(params, {}, image)).get('playbook/provision.yml')!;
    expect(playbook.match(/ {8}name: old$/gm)).toHaveLength(2);
    expect(playbook).toContain('- name: Set up older\n');
  });

  it('runs at deployment with what it is given there', () => {
    const role = `${FROM}\n  phase = start\n  param old_port: int = runtime(80)`;
    const files = tree(compiled(role));
    expect(files.get('playbook/start.yml')).toContain('        name: old\n');
    expect(files.get('playbook/start.yml')).not.toContain('vars:');
    expect(files.get('playbook/service_roles/old/tasks/main.yml')).toBe(TASKS);
    expect(files.get('playbook/common_roles/variables/defaults/main.yml')).toContain('old_port: 80\n');
    expect(files.has('playbook/provision_roles/old/tasks/main.yml')).toBe(false);
  });

  it('asks for a reader of YAML only when there is a meta/main.yml', () => {
    const files = { 'main.vkimage': `image a {\n  os = [debian12]\n  use old\n}\nrole old { ${FROM} }\n` };
    const tasks = { 'roles/old/tasks/main.yml': TASKS };
    expect(compileFiles({ ...files, ...tasks }).wantsYaml).toBe(false);
    const meta = { 'roles/old/meta/main.yml': 'dependencies: []\n' };
    expect(compileFiles({ ...files, ...tasks, ...meta }).wantsYaml).toBe(true);
  });

  it.each([
    ['from = "roles/old"', {}, ['VK0324 at "\\"roles/old\\""']],
    ['from = path("roles/older")', {}, ['VK0601 at "\\"roles/older\\""']],
    [FROM, { 'roles/old/meta/main.yml': 'dependencies: [base]' }, [`VK0907 at "path(\\"roles/old\\")"`]],
    [FROM, { 'roles/old/meta/main.yml': 'dependencies: [geerlingguy.php]' }, ['VK0907 at "use old"']],
    [`${FROM}\n  start { service cron }`, {}, ['VK0901 at "start"']],
  ])('%s with %o is wrong', (role, files, found) => {
    expect(brief(compiled(role, files as unknown as Record<string, string>))).toEqual(found);
  });
});

describe('Ansible Galaxy', () => {
  const role = 'galaxy = "geerlingguy.nginx"\n  version = "3.2.0"\n  param nginx_user: string = "www"';

  it('brings roles and collections in their versions', () => {
    const image =
      'use old\n  collection "community.docker" { version = "3.4.0" }\n  collection ["community.general"] { version = "8.6.0" }\n  package jq';
    const files = tree(compiled(role, {}, image));
    expect(files.get('playbook/requirements.yml')).toBe(`---
roles:
  - name: geerlingguy.nginx
    version: "3.2.0"
collections:
  - name: community.docker
    version: "3.4.0"
  - name: community.general
    version: "8.6.0"
`);
    expect(files.get('playbook/provision.yml')).toContain(
      '        name: geerlingguy.nginx\n      vars:\n        nginx_user: www\n',
    );
    expect(files.get('playbook/ansible.cfg')).toMatch(/^roles_path = .*:\.\/galaxy_roles$/m);
    expect(files.get('playbook/ansible.cfg')).toMatch(/^collections_path = \.\/collections:/m);
    expect(files.get('a.pkr.hcl')).toMatch(/galaxy_file += "\.\/playbook\/requirements\.yml"/);
    expect(files.get('a.pkr.hcl')).toMatch(/roles_path += "\.\/playbook\/galaxy_roles"/);
    expect(files.get('.gitignore')).toContain('/playbook/galaxy_roles/\n/playbook/collections/\n');
  });

  it('brings a collection to the deployed machine when the start phase needs one', () => {
    const start = `start {
      collection "community.docker" { version = "3.4.0" }
      task "Start it" { module = "community.docker.docker_container"  args = { name = "web" } }
    }`;
    const result = compileText(`image a {\n  os = [debian12]\n  use b\n}\n\nrole b {\n  ${start}\n}\n`);
    const playbooks = tree(result).get('playbook/provision_roles/playbooks/tasks/main.yml')!;
    expect(playbooks).toContain(
      'cmd: ansible-galaxy collection install -r requirements.yml -p collections\n',
    );
  });

  it('is the answer to a dependency that the image asks for itself', () => {
    const text = `image a {
  os = [debian12]
  use php
  use old
}
role old { ${FROM} }
role php {
  galaxy  = "geerlingguy.php"
  version = "5.0.0"
}
`;
    const files = {
      'main.vkimage': text,
      'roles/old/tasks/main.yml': TASKS,
      'roles/old/meta/main.yml': 'dependencies: [geerlingguy.php]',
    };
    expect(brief(compileFiles(files, { yaml: readYaml }))).toEqual([]);
  });

  it.each([
    ['collection "docker" { version = "1.0.0" }', 'VK0905 at "\\"docker\\""'],
    ['collection "community.docker" { version = "latest" }', 'VK0403 at "version"'],
    ['collection "community.docker" { version = ">=3.0.0" }', 'VK0403 at "version"'],
  ])('%s is wrong', (collection, found) => {
    const text = `image a {\n  os = [debian12]\n  package jq\n  ${collection}\n}\n`;
    expect(brief(compileText(text))).toEqual([found]);
  });
});
