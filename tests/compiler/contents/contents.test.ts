import { describe, expect, test } from 'vitest';
import { inspectionSchema } from '../../../compiler/sdk/contents.ts';
import type { Contents } from '../../../compiler/sdk/contents.ts';
import { compileExample, examples } from '../../support/examples.ts';
import { compileFiles, noRules } from '../../support/compile.ts';

/** Contents of the targets of an image that holds `body`, by the name of the system. */
function contentsByOs(body: string, rest = ''): Record<string, Contents> {
  const text = `image a {\n  os = [debian12, almalinux9]\n${body}\n}\n${rest}`;
  const files = { 'main.vkimage': text, 'files/a.conf': 'a\n', 'files/b.j2': 'b\n' };
  const result = compileFiles(files, { rules: noRules });
  expect(result.diagnostics.map((each) => `${each.code} ${each.message}`)).toEqual([]);
  return Object.fromEntries(result.images[0]!.targets.map((each) => [each.os.name, result.contents(each)]));
}

/** What the image itself brings on Debian; roles that every image has are left out. */
function own(body: string, rest = '') {
  const { provision } = contentsByOs(body, rest)['debian12']!;
  const lists = Object.entries(provision).map(([sort, entries]) => [
    sort,
    (entries as readonly { readonly role: string }[]).filter(
      ({ role }) => role !== 'vm_init' && role !== 'cleanup',
    ),
  ]);
  return Object.fromEntries(lists) as Contents['provision'];
}

describe('the contents of a target', () => {
  test('are those of its system, with the role and the line that brought them', () => {
    const body = `
  use web { port = 8080 }
  match os.family {
    debian { package [nginx, nano] }
    redhat { package httpd }
  }`;
    const role = `
role web {
  param port: int
  when os.family == debian { package certbot { version = "2.1" } }
  file "/etc/web-\${port}.conf" { source = file("files/a.conf")  mode = 0640 }
}`;
    const { debian12, almalinux9 } = contentsByOs(body, role);
    const last = (contents: Contents | undefined, n: number) =>
      contents!.provision.packages.slice(-n).map(({ name, role: by }) => [name, by]);
    expect(last(debian12, 3)).toEqual([
      ['certbot', 'web'],
      ['nginx', 'a'],
      ['nano', 'a'],
    ]);
    expect(last(almalinux9, 1)).toEqual([['httpd', 'a']]);
    expect(almalinux9!.provision.packages.some(({ name }) => name === 'certbot')).toBe(false);
    const certbot = debian12!.provision.packages.find(({ name }) => name === 'certbot')!;
    expect(certbot).toMatchObject({ version: '2.1', state: 'present', conditions: [] });
    expect(certbot.origin.line).toBe(13);
    expect(debian12!.provision.files.find(({ role }) => role === 'web')).toMatchObject({
      path: '/etc/web-8080.conf',
      owner: 'root',
      group: 'root',
      mode: '0640',
      from: { type: 'file', name: 'files/a.conf', sha256: null },
      role: 'web',
    });
  });

  test('are computed once', () => {
    const { result } = compileExample('minimal');
    const target = result.images[0]!.targets[0]!;
    expect(result.contents(target)).toBe(result.contents(target));
  });

  test('have what roles of the library bring', () => {
    const { debian12, almalinux9 } = contentsByOs('use docker { users = ["app"] }');
    for (const contents of [debian12!, almalinux9!]) {
      expect(contents.provision.packages.map(({ name }) => name)).toContain('docker-ce');
      expect(contents.provision.services.find(({ name }) => name === 'docker')).toMatchObject({
        enabled: false,
        state: 'stopped',
        role: 'docker',
      });
      expect(contents.start.services.find(({ name }) => name === 'docker')).toMatchObject({
        enabled: true,
        state: 'started',
      });
      expect(contents.provision.users).toMatchObject([{ name: 'app', groups: ['docker'], locked: true }]);
    }
    const path = (contents: Contents) => contents.provision.repositories[0]!.path;
    expect([path(debian12!), path(almalinux9!)]).toEqual([
      '/etc/apt/sources.list.d/docker.sources',
      '/etc/yum.repos.d/docker.repo',
    ]);
    expect(debian12!.provision.downloads.map(({ what, checksum }) => [what, checksum])).toEqual([
      ['key', null],
    ]);
  });

  test('say what is decided at deployment', () => {
    const role = `
role jobs {
  # Whether it is on.
  param backup_enabled: bool = runtime(true)
  start { when backup_enabled { service rsyslog { enabled = true } } }
}`;
    const { start } = contentsByOs('use jobs', role)['debian12']!;
    expect(start.services).toMatchObject([{ name: 'rsyslog', enabled: true, role: 'jobs_start' }]);
    expect(start.services[0]!.conditions).toEqual(['backup_enabled | bool']);
  });

  test('name roles from outside, of which nobody here knows what they bring', () => {
    const text = 'image a {\n  os = [debian12]\n  use old\n}\nrole old { from = path("roles/old") }\n';
    const { images, contents } = compileFiles({ 'main.vkimage': text, 'roles/old/tasks/main.yml': '[]\n' });
    const { foreign_roles: roles } = contents(images[0]!.targets[0]!).provision;
    expect(roles).toMatchObject([{ name: 'old', version: null, role: 'old', origin: { line: 3 } }]);
  });

  test('have the ports that are expected', () => {
    const { provision } = contentsByOs(
      'expect {\n    port 80\n    port 5432 { open = false }\n    port 53 { protocol = udp  address = "127.0.0.1" }\n  }',
    )['debian12']!;
    expect(provision.ports).toMatchObject([
      { number: 80, protocol: 'tcp', address: null, open: true, role: 'a' },
      { number: 5432, open: false },
      { number: 53, protocol: 'udp', address: '127.0.0.1' },
    ]);
  });

  test('name the secrets that are read, never their values', () => {
    const { secrets } = own(
      'file "/etc/token" {\n    content = "token=${env(API_TOKEN)}"\n    mode = 0600\n  }',
    );
    expect(secrets).toMatchObject([{ name: 'API_TOKEN', used_by: 'file /etc/token' }]);
  });
});

describe('a later statement', () => {
  const after = (first: string, then: string) =>
    own(`use one\n  use two`, `role one {\n  ${first}\n}\nrole two {\n  ${then}\n}\n`);

  test('changes of a service what it speaks of', () => {
    const { services } = after(
      'service nginx { enabled = true  state = started }',
      'service "nginx.service" { enabled = false }',
    );
    expect(services).toMatchObject([{ name: 'nginx', enabled: false, state: 'started', role: 'two' }]);
  });

  test('takes a package away', () => {
    expect(after('package nano { version = "7" }', 'package nano { state = absent }').packages).toMatchObject(
      [{ name: 'nano', version: null, state: 'absent', role: 'two' }],
    );
  });

  test('that repeats what is so decides nothing', () => {
    const { packages } = after('package nano { version = "7" }', 'package nano');
    expect(packages).toMatchObject([{ name: 'nano', version: '7', state: 'present', role: 'one' }]);
  });

  test('takes away what is at a path and below it', () => {
    const { files, directories, removed, units } = after(
      'directory "/opt/a"\n  file "/opt/a/b" { content = "x" }\n  file "/opt/ab" { content = "x" }\n  unit x { content = "x" }',
      'absent "/opt/a/"\n  absent "/etc/systemd/system/x.service"',
    );
    expect(files.map(({ path }) => path)).toEqual(['/opt/ab']);
    expect([directories, units]).toEqual([[], []]);
    expect(removed.map(({ path }) => path)).toEqual(['/opt/a/', '/etc/systemd/system/x.service']);
  });

  test('puts something where something was taken away', () => {
    const { files, removed } = after('absent "/etc/motd"', 'file "/etc/motd" { content = "x" }');
    expect(files.map(({ path }) => path)).toEqual(['/etc/motd']);
    expect(removed).toEqual([]);
  });

  test('of which the machine decides stands beside the earlier one', () => {
    const { services, files } = after(
      'service nginx { enabled = true }\n  file "/etc/x" { content = "x" }',
      'service nginx {\n    enabled = false\n    condition = jinja"{{ quiet }}"\n  }\n  absent "/etc/x" { condition = jinja"quiet" }',
    );
    expect(services.map(({ enabled, conditions }) => [enabled, conditions])).toEqual([
      [true, []],
      [false, ['quiet']],
    ]);
    expect(files).toHaveLength(1);
  });

  test('adds groups to a user, and lines to a file', () => {
    const { users, lines } = after(
      'user app { groups = ["a"]  home = "/opt/app" }\n  line "/etc/x" { line = "a" }\n  line "/etc/x" { line = "b" }',
      'user app { groups = ["b"] }\n  line "/etc/x" { line = "b"  state = absent }',
    );
    expect(users).toMatchObject([{ name: 'app', groups: ['a', 'b'], home: '/opt/app' }]);
    expect(lines.map(({ line, state }) => [line, state])).toEqual([
      ['a', 'present'],
      ['b', 'absent'],
    ]);
  });
});

test('cleanup removes the keys that a user was given', () => {
  const body = 'user debian { ssh_keys = ["ssh-ed25519 AAAA me"] }';
  const { provision } = contentsByOs(body)['debian12']!;
  expect(provision.files.map(({ path }) => path)).not.toContain('/home/debian/.ssh/authorized_keys');
  expect(provision.removed.map(({ path }) => path)).toContain('/home/debian/.ssh/authorized_keys');
});

describe.each(examples)('%s', (name) => {
  test('has contents as the schema has them', () => {
    const { images, contents } = compileExample(name).result;
    for (const image of images) {
      for (const target of image.targets) {
        const { os, variant } = target;
        const shown = { target: target.name, image: image.name, os: os.name, variant, ...contents(target) };
        expect(inspectionSchema.safeParse(shown).error?.issues ?? []).toEqual([]);
        expect(contents(target).provision.packages.map((each) => each.name)).toContain('cloud-init');
      }
    }
  });
});
