import { describe, expect, it } from 'vitest';
import type { Os, Target, Task } from '../../../compiler/model/ir.ts';
import { conditionFor, conditionText, conditionTitle } from '../../../emit/merge/conditions.ts';
import { mergeImage } from '../../../emit/merge/merge.ts';
import type { MergedTask } from '../../../emit/merge/merged.ts';
import { image, line, role, systems, target, task, template } from '../../support/trees/ansible-image.ts';

const { ubuntu2404, ubuntu2204, debian12, almalinux9 } = systems;

/** The tasks of one role, merged, each as `title | args | condition`. */
function merged(systems: readonly Os[], make: (on: Target) => readonly Task[]) {
  const targets = systems.map((os) => {
    const bare = target(os, []);
    return { ...bare, provision: [role('web', make(bare))] };
  });
  const result = mergeImage(image(targets));
  return {
    tasks: result.provision.roles[0]!.tasks,
    variables: targets.map((one) =>
      Object.fromEntries([...result.variables(one)].map(([name, value]) => [name, textOf(value)])),
    ),
  };
}

const textOf = (value: unknown): unknown => (value as { value: unknown }).value;
const argument = (task: MergedTask, name: string): unknown => textOf(task.args.entries.get(name));
const condition = (task: MergedTask): string => task.condition.map(conditionText).join(' and ');
const titles = (tasks: readonly MergedTask[]): unknown[] => tasks.map(({ title }) => textOf(title));
const isDebian = (on: Target): boolean => on.os.family.ansible === 'Debian';

describe('tasks that differ in values', () => {
  it('take a fact where the fact is in the text', () => {
    const { tasks, variables } = merged([ubuntu2404, ubuntu2204, debian12], ({ os }) => [
      task('Add the repository', 'copy', {
        content: `deb https://apt.example.org/${os.distro} ${os.codename} main\n`,
        dest: '/etc/apt/sources.list.d/example.list',
      }),
    ]);
    expect(tasks.map((one) => argument(one, 'content'))).toEqual([
      'deb https://apt.example.org/{{ os_distro }} {{ os_codename }} main\n',
    ]);
    expect(variables).toEqual([{}, {}, {}]);
  });

  it('take the admin user for what belongs to a user', () => {
    const { tasks } = merged([ubuntu2404, debian12], ({ os }) => [
      task('Create the folder', 'file', { path: `/home/${os.user}/x`, owner: os.user }),
    ]);
    expect(argument(tasks[0]!, 'path')).toBe('/home/{{ os_user }}/x');
    expect(argument(tasks[0]!, 'owner')).toBe('{{ os_user }}');
  });

  it('prefer the longest fact', () => {
    const { tasks } = merged([ubuntu2404, ubuntu2204], ({ os }) => [
      task('Say it', 'debug', { msg: `${os.release} ${os.short}` }),
    ]);
    expect(argument(tasks[0]!, 'msg')).toBe('{{ os_release }} {{ os_short }}');
  });

  it('take one variable for one value, in tasks and handlers', () => {
    const targets = [ubuntu2404, almalinux9].map((os) => {
      const name = os.family.ansible === 'Debian' ? 'ssh' : 'sshd';
      return target(os, [
        role('web', [task('Enable ssh', 'systemd', { name, enabled: true }, { kind: 'service' })], {
          handlers: [task('Restart ssh', 'systemd', { name, state: 'restarted' }, { kind: 'service' })],
        }),
      ]);
    });
    const result = mergeImage(image(targets));
    const [only] = result.provision.roles;
    expect(argument(only!.tasks[0]!, 'name')).toBe('{{ web_service_name }}');
    expect(argument(only!.handlers[0]!, 'name')).toBe('{{ web_service_name }}');
    expect(targets.map((one) => [...result.variables(one).keys()])).toEqual([
      ['web_service_name'],
      ['web_service_name'],
    ]);
  });

  it('number variables whose names are taken', () => {
    const { variables } = merged([ubuntu2404, almalinux9], (on) => [
      task('Enable a', 'systemd', { name: isDebian(on) ? 'a' : 'b' }, { kind: 'service' }),
      task('Enable c', 'systemd', { name: isDebian(on) ? 'c' : 'd' }, { kind: 'service' }),
    ]);
    expect(variables).toEqual([
      { web_service_name: 'a', web_service_name_2: 'c' },
      { web_service_name: 'b', web_service_name_2: 'd' },
    ]);
  });

  it('end their title with the variable that it shows', () => {
    const { tasks, variables } = merged([ubuntu2404, debian12], ({ os }) => [
      task(`Create /home/${os.user}/data`, 'file', { path: `/home/${os.user}/data` }, { kind: 'directory' }),
    ]);
    expect(titles(tasks)).toEqual(['Create {{ web_directory_path }}']);
    expect(variables[1]).toEqual({ web_directory_path: '/home/debian/data' });
  });

  it('take a variable for the value in a line of a longer text', () => {
    const { tasks, variables } = merged([ubuntu2404, debian12, almalinux9], ({ os }) => [
      task(
        `Write /etc/${os.user}.conf`,
        'copy',
        {
          content: `[main]\nlisten = *\n# ${os.title}\ncache_size = ${os.name === 'debian12' ? 2 : 4}GB;\nfast = yes\n`,
          dest: `/etc/${os.user}.conf`,
        },
        { kind: 'file' },
      ),
    ]);
    expect(tasks.map((one) => argument(one, 'content'))).toEqual([
      '[main]\nlisten = *\n# {{ os_title }}\ncache_size = {{ web_file_cache_size }};\nfast = yes\n',
    ]);
    expect(variables.map((each) => each['web_file_cache_size'])).toEqual(['4GB', '2GB', '4GB']);
  });

  it('stay apart where the title differs in its middle', () => {
    const { tasks } = merged([ubuntu2404, debian12], ({ os }) => [
      task(`Make ${os.codename} ready`, 'debug', { msg: os.codename }),
    ]);
    expect(tasks.map(condition)).toEqual(["os_distro == 'ubuntu'", "os_distro == 'debian'"]);
  });
});

describe('tasks that are not the same', () => {
  it.each<[string, (on: Target) => Task]>([
    [
      'packages',
      (on) => task('Install it', 'apt', { name: [isDebian(on) ? 'a' : 'b'] }, { kind: 'package' }),
    ],
    ['commands', (on) => task('Update it', 'command', { cmd: isDebian(on) ? 'update-grub' : 'grubby' })],
    ['modules', (on) => task('Install it', isDebian(on) ? 'apt' : 'dnf', { name: 'a' })],
    [
      'what they notify',
      (on) => task('Do it', 'copy', { dest: '/x' }, { notify: isDebian(on) ? ['A'] : ['B'] }),
    ],
    [
      'conditions',
      (on) =>
        task('Do it', 'copy', { dest: '/x' }, { keywords: { when: [template(isDebian(on) ? 'a' : 'b')] } }),
    ],
    [
      'structure',
      (on) => task('Do it', 'copy', isDebian(on) ? { dest: '/x' } : { dest: '/x', mode: '0644' }),
    ],
    [
      'text beside a template',
      (on) => task('Do it', 'copy', { dest: isDebian(on) ? '/x' : template('{{ x }}') }),
    ],
    ['text of several lines', (on) => task('Do it', 'copy', { content: isDebian(on) ? 'a\nb\n' : 'a\nc\n' })],
    [
      'most lines of a text',
      (on) =>
        task('Do it', 'copy', {
          content: isDebian(on) ? 'a\nb = 1\nc = 1\nd = 1\n' : 'a\nb = 2\nc = 2\nd = 2\n',
        }),
    ],
    [
      'lines of a script',
      (on) => task('Do it', 'shell', { cmd: `set -e\nkeep = ${isDebian(on) ? 1 : 2}\nexit 0\n` }),
    ],
    [
      'a text with a line more',
      (on) => task('Do it', 'copy', { content: isDebian(on) ? 'a = 1\nb\nc\n' : 'a = 1\nb\n' }),
    ],
    [
      'a line of a text that looks like a template',
      (on) => task('Do it', 'copy', { content: `{{ x }}\nb\na = ${isDebian(on) ? 1 : 2}\n` }),
    ],
    [
      'text that Ansible would read as a list',
      (on) => task('Do it', 'copy', { content: isDebian(on) ? '[1]' : '[2]' }),
    ],
  ])('stay apart when they differ in %s', (_, make) => {
    const { tasks } = merged([ubuntu2404, almalinux9], (on) => [make(on)]);
    expect(tasks.map(condition)).toEqual(["os_family == 'Debian'", "os_family == 'RedHat'"]);
  });

  it('keep neighbours of one family together', () => {
    const { tasks } = merged([ubuntu2404, almalinux9, debian12], (on) =>
      isDebian(on)
        ? [
            task('One', 'apt', { name: 'a' }),
            task('Two', 'apt', { name: 'b' }),
            task('All', 'debug', { msg: 'x' }),
          ]
        : [task('Other', 'dnf', { name: 'a' }), task('All', 'debug', { msg: 'x' })],
    );
    expect(titles(tasks)).toEqual(['One', 'Two', 'Other', 'All']);
  });

  it('are not joined by a variable at the cost of what is the same', () => {
    const { tasks } = merged([ubuntu2404, almalinux9], (on) =>
      (isDebian(on) ? ['/a', '/b'] : ['/b', '/c']).map((path) =>
        task(`Create ${path}`, 'file', { path }, { kind: 'directory' }),
      ),
    );
    expect(titles(tasks)).toEqual(['Create /a', 'Create /b', 'Create /c']);
  });
});

describe('handlers of one name that are not the same', () => {
  const handler = (on: Os): Task =>
    on.family.ansible === 'Debian'
      ? task('Update the boot loader', 'command', { cmd: 'update-grub' })
      : task('Update the boot loader', 'command', { cmd: 'grub2-mkconfig' });

  it('listen to it, each under its condition', () => {
    const targets = [ubuntu2404, almalinux9].map((os) =>
      target(os, [
        role('boot', [task('Write it', 'copy', { dest: '/x' }, { notify: ['Update the boot loader'] })], {
          handlers: [handler(os)],
        }),
      ]),
    );
    const [only] = mergeImage(image(targets)).provision.roles;
    expect(titles(only!.handlers)).toEqual([
      'Update the boot loader on the Debian family',
      'Update the boot loader on the RedHat family',
    ]);
    expect(only!.handlers.map(({ listen }) => listen)).toEqual([
      'Update the boot loader',
      'Update the boot loader',
    ]);
    expect(only!.handlers.map(condition)).toEqual(["os_family == 'Debian'", "os_family == 'RedHat'"]);
    expect(only!.tasks[0]!.notify).toEqual(['Update the boot loader']);
  });

  it('are notified together with their role when they are of two roles', () => {
    const one = (name: string, cmd: string) =>
      role(name, [task('Write it', 'copy', { dest: '/x' }, { notify: ['Restart'] })], {
        handlers: [task('Restart', 'command', { cmd })],
      });
    const { roles } = mergeImage(image([target(ubuntu2404, [one('a', 'x'), one('b', 'y')])])).provision;
    expect(roles.map(({ tasks }) => tasks[0]!.notify)).toEqual([['a : Restart'], ['b : Restart']]);
    const alike = mergeImage(image([target(ubuntu2404, [one('a', 'x'), one('b', 'x')])])).provision;
    expect(alike.roles.map(({ tasks }) => tasks[0]!.notify)).toEqual([['Restart'], ['Restart']]);
  });
});

describe('roles', () => {
  it('are imported under a condition where they do not run everywhere', () => {
    const everywhere = role('web', [task('Do it', 'debug', { msg: 'x' })]);
    const { imports } = mergeImage(
      image([
        target(ubuntu2404, [everywhere]),
        target(almalinux9, [role('tuning', [task('Tune', 'debug', { msg: 'y' })]), everywhere]),
      ]),
    ).provision;
    expect(imports.map((one) => [one.role.name, one.condition.map(conditionText)])).toEqual([
      ['tuning', ["os_family == 'RedHat'"]],
      ['web', []],
    ]);
  });

  it('have the places of the first target', () => {
    const { tasks } = merged([ubuntu2404, ubuntu2204], ({ os }) => [
      task('Say it', 'debug', { msg: os.codename }, { line: Number(os.version) }),
    ]);
    expect(tasks[0]!.origin).toEqual(line(24));
    expect(tasks[0]!.args.entries.get('msg')!.origin).toEqual(line(24));
  });
});

describe('conditions', () => {
  const all = [ubuntu2404, ubuntu2204, debian12, almalinux9].flatMap((os) =>
    [null, 'large', 'small'].map((variant) => target(os, [], { variant })),
  );
  const plain = all.filter(({ variant }) => variant === null);

  it.each<[string, string, readonly Target[], (on: Target) => boolean]>([
    ['', '', all, () => true],
    ["os_family == 'Debian'", 'On the Debian family', all, isDebian],
    ["os_distro == 'ubuntu'", 'On Ubuntu', all, ({ os }) => os.distro === 'ubuntu'],
    ["os_name == 'ubuntu2404'", 'On Ubuntu 24.04', all, ({ os }) => os === ubuntu2404],
    ["os_name != 'ubuntu2204'", 'Not on Ubuntu 22.04', all, ({ os }) => os !== ubuntu2204],
    [
      "os_name in ['ubuntu2404', 'almalinux9']",
      'On Ubuntu 24.04 and AlmaLinux 9',
      plain,
      ({ os }) => [ubuntu2404, almalinux9].includes(os as never),
    ],
    ["variant == 'large'", 'In the large variant', all, ({ variant }) => variant === 'large'],
    ["variant != ''", 'In every variant', all, ({ variant }) => variant !== null],
    ["variant == ''", 'Without a variant', all, ({ variant }) => variant === null],
    [
      "os_family == 'RedHat' and variant == 'large'",
      'On the RedHat family, in the large variant',
      all,
      (on) => !isDebian(on) && on.variant === 'large',
    ],
    [
      "image_name in ['xaas-service-ubuntu24-large', 'xaas-service-almalinux9-small']",
      'In xaas-service-ubuntu24-large and xaas-service-almalinux9-small',
      all,
      ({ name }) => ['xaas-service-ubuntu24-large', 'xaas-service-almalinux9-small'].includes(name),
    ],
  ])('say %s', (text, words, targets, wanted) => {
    const found = conditionFor(targets.filter(wanted), targets);
    expect(found.map(conditionText).join(' and ')).toBe(text);
    expect(conditionTitle(found, targets)).toBe(words);
  });

  it('quote names as Jinja does', () => {
    expect(conditionText({ fact: 'image_name', negated: false, values: ["it's"] })).toBe(
      "image_name == 'it\\'s'",
    );
  });
});
