import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { packerAnsible } from '../../emit/emitters/packer-ansible.ts';
import { renderImage } from '../../emit/render.ts';
import { brief, compileText, noRules } from '../support/compile.ts';

/** A family and a system of it, as an author declares them. */
const declared = (manager: string) => `family own {
  title           = "Own family"
  ansible         = "Own"
  package_manager = ${manager}
  ssh_unit        = "sshd"
  firewall_unit   = "firewalld"
  sftp_server     = "/usr/lib/ssh/sftp-server"
}
os own15 {
  family  = own
  title   = "Own 15"
  distro  = "own"
  release = "15"
  version = "15"
  short   = "own15"
  user    = "own"
  source  = "own-15"
  python  = "3.6"
  image { url = "https://example.org/own-15.x86_64.qcow2" }
}
`;

type Task = Readonly<Record<string, unknown>>;

/** The files of a tree for a system with the package manager, by path. */
function tree(manager: string, members: string): Map<string, string> {
  const text = `image a {\n  os = [own15]\n  ${members}\n}\n${declared(manager)}`;
  const result = compileText(text, { rules: noRules });
  expect(brief(result)).toEqual([]);
  const files = renderImage(result.images[0]!, packerAnsible, result);
  return new Map(files.map(({ path, content }) => [path, String(content)]));
}

/** The tasks of the image's own role. */
function tasks(manager: string, members: string, role = 'a', part = 'tasks'): Task[] {
  return parse(tree(manager, members).get(`playbook/provision_roles/${role}/${part}/main.yml`)!) as Task[];
}

const args = (all: readonly Task[], module: string) =>
  all.flatMap((task) => (task[module] === undefined ? [] : [task[module] as Task]));

describe('zypper', () => {
  const module = 'community.general.zypper';

  test('installs, removes and pins packages', () => {
    const all = tasks(
      'zypper',
      'package [jq, vim]\npackage tree { version = "1.8" }\npackage nano { state = absent }\npackage git { recommends = true }\npackage mc { from = "extra" }',
    );
    expect(args(all, module)).toEqual([
      { name: ['jq', 'vim'], state: 'present', disable_recommends: true },
      { name: 'tree=1.8', state: 'present', disable_recommends: true, oldpackage: true },
      { name: 'nano', state: 'absent' },
      { name: 'git', state: 'present', disable_recommends: false },
      { name: 'mc', state: 'present', disable_recommends: true, extra_args: '--from extra' },
    ]);
  });

  test('holds a package by a lock', () => {
    const all = tasks('zypper', 'package jq { hold = true }');
    expect(args(all, 'ansible.builtin.command')).toEqual([{ cmd: 'zypper --non-interactive addlock jq' }]);
    expect(all.at(-1)!['changed_when']).toBe("'added' in a_held_jq.stdout");
  });

  test('takes repositories with their keys, and certificates', () => {
    const all = tasks(
      'zypper',
      'repository base { url = "https://example.org/base"  key = "https://example.org/key.asc" }\ncertificate company { content = "-----BEGIN CERTIFICATE-----\\nMIIBszCCAVmgAwIBAgIUX1mJ\\n-----END CERTIFICATE-----\\n" }',
    );
    expect(args(all, 'ansible.builtin.rpm_key')).toEqual([
      { key: 'https://example.org/key.asc', state: 'present' },
    ]);
    expect(args(all, 'community.general.zypper_repository')).toEqual([
      {
        name: 'base',
        repo: 'https://example.org/base',
        state: 'present',
        enabled: true,
        autorefresh: true,
        disable_gpg_check: false,
      },
    ]);
    expect(args(all, 'ansible.builtin.copy')[0]!['dest']).toBe('/etc/pki/trust/anchors/company.crt');
    expect(args(all, 'ansible.builtin.command')).toEqual([{ cmd: 'update-ca-certificates' }]);
  });

  test('upgrades the base image, and boots a new kernel', () => {
    const all = tasks('zypper', 'package jq', 'vm_init');
    const commands = args(all, 'ansible.builtin.command').map(({ cmd }) => cmd);
    expect(commands).toContain('zypper --non-interactive update --no-recommends');
    const files = tree('zypper', 'package jq');
    expect(files.get('playbook/provision_roles/vm_init/handlers/main.yml')).toContain(
      'grub2-mkconfig -o /boot/grub2/grub.cfg',
    );
    expect(files.get('playbook/provision_roles/cleanup/tasks/main.yml')).toContain('find /var/cache/zypp ');
  });
});

describe('the apt of rpm systems', () => {
  const module = 'community.general.apt_rpm';

  test('reads its lists before the first package, and again after a repository', () => {
    const all = tasks(
      'apt_rpm',
      'repository base {\n  url = "https://example.org/alt"\n  suite = "p10/branch/x86_64"\n}\npackage [jq, vim]\npackage nano { state = absent }',
    );
    expect(args(all, 'ansible.builtin.copy')[0]).toMatchObject({
      content: 'rpm https://example.org/alt p10/branch/x86_64 classic\n',
      dest: '/etc/apt/sources.list.d/base.list',
    });
    expect(args(all, module)).toEqual([
      { package: ['jq', 'vim'], state: 'present', update_cache: true },
      { package: 'nano', state: 'absent' },
    ]);
  });

  test('holds a package by its settings', () => {
    const all = tasks('apt_rpm', 'package "g++" { hold = true }');
    expect(args(all, 'ansible.builtin.copy')[0]).toMatchObject({
      content: 'RPM::Hold {"^g\\+\\+$";};\n',
    });
  });

  test('upgrades the base image with its kernel', () => {
    const all = tasks('apt_rpm', 'package jq', 'vm_init');
    expect(args(all, module)[0]).toEqual({ update_cache: true, dist_upgrade: true, update_kernel: true });
    expect(args(all, 'ansible.builtin.command').map(({ cmd }) => cmd)).toContain('make-initrd');
  });

  test('is what a family of ALT Linux means by `apt`', () => {
    const family = declared('apt').replace('"Own"', '"Altlinux"');
    const members =
      'when os.package_manager == "apt_rpm" && os.family.package_manager == "apt_rpm" { package jq }';
    const result = compileText(`image a {\n  os = [own15]\n  ${members}\n}\n${family}`, { rules: noRules });
    expect(brief(result)).toEqual([]);
    const file = renderImage(result.images[0]!, packerAnsible, result).find(({ path }) =>
      path.endsWith('roles/a/tasks/main.yml'),
    );
    expect(args(parse(String(file!.content)) as Task[], module)).toEqual([
      { package: 'jq', state: 'present' },
    ]);
  });
});

describe('the collection of the modules', () => {
  const requirements = (members: string) => tree('zypper', members).get('playbook/requirements.yml');

  test('is asked for by itself', () => {
    expect(parse(requirements('package jq')!)).toEqual({
      collections: [{ name: 'community.general', version: '8.6.0' }],
    });
  });

  test('is that which the image names', () => {
    expect(parse(requirements('collection "community.general" { version = "9.1.0" }')!)).toEqual({
      collections: [{ name: 'community.general', version: '9.1.0' }],
    });
  });

  test('is not asked for where nothing of it is used', () => {
    expect(tree('dnf', 'package jq').has('playbook/requirements.yml')).toBe(false);
  });
});

describe('what a package manager cannot do', () => {
  const said = (manager: string, members: string) =>
    brief(compileText(`image a {\n  os = [own15]\n  ${members}\n}\n${declared(manager)}`)).filter((each) =>
      /ignored-attribute|wrong-package-manager/.test(each),
    );

  test.each([
    ['zypper', 'package jq { update_only = true }', ['ignored-attribute at "true"']],
    ['zypper', 'package jq { update_only = false }', []],
    ['zypper', 'package jq { from = "extra"  allow_erasing = true }', []],
    [
      'apt_rpm',
      'package jq { update_only = true  from = "p10" }',
      ['ignored-attribute at "true"', 'ignored-attribute at "\\"p10\\""'],
    ],
    [
      'apt_rpm',
      'repository r {\n url = "https://example.org/r"\n suite = "x86_64"\n priority = 5\n }',
      ['ignored-attribute at "5"'],
    ],
    ['apt', 'package jq { update_only = true  from = "sid" }', []],
    ['dnf', 'package jq { update_only = true  from = "extra" }', []],
  ])('%s: %s', (manager, members, expected) => {
    expect(said(manager, members).sort()).toEqual([...expected].sort());
  });

  test.each([
    ['Altlinux', 'apt', 0],
    ['Altlinux', 'dnf', 1],
    ['Altlinux', 'apt_rpm', 0],
    ['Suse', 'dnf', 1],
    ['RedHat', 'yum', 0],
    ['Own', 'apt', 0],
  ])('what Ansible calls %s, with %s', (family, manager, count) => {
    const text = `image a {\n  os = [own15]\n  package jq\n}\n${declared(manager).replace('"Own"', `"${family}"`)}`;
    const found = brief(compileText(text)).filter((each) => each.startsWith('wrong-package-manager'));
    expect(found).toHaveLength(count);
  });
});
