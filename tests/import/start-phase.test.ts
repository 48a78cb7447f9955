import { describe, expect, test } from 'vitest';
import { library } from '../../stdlib/index.ts';
import { compileExample, examples } from '../support/examples.ts';
import { playbookFiles, roundTrip, startFiles, treeOf } from '../support/trees/round-trip.ts';

const trees = examples.flatMap((example) =>
  [...compileExample(example).trees].map(([image, files]) => [`${example}/${image}`, files] as const),
);

describe('an example comes back with everything in the language', () => {
  test.each(trees)('%s', async (_name, files) => {
    const tree = Object.fromEntries(files.map(({ path, content }) => [path, content]));
    const found = await roundTrip(tree);
    expect(found.differences).toEqual([]);
    expect(found).toMatchObject({ kept: 0, carried: 0, left: 0, exact: true, compiles: true });
    expect(found.text).not.toMatch(/\/opt\/playbooks/);
    expect(playbookFiles(found.again)).toEqual(playbookFiles(tree));
  });
});

/** Resources and params of a role that is used by an image on these systems. */
interface Case {
  readonly roles: string;
  readonly os?: string;
  readonly uses?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  /** Lines that stand in the result. */
  readonly has?: readonly string[];
  readonly kept?: number;
}

function sourceOf({ roles, os = 'debian12', uses = ['probe'] }: Case): string {
  return `image trip {\n  os = [${os}]\n${uses.map((use) => `  use ${use}\n`).join('')}}\n\n${roles}\n`;
}

const role = (body: string, name = 'probe') => `# Set up ${name}.\nrole ${name} {\n${body}\n}`;

const CASES: Readonly<Record<string, Case>> = {
  'params of each type': {
    roles: role(`
      # The name.
      param name_given: string = runtime
      param name_empty: string = runtime("")
      param name_set: string = runtime("a \\"b\\" {{ c }}")
      param number: int = runtime(80)
      param wanted: bool = runtime(true)
      param members: list(string) = runtime(["a", "b"])
      param others: list(string) = runtime([])
      param numbers: list(int) = runtime([])
      param labels: map(string) = runtime({ a = "1" })
      param users: list(object({ name = string, admin = bool })) = runtime([{ name = "a", admin = true }])
      param password: secret = runtime
      start {
        file "/etc/probe" {
          content = "\${name_given} \${name_empty} \${name_set} \${number} \${wanted}\\n"
        }
        file "/etc/probe.more" {
          template = file("files/more.j2")
          vars = { m = members, o = others, n = numbers, l = labels, u = users }
        }
        file "/etc/probe.secret" {
          content = "\${password}\\n"
          mode = 0600
        }
      }`),
    files: {
      'files/more.j2': '{{ [m, o, n, l, u] }}\n',
    },
    has: [
      'param name_given: string = runtime\n',
      'param number: int = runtime(80)',
      'param numbers: list(int) = runtime([])',
      'param labels: map(string) = runtime({ a = "1" })',
      'param password: secret = runtime\n',
      '# The name.',
      'm = members',
      'content = "${password}\\n"',
    ],
  },
  'params of types that a value does not show': {
    roles: role(`
      param a_size: size = runtime(1G)
      param a_duration: duration = runtime(5m)
      param a_mode: mode = runtime(0640)
      param a_version: version = runtime("1.2")
      param a_choice: one_of(one, two) = runtime(one)
      param a_text: string = runtime("a\\nb\\n")
      param a_hint: string? = runtime
      param lists: map(list(string)) = runtime({ a = ["x"] })
      start {
        file "/etc/probe" {
          template = file("files/all.j2")
          vars = {
            a = a_size, b = a_duration, c = a_mode, d = a_version, e = a_choice, f = a_text, g = a_hint, h = lists
          }
        }
      }`),
    files: { 'files/all.j2': '{{ [a, b, c, d, e, f, g, h] }}\n' },
    has: [
      'param a_size: size = runtime(1G)',
      'param a_duration: duration = runtime(5m)',
      'param a_mode: mode = runtime(0640)',
      'param a_version: version = runtime("1.2")',
      'param a_choice: one_of(one, two) = runtime(one)',
      'param a_hint: string? = runtime\n',
      'param lists: map(list(string)) = runtime({ a = ["x"] })',
    ],
  },
  conditions: {
    roles: role(`
      param wanted: bool = runtime(false)
      param number: int = runtime(3)
      param domain: string = runtime("")
      start {
        when wanted {
          directory "/srv/a"
          directory "/srv/b"
          when number > 2 && domain != "" { directory "/srv/c" }
        } else {
          directory "/srv/d"
        }
        when domain == "x" || (wanted && number == 1) { directory "/srv/e" }
        when !wanted && !(number < 1 || domain == "y") { directory "/srv/f" }
        directory "/srv/g" { condition = jinja"domain | length > 3" }
        when wanted { directory "/srv/h" { condition = jinja"domain | length > 3" } }
      }`),
    has: ['when wanted {', 'when number > 2 && domain != "" {', 'condition = jinja"domain | length > 3"'],
  },
  handlers: {
    roles: role(`
      param domain: string = runtime("")
      start {
        file "/etc/cron.d/a" {
          content = "# \${domain};\\n"
          notify  = ["cron"]
        }
        file "/etc/cron.d/b" {
          content = "# \${domain}\\n"
          reload  = ["cron"]
        }
        file "/etc/cron.d/c" { content = "# \${domain}\\n" }
        service cron {
          enabled    = true
          state      = started
          restart_on = ["/etc/cron.d/c"]
        }
      }`),
  },
  'values beside templates of its own': {
    roles: role(`
      param text: string = runtime("")
      param hidden: secret = runtime
      start {
        file "/etc/a" { content = jinja"{{ text | quote }} {{ hidden | quote }}\\n" no_log = true }
        file "/etc/b" { content = "{{ text }} and {% raw %} and \${text}\\n" }
        file "/etc/c" {
          content = """
            one "\${text}"
              two: '\${text}' {# no comment #}
            """
        }
      }`),
  },
  'files and templates that only the start phase has': {
    roles: role(`
      param text: string = runtime("")
      file "/etc/built" { source = file("files/one") }
      start {
        file "/etc/started" { source = file("files/one") }
        file "/etc/started.two" { source = file("files/two") mode = 0755 }
        for each in files("files/many/*.sh") { file "/opt/\${each.name}" { source = each } }
        file "/etc/started.j2" { template = file("files/plain.j2") }
      }`),
    files: {
      'files/one': 'one\n',
      'files/two': 'two\n',
      'files/many/a.sh': 'a\n',
      'files/many/b.sh': 'b\n',
      'files/plain.j2': 'Plain: {{ text }}\n',
    },
  },
  'several roles in order, some with a start phase alone': {
    uses: ['nginx', 'first', 'second', 'redis', 'third'],
    roles: [
      role('start { directory "/srv/1" }', 'first'),
      role('directory "/srv/2"\n start { directory "/srv/2/b" }', 'second'),
      role(
        'param redis_password: secret = runtime\n start { file "/srv/3" { content = "${redis_password}" mode = 0600 } }',
        'third',
      ),
    ].join('\n\n'),
    has: ['use nginx', 'use redis'],
  },
  'on some systems only': {
    os: 'debian12, ubuntu2404, almalinux9',
    roles: role(`
      param text: string = runtime("")
      start {
        when os == debian12 { file "/srv/\${os.name}" { content = text } }
        match os.family {
          debian { service cron { enabled = true state = started } }
          redhat { service crond { enabled = true state = started } }
        }
        file "/srv/os" { content = "\${os.codename} \${text}\\n" }
      }`),
  },
  'no start phase on one system': {
    os: 'debian12, almalinux9',
    roles: role(`
      param text: string = runtime("")
      directory "/srv/a"
      when os.family == debian {
        start { file "/srv/a/b" { content = text } }
      }`),
  },
  'a role twice': {
    uses: ['probe { path = "/srv/one" }', 'probe as other { path = "/srv/two" }'],
    roles: role(`
      param path: string
      param text: string = runtime("")
      start { file "\${path}" { content = text } }`),
  },
  'another folder, without Ansible': {
    uses: ['playbooks { folder = "/opt/start" ansible = false }', 'probe'],
    roles: role('start { directory "/srv/a" }'),
    has: ['use playbooks {'],
  },
  'a collection': {
    os: 'almalinux9',
    roles: role('start { selinux_boolean httpd_can_network_connect }'),
  },
  'roles of the library': {
    os: 'debian12, almalinux9',
    uses: ['docker', 'redis', 'postgresql', 'nginx', 'node_exporter', 'lego', 'swap', 'monitoring', 'backup'],
    roles: '',
  },
  'a result that another task looks at': {
    roles: role(`
      start {
        command "test -e /srv/x" { register = "found" changes = false accept = [0, 1] }
        directory "/srv/y" { condition = jinja"found.rc == 1" }
        command "touch /srv/z" { unless = "test -e /srv/z" }
      }`),
  },
};

/** Resources with what is given at deployment in their values. */
const GIVEN: Readonly<Record<string, string>> = {
  block: `block "/etc/issue" {
  name    = "hello"
  content = "Hello \${text}\\n"
}`,
  command: `command "true" {
  environment = { A = text, B = hidden }
  creates     = "/srv/\${text}"
}`,
  cron: `cron job {
  schedule    = "5 1 * * *"
  command     = "/bin/echo"
}`,
  directory: `directory "/srv/data" { owner = text }`,
  file: `file "/srv/data" {
  content = text
  owner = "\${text}"
}`,
  ini: `ini "/etc/probe.ini" {
  section = "main"
  values  = { name = text, port = number, key = hidden }
}`,
  json: `json "/etc/probe.json" {
  values = { name = text, list = [text, "b"], both = "\${text} and {{ c }}" }
}`,
  yaml: `yaml "/etc/probe.yml" {
  values = { name = text, password = hidden }
  mode   = 0600
}`,
  line: `line "/etc/hosts" {
  line  = "10.0.0.1 \${text}"
  match = "^10.0.0.1"
}`,
  link: `link "/srv/current" { target = "/srv/\${text}" }`,
  shell: `shell "echo $A > /srv/a" { environment = { A = "x\${text}y" } }`,
};

describe('a resource comes back with what is given to it', () => {
  test.each(Object.entries(GIVEN))('%s', async (kind, resource) => {
    const params = ['text: string = runtime("")', 'number: int = runtime(1)', 'hidden: secret = runtime']
      .map((each) => `param ${each}\n`)
      .join('');
    const tree = treeOf({ 'trip.vkimage': sourceOf({ roles: role(`${params}\nstart {\n${resource}\n}`) }) });
    const found = await roundTrip(tree);
    expect(found.text).toMatch(new RegExp(`^ +${kind} `, 'm'));
    expect(found.text).not.toMatch(/own_playbooks/);
    expect(found).toMatchObject({ kept: 0, carried: 0, left: 0, exact: true });
    expect(startFiles(found.again)).toEqual(startFiles(tree));
  });
});

/** Those that can stand in a start phase. */
const KINDS = [...library.kinds.values()].filter(
  ({ ofBuilder, notAtStart }) => ofBuilder !== true && notAtStart === undefined,
);

describe('a resource of each kind comes back', () => {
  test.each(KINDS.map(({ name, example }) => [name, example] as const))('%s', async (name, example) => {
    const tree = treeOf({
      'trip.vkimage': sourceOf({ roles: role(`start {\n${example}\n}`), os: 'ubuntu2404, almalinux9' }),
    });
    const found = await roundTrip(tree);
    expect(found.text).toMatch(new RegExp(`^ +${name} `, 'm'));
    expect(found.differences).toEqual([]);
    expect(found).toMatchObject({ carried: 0, left: 0, exact: true });
    expect(found.text).not.toMatch(/own_playbooks/);
    if (name !== 'task') expect(found.kept).toBe(0);
  });
});

describe('a start phase comes back', () => {
  test.each(Object.entries(CASES))('%s', async (_name, each) => {
    const tree = treeOf({ 'trip.vkimage': sourceOf(each), ...each.files });
    const found = await roundTrip(tree);
    expect(found.differences).toEqual([]);
    expect(found, found.text).toMatchObject({
      kept: each.kept ?? 0,
      carried: 0,
      left: 0,
      exact: true,
      compiles: true,
    });
    expect(found.text).not.toMatch(/\/opt\/playbooks\//);
    for (const line of each.has ?? []) expect(found.text).toContain(line);
    expect(startFiles(found.again)).toEqual(startFiles(tree));
  });
});

const edited = (path: string, from: string, to: string) => (tree: Record<string, string | Uint8Array>) => {
  const text = String(tree[path]);
  expect(text).toContain(from);
  tree[path] = text.replace(from, to);
};
const added = (path: string, text: string) => (tree: Record<string, string | Uint8Array>) => {
  tree[path] = text;
};

const HAND = {
  roles: role(`
    param text: string = runtime("")
    start {
      file "/etc/cron.d/a" {
        content = "# \${text}\\n"
        notify  = ["cron"]
      }
    }`),
};
const TASKS = 'playbook/service_roles/probe_start/tasks/main.yml';
const START = 'playbook/start.yml';
const VALUES = 'playbook/common_roles/variables/defaults/main.yml';

describe('what somebody changed in a compiled tree comes back', () => {
  test.each([
    ['a mode', edited(TASKS, 'mode: "0644"', 'mode: "0600"'), /mode += 0600/],
    ['an initial value', edited(VALUES, 'text: ""', 'text: other'), /runtime\("other"\)/],
    [
      'a variable more',
      added(VALUES, '---\nimage_title: trip\ntext: ""\nmore: 5\n'),
      /param more: int = runtime\(5\)/,
    ],
    [
      'a task more',
      edited(
        TASKS,
        '- name: Write /etc/cron.d/a',
        '- name: Stop\n  ansible.builtin.fail:\n    msg: "{{ text }}"\n  when: text is match("x")\n\n- name: Write /etc/cron.d/a',
      ),
      /module = "ansible.builtin.fail"/,
    ],
    [
      'an owner that is given at deployment',
      edited(TASKS, 'owner: root', 'owner: "{{ text }}"'),
      /owner += text/,
    ],
  ] as const)('in the language: %s', async (_what, change, wanted) => {
    const tree = treeOf({ 'trip.vkimage': sourceOf(HAND) });
    change(tree);
    const found = await roundTrip(tree);
    expect(found.text).toMatch(wanted);
    expect(found.text).not.toMatch(/own_playbooks/);
    expect(found).toMatchObject({ carried: 0, left: 0, exact: true, compiles: true });
  });

  test.each([
    [
      'a block with rescue',
      TASKS,
      edited(
        TASKS,
        '- name: Write',
        '- name: Try\n  block:\n    - ansible.builtin.command: "false"\n  rescue:\n    - ansible.builtin.command: "true"\n\n- name: Write',
      ),
      /rescue/,
    ],
    [
      'a handler that does something else',
      'playbook/service_roles/probe_start/handlers/main.yml',
      edited(
        'playbook/service_roles/probe_start/handlers/main.yml',
        'ansible.builtin.systemd:\n    name: cron\n    state: restarted',
        'ansible.builtin.command: /bin/true',
      ),
      /handler/,
    ],
    [
      'values of the play',
      START,
      edited(START, '  tasks:', '  vars:\n    text: fixed\n\n  tasks:'),
      /another playbook/,
    ],
    ['a play more', START, edited(START, '---\n', '---\n- hosts: all\n  tasks: []\n'), /another playbook/],
    ['a condition of the play', START, edited(START, 'become: true', 'become: false'), /another playbook/],
    [
      'defaults of a role',
      'playbook/service_roles/probe_start/defaults/main.yml',
      added('playbook/service_roles/probe_start/defaults/main.yml', '---\nown: 1\n'),
      /nothing says what this file is for/,
    ],
    [
      'a file that nobody uses',
      'playbook/service_roles/README.md',
      added('playbook/service_roles/README.md', 'Read me.\n'),
      /nothing says what this file is for/,
    ],
    [
      'a setting of Ansible',
      'playbook/ansible.cfg',
      edited('playbook/ansible.cfg', 'timeout = 120', 'timeout = 10'),
      /something else/,
    ],
    [
      'a value that is made of others',
      VALUES,
      edited(VALUES, 'text: ""', 'text: "{{ ansible_hostname }}"'),
      /value that no param has/,
    ],
    [
      'what brings it',
      'playbook/provision_roles/playbooks/tasks/main.yml',
      edited(
        'playbook/provision_roles/playbooks/tasks/main.yml',
        '- name: Copy start.yml',
        '- name: More\n  ansible.builtin.command: touch /srv/more\n\n- name: Copy start.yml',
      ),
      /something else/,
    ],
  ] as const)('as files: %s', async (_what, path, change, why) => {
    const tree = treeOf({ 'trip.vkimage': sourceOf(HAND) });
    change(tree);
    const found = await roundTrip(tree);
    expect(found.said.join('\n')).toMatch(/the start phase is carried as the files that it is: /);
    expect(found.said.join('\n')).toMatch(why);
    expect(found.text).toMatch(/own_playbooks/);
    expect(found).toMatchObject({ left: 0, exact: true, compiles: true });
    if (path.startsWith('playbook/provision_roles')) expect(found.text).toContain('touch /srv/more');
    else
      expect(
        [...found.files.values()].map((each) =>
          typeof each === 'string' ? each : new TextDecoder().decode(each),
        ),
      ).toContain(tree[path]);
  });
});
