import * as fc from 'fast-check';
import * as prettier from 'prettier';
import { describe, expect, it } from 'vitest';
import type { OutputFile } from '../../../emit/output.ts';
import { code, markdownText, tableLines } from '../../../emit/text/markdown.ts';
import { image, line, role, systems, target, task, template } from '../../support/trees/ansible-image.ts';
import { context, files, fourTargets, oneTarget } from '../../support/trees/ansible-sample.ts';
import { render, textOf } from '../../support/trees/ansible-tree.ts';

const paths = (rendered: readonly OutputFile[]): string[] => rendered.map(({ path }) => path).sort();

describe('the files of the playbooks', () => {
  const several = render(fourTargets, context);
  const one = render(oneTarget, context);

  it('are those that the image needs', () => {
    const common = [
      '.yamllint',
      'README.md',
      'playbook/ansible.cfg',
      'playbook/common_roles/variables/defaults/main.yml',
      'playbook/provision.yml',
      'playbook/provision_roles/postgres/files/backup.sh',
      'playbook/provision_roles/postgres/handlers/main.yml',
      'playbook/provision_roles/postgres/tasks/main.yml',
      'playbook/provision_roles/postgres/templates/backup.conf.j2',
      'playbook/provision_roles/vm_init/handlers/main.yml',
      'playbook/provision_roles/vm_init/tasks/main.yml',
      'playbook/service_roles/postgres_start/tasks/main.yml',
      'playbook/start.yml',
    ];
    expect(paths(one)).toEqual(common);
    expect(paths(several)).toEqual(
      [
        ...common,
        'playbook/provision_roles/tuning/tasks/main.yml',
        ...fourTargets.targets.map(({ name }) => `playbook/targets/${name}.yml`),
      ].sort(),
    );
  });

  it('carry files byte for byte', () => {
    const carried = several.find(({ path }) => path.endsWith('files/backup.sh'))!;
    expect(Buffer.from(carried.content as Uint8Array).toString()).toBe(files['files/backup.sh']);
    expect(carried.origin).toEqual(line(35));
  });

  it('have no condition and no variable for one target', () => {
    const tasks = one
      .filter(({ path }) => path.endsWith('tasks/main.yml'))
      .map(({ content }) => String(content));
    for (const text of tasks) expect(text).not.toMatch(/os_|image_name|variant/);
  });

  it('give a single target the facts that its templates read', () => {
    expect(textOf(one, 'playbook/common_roles/variables/defaults/main.yml')).toBe(
      `---
image_title: PostgreSQL 16
image_version: "1.4.0"
os_name: ubuntu2404

# Password of the superuser.
postgres_password: ""
`,
    );
  });

  it('give each of several targets what is used of it', () => {
    expect(textOf(several, 'playbook/targets/xaas-service-almalinux9-large.yml')).toBe(
      `---
image_name: xaas-service-almalinux9-large
variant: large
os_family: RedHat
os_name: almalinux9
os_user: almalinux
vm_init_service_name: sshd
postgres_directory_path: /home/almalinux/data
postgres_service_name: postgresql-16
postgres_start_service_name: postgresql-16
`,
    );
  });

  it('import roles in order, with the shared values after vm_init', () => {
    expect(textOf(several, 'playbook/provision.yml')).toBe(
      `---
- name: Provision xaas-service
  hosts: default
  gather_facts: false
  become: true

  tasks:
    - name: Prepare the machine for the marketplace
      ansible.builtin.import_role:
        name: vm_init

    - name: Load the values shared by all roles
      ansible.builtin.import_role:
        name: variables

    - name: Install PostgreSQL
      ansible.builtin.import_role:
        name: postgres

    - name: Tune the system
      ansible.builtin.import_role:
        name: tuning
      when: os_family == 'RedHat'
`,
    );
  });

  it('share handlers of one name by its topic', () => {
    expect(textOf(several, 'playbook/provision_roles/vm_init/handlers/main.yml')).toBe(
      `---
- name: Update the boot loader on the Debian family
  ansible.builtin.command:
    cmd: update-grub
  changed_when: true
  when: os_family == 'Debian'
  listen: Update the boot loader

- name: Update the boot loader on the RedHat family
  ansible.builtin.command:
    cmd: grub2-mkconfig --output=/boot/grub2/grub.cfg
  changed_when: true
  when: os_family == 'RedHat'
  listen: Update the boot loader
`,
    );
  });

  it('write keywords in the usual order, and conditions as a list when there are several', () => {
    const one = task(
      'Do it',
      'command',
      { cmd: 'true' },
      {
        notify: ['A', 'B'],
        keywords: {
          when: [template("x == '{{'"), 'y is defined'],
          no_log: true,
          changed_when: "'new' in done.stdout",
          register: 'done',
          environment: { LANG: 'C' },
        },
      },
    );
    const made = image([
      target(systems.ubuntu2404, [role('web', [one])]),
      target(systems.almalinux9, [role('web', [])]),
    ]);
    const only = image([target(systems.ubuntu2404, [role('web', [one])])]);
    const path = 'playbook/provision_roles/web/tasks/main.yml';
    expect(textOf(render(only, context), path)).toBe(
      `---
- name: Do it
  ansible.builtin.command:
    cmd: "true"
  register: done
  environment:
    LANG: C
  changed_when: "'new' in done.stdout"
  no_log: true
  when:
    - x == '{{'
    - y is defined
  notify:
    - A
    - B
`.replace("- x == '{{'", `- "x == '{{'"`),
    );
    expect(textOf(render(made, context), 'playbook/provision.yml')).toContain("when: os_family == 'Debian'");
  });

  it('know the line that caused each of theirs', () => {
    const tasks = several.find(({ path }) => path.endsWith('postgres/tasks/main.yml'))!;
    const lines = String(tasks.content).split('\n');
    expect(tasks.lines[lines.indexOf('- name: Write /etc/sysctl.d/60-hugepages.conf')]).toEqual(line(33));
  });
});

describe('the README', () => {
  const options = { parser: 'markdown' } as const;

  it.each([
    ['one target', oneTarget],
    ['several', fourTargets],
    ['sources from outside', { ...fourTargets, sources: 'external' as const }],
  ])('of %s stays as it is under prettier', async (_, made) => {
    const text = textOf(render(made, context), 'README.md')!;
    expect(await prettier.format(text, options)).toBe(text);
  });

  it('names the ansible-core that works with all targets', () => {
    const on = (...pythons: string[]) => {
      const targets = pythons.map((python, i) => {
        const target = fourTargets.targets[i]!;
        return { ...target, os: { ...target.os, python } };
      });
      return textOf(render({ ...fourTargets, targets }, context), 'README.md')!;
    };
    expect(on('3.11')).toContain('ansible-core 2.14 or newer);');
    expect(on('3.12')).toContain('ansible-core 2.15 or newer);');
    expect(on('3.6', '3.13')).toContain('ansible-core 2.15 to 2.16);');
    expect(on('3.6', '3.14')).toContain('the ansible-core of each system);');
  });

  it('shows any text as text', async () => {
    const marks = fc.constantFrom(
      '*',
      '_',
      '`',
      '[',
      ']',
      '<b>',
      '|',
      '\\',
      '#',
      '-',
      '+',
      '1.',
      ' ',
      'a',
      'é',
      '日本',
      '&amp;',
      '~',
      '!',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(marks, { maxLength: 8 }), async (parts) => {
        const text = `a ${parts.join('')} z`;
        const lines = [
          markdownText(text),
          '',
          ...tableLines(['One', 'Two'], [[markdownText(text), code(text)]]),
        ];
        const written = `${lines.join('\n')}\n`;
        expect(await prettier.format(written, options)).toBe(written);
      }),
      { numRuns: 150 },
    );
  });
});
