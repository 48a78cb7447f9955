import { describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { catalogue } from '../../compiler/diagnostics/catalogue.ts';
import { invariants } from '../../stdlib/invariants.generated.ts';
import type { Invariant } from '../../compiler/sdk/invariant.ts';
import { isRule } from '../../stdlib/rule-set.ts';
import type { CatalogueEntry } from '../../grammar/diagnostic.ts';
import { treeOf } from '../../cli/reference/examples.ts';
import { brief, compileFiles, compileText, noRules } from '../support/compile.ts';

/** What is guaranteed is looked up in the tree of an image that has a bit of everything. */
const SHOP = `# Sells things. Known issue: it is closed on Sundays.
image shop {
  title   = "Shop"
  version = "24.10"
  os      = [debian12, almalinux9]
  collection "community.docker" { version = "3.4.0" }
  use web
  package [jq, vim]
  file "/etc/shop.conf" { content = "open = true\\n" }
  service cron {
    enabled    = true
    state      = started
    restart_on = ["/etc/shop.conf"]
    if_exists  = true
  }
  variant large { build { disk = 40G } }
}

role web {
  param password: secret = runtime
  package nginx
  service nginx { enabled = false }
  start {
    file "/etc/nginx/password" {
      content = password
      mode    = 0600
    }
    service nginx {
      enabled = true
      state   = started
    }
  }
}
`;

const compiled = compileText(SHOP);
const [image] = compiled.images;
const tree = new Map(
  [...treeOf(compiled)].map(([path, { content }]) => [
    path,
    typeof content === 'string' ? content : Buffer.from(content).toString('latin1'),
  ]),
);
const file = (path: string): string => tree.get(path)!;
const packer = file('shop.pkr.hcl');
const readme = file('README.md');
const provision = file('playbook/provision.yml');
const tasks = (role: string) =>
  parseYaml(file(`playbook/provision_roles/${role}/tasks/main.yml`)) as Record<string, unknown>[];
const imports = [...provision.matchAll(/^ +name: (\w+)$/gm)].map(([, name]) => name);
const targets = image!.targets.map(({ name }) => name);

/** Each invariant, seen in the tree. What is refused has its wrong example in the catalogue of diagnostics. */
const SEEN: Readonly<Record<string, () => void>> = {
  'virtio-build': () => {
    expect(packer.match(/disk_interface +=/g)).toHaveLength(2);
    expect(packer.match(/disk_interface += "virtio"/g)).toHaveLength(2);
    expect(packer.match(/net_device += "virtio-net"/g)).toHaveLength(2);
  },
  'metadata-complete': () => {
    const required = ['os_admin_user', 'os_distro', 'os_version', 'os_type', 'mcs_name', 'mcs_os_type'];
    const others = ['mcs_os_distro', 'mcs_os_version', 'hw_qemu_guest_agent', 'os_require_quiesce'];
    for (const { metadata } of Object.values(metadataOf())) {
      expect(Object.keys(metadata)).toEqual(expect.arrayContaining([...required, ...others]));
    }
  },
  'metadata-strings': () => {
    const values = [...file('.images.yaml').matchAll(/^ {4}\w+: (.*)$/gm)].map(([, value]) => value!);
    const own = values.filter((value) => !/^\d+G?$/.test(value));
    expect(own.length).toBeGreaterThan(40);
    for (const value of own) expect(value).toMatch(/^".*"$/);
  },
  'target-names': () => expect(new Set(Object.keys(metadataOf()))).toEqual(new Set(targets)),
  'disk-size': () =>
    expect(brief(compileText(SHOP.replace('40G', '40')))).toEqual([expect.stringMatching(/^VK0312 /)]),
  'vm-init-first': () => expect(imports[0]).toBe('vm_init'),
  'verify-repeatable': () => {
    const [play] = parseYaml(file('tests/verify.yml')) as [{ tasks: Record<string, unknown>[] }];
    const text = JSON.stringify(play);
    const looks = text.match(/"ansible\.builtin\.raw"/g) ?? [];
    expect(looks.length).toBeGreaterThan(0);
    expect(text.match(/"changed_when":false/g)).toHaveLength(looks.length);
    const modules = new Set([...text.matchAll(/"ansible\.builtin\.(\w+)"/g)].map(([, name]) => name));
    expect([...modules].filter((name) => CHANGING.has(name!))).toEqual([]);
  },
  'cleanup-last': () => expect(imports.at(-1)).toBe('cleanup'),
  'given-at-deployment': () => {
    const holding = [...tree].filter(([, text]) => /\bpassword\b.*\{\{|\{\{.*\bpassword\b/.test(text));
    expect(holding.map(([path]) => path)).toEqual(['playbook/service_roles/web_start/tasks/main.yml']);
  },
  'no-recommended-packages': () => {
    for (const role of ['vm_init', 'shop', 'web']) {
      for (const task of tasks(role)) {
        const apt = task['ansible.builtin.apt'] as Record<string, unknown> | undefined;
        const dnf = task['ansible.builtin.dnf'] as Record<string, unknown> | undefined;
        if (apt?.['name'] !== undefined) expect(apt['install_recommends']).toBe(false);
        if (dnf?.['name'] !== undefined) expect(dnf['install_weak_deps']).toBe(false);
      }
    }
  },
  'waits-for-boot': () => expect(packer.match(/ssh_timeout += "15m"/g)).toHaveLength(2),
  'cpu-model': () => expect(packer).toMatch(/"-cpu", coalesce\(var\.cpu_model, .*"max" : "host"/),
  'only-known-targets': () => {
    expect(packer).not.toMatch(/^\s*(only|except) += |^\s*override\b/m);
    const named = [...packer.matchAll(/^ {4}name += "([\w-]+)"/gm)].map(([, name]) => name);
    expect(named).toEqual(targets);
  },
  'order-by-change': () =>
    expect(imports.filter((name) => name !== 'variables')).toEqual([
      'vm_init',
      'web',
      'shop',
      'playbooks',
      'cleanup',
    ]),
  'one-thing-a-task': () => {
    for (const task of tasks('shop')) {
      const modules = Object.keys(task).filter((key) => key.startsWith('ansible.builtin.'));
      expect(modules).toHaveLength(1);
    }
  },
  handlers: () => {
    const [written] = tasks('shop').filter((task) => 'notify' in task);
    expect(written).toMatchObject({ notify: 'Restart cron' });
    expect(file('playbook/provision_roles/shop/handlers/main.yml')).toContain('name: Restart cron');
    const reloading = compileText(
      'image a {\n  os = [debian12]\n  file "/etc/a" {\n    content = "x"\n    notify  = ["ssh"]\n    reload  = ["ssh", "cron"]\n  }\n}\n',
    );
    const role = 'playbook/provision_roles/a';
    const text = (path: string) => String(treeOf(reloading).get(`${role}/${path}`)?.content);
    expect(parseYaml(text('tasks/main.yml'))).toMatchObject([
      { notify: ['Restart ssh', 'Reload ssh', 'Reload cron'] },
    ]);
    expect(parseYaml(text('handlers/main.yml'))).toMatchObject([
      { 'ansible.builtin.systemd': { name: 'ssh', state: 'restarted' } },
      { 'ansible.builtin.systemd': { name: 'ssh', state: 'reloaded' } },
      { 'ansible.builtin.systemd': { name: 'cron', state: 'reloaded' } },
    ]);
  },
  'no-facts': () => {
    for (const play of ['playbook/provision.yml', 'playbook/start.yml', 'tests/verify.yml'])
      expect(file(play).match(/gather_facts: (\w+)/g)).toEqual(['gather_facts: false']);
  },
  pipelining: () => expect(file('playbook/ansible.cfg')).toContain('\npipelining = True\n'),
  'one-transaction': () => {
    const installing = tasks('shop').flatMap((task) => JSON.stringify(task).match(/"jq","vim"/) ?? []);
    expect(installing.length).toBeGreaterThan(0);
  },
  compressed: () => expect(packer.match(/disk_compression += true/g)).toHaveLength(2),
  'files-there': () =>
    expect(brief(compileText(SHOP.replace('package [jq, vim]', 'file "/a" { source = file("b") }')))).toEqual(
      [expect.stringMatching(/^VK0601 /)],
    ),
  'names-declared': () =>
    expect(brief(compileText(SHOP.replace('= 40G', '= size')))).toEqual([expect.stringMatching(/^VK0201 /)]),
  'nothing-unused': () =>
    expect(brief(compileText(`let spare = 1\n\n${SHOP}`))).toEqual([expect.stringMatching(/^VK0701 /)]),
  'same-bytes': () => {
    const again = compileFiles({ 'a/b.txt': '', 'main.vkimage': SHOP });
    expect([...treeOf(again)]).toEqual([...treeOf(compiled)]);
    expect([...tree.values()].filter((text) => /\b20\d\d-\d\d-\d\d\b/.test(text))).toEqual([]);
  },
  'dependencies-listed': () => {
    expect(file('plugins.pkr.hcl')).toMatch(/qemu = \{[^}]*version/);
    expect(file('playbook/requirements.yml')).toMatch(/community\.docker\n +version: "?3\.4\.0/);
  },
  'readme-contents': () => {
    for (const word of ['Debian 12', 'AlmaLinux 9', '`jq`', '`nginx`', '24.10'])
      expect(readme).toContain(word);
  },
  'readme-build': () => {
    for (const word of ['Packer', 'QEMU', 'ansible-core', 'packer build']) expect(readme).toContain(word);
  },
  'readme-verify': () => {
    expect(readme).toMatch(/ansible-playbook .* tests\/verify\.yml/);
    expect(readme).toContain('--list-tasks');
  },
  'readme-notes': () => expect(readme).toContain('Known issue: it is closed on Sundays.'),
};

const CHANGING: ReadonlySet<string> = new Set(['apt', 'dnf', 'yum', 'copy', 'file', 'template', 'service']);

function metadataOf() {
  return parseYaml(file('.images.yaml')) as Record<string, { metadata: Record<string, string> }>;
}

const all = invariants.map((each) => [each.id, each as Invariant] as const);

test('each invariant has its proof here, and no other', () => {
  expect(compiled.diagnostics.map(({ message }) => message)).toEqual([]);
  expect(Object.keys(SEEN).sort()).toEqual(all.map(([id]) => id).sort());
});

describe.each(all)('%s', (id, invariant) => {
  test('says what it is about, under a name of its own', () => {
    expect(id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
    expect(isRule(id)).toBe(false);
    for (const text of [invariant.title, invariant.why, invariant.how]) expect(text).toMatch(/^\S.*\.$/su);
  });

  test('holds in the tree', () => SEEN[id]!());

  test('is to be seen where it says', () => {
    const path = invariant.seen?.replace('IMAGE', image!.name);
    // The manifest is written beside the files that it lists.
    if (path !== undefined && path !== '.vkc/manifest.json') expect([...tree.keys()]).toContain(path);
  });

  test('what is otherwise is reported under its codes', () => {
    const known: Readonly<Record<string, CatalogueEntry>> = catalogue;
    for (const code of invariant.codes ?? []) {
      const { wrong } = known[code]!;
      const beside = { 'roles/old/tasks/main.yml': '[]\n' };
      const found = compileFiles({ ...beside, 'main.vkimage': wrong.replace(/[«»]/g, '') });
      expect(brief(found).join('\n')).toContain(code);
    }
  });
});

describe('an image that takes one over', () => {
  const takenOver = (id: string, members: string) => {
    // What contradicts the tree is refused, unless it is allowed.
    const result = compileText(SHOP.replace('  package [jq, vim]', members), { rules: noRules });
    const taken = (invariants.find((each) => each.id === id) as Invariant).takenOver!;
    return taken(result.images[0]!);
  };
  const line = SHOP.split('\n').indexOf('  package [jq, vim]') + 1;

  test.each([
    ['virtio-build', 'build { packer { disk_interface = "ide" } }'],
    ['virtio-build', 'sources = external'],
    ['waits-for-boot', 'build { packer { ssh_timeout = "30m" } }'],
    ['no-recommended-packages', 'package jq { recommends = true }'],
    ['compressed', 'export { format = raw }'],
  ])('%s, by %s', (id, members) => {
    expect(takenOver(id, '  package [jq, vim]')).toBe(null);
    expect(takenOver(id, members)).not.toBe(null);
    if (!members.startsWith('sources')) expect(takenOver(id, members)!.line).toBe(line);
  });
});
