import { describe, expect, test } from 'vitest';
import { renderText } from '../../../compiler/diagnostics/render.ts';
import { compileFiles } from '../../support/compile.ts';

const password = 'blueWhale77';
const key = `-----BEGIN RSA PRIVATE ${'KEY'}-----\n${'MIIEpAIBAAKCAQEA7b9k'.repeat(4)}\n-----END RSA PRIVATE ${'KEY'}-----\n`;

const beside = {
  'files/app.conf': `# Settings\nuser = app\npassword = ${password}\n`,
  'files/id_rsa': key,
  'files/program': new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0, 1]),
  'files/store.p12': new Uint8Array([0x30, 0x82, 0, 0]),
  'templates/app.conf.j2': 'user = {{ user }}\npassword = {{ password }}\ntoken = x9Kq2mPw7Lt4Rz8s\n',
  'roles/legacy/tasks/main.yml': '---\n- name: Say\n  ansible.builtin.debug:\n    msg: Hello\n',
  'roles/legacy/files/app.env': `DB_PASSWORD=${password}\n`,
};

/** `line: rule: message` of each finding; other rules are left out, mistakes are not. */
function found(body: string, os = 'debian12', outside = ''): string[] {
  const text = `image a {\n  os = [${os}]\n${body}\n}\n${outside}`;
  const { diagnostics } = compileFiles({ ...beside, 'main.vkimage': text });
  return diagnostics
    .filter(({ code }) => /^VK|^secret-in-image$|^default-password$/.test(code))
    .map(
      ({ code, message, span }) =>
        `${span.line}: ${code}: ${message} ${JSON.stringify(text.slice(span.start, span.end))}`,
    );
}

describe('a secret is found', () => {
  test('in a file that is copied, and named with its line', () => {
    expect(found('file "/etc/app.conf" { source = file("files/app.conf") }')).toEqual([
      '3: secret-in-image: Line 3 of `files/app.conf` holds a password. "file(\\"files/app.conf\\")"',
    ]);
    expect(
      found('for each in files("files/id_*") {\n  file "/root/${each.name}" { source = each }\n}'),
    ).toEqual(['4: secret-in-image: Line 1 of `files/id_rsa` holds a private key (RSA). "each"']);
    expect(found('file "/etc/a.p12" { source = file("files/store.p12") }')).toEqual([
      '3: secret-in-image: `files/store.p12` holds a key store. "file(\\"files/store.p12\\")"',
    ]);
    expect(found('file "/bin/program" { source = file("files/program") }')).toEqual([]);
  });

  test('in a template, beside what is filled in', () => {
    expect(found('file "/etc/app.conf" { template = file("templates/app.conf.j2") }')).toEqual([
      '3: secret-in-image: Line 3 of `templates/app.conf.j2` holds a secret key or token. "file(\\"templates/app.conf.j2\\")"',
    ]);
  });

  test('in text that is read', () => {
    expect(found('file "/etc/app.conf" { content = text("files/app.conf") }')).toEqual([
      '3: secret-in-image: Line 3 of this text holds a password. "text(\\"files/app.conf\\")"',
    ]);
  });

  test('in a text of several lines, at its line', () => {
    const content = `file "/etc/app.conf" {\n  content = """\n    user = app\n    password = ${password}\n    """\n}`;
    expect(found(content)).toEqual([
      `6: secret-in-image: Line 2 of this text holds a password. "${password}"`,
    ]);
  });

  test('by the name of its attribute', () => {
    expect(found(`command "dump" { environment = { PGPASSWORD = "${password}" } }`)).toEqual([
      `3: secret-in-image: The value of \`PGPASSWORD\` holds a password. "${password}"`,
    ]);
    expect(found(`build { packer { ssh_password = "${password}" } }`)).toEqual([
      `3: secret-in-image: The value of \`ssh_password\` holds a password. "${password}"`,
    ]);
  });

  test('in a command', () => {
    expect(found(`command "mysql -u root -p${password} app"`)).toEqual([
      `3: secret-in-image: This text holds a password. "${password}"`,
    ]);
  });

  test('where a role puts it together, once for all targets', () => {
    const role =
      'role app {\n  param password: string\n  file "/etc/a" { content = "password = ${password}" }\n}\n';
    expect(found(`use app { password = "${password}" }`, 'debian12, almalinux9', role)).toEqual([
      '7: secret-in-image: This text holds a password. "\\"password = ${password}\\""',
    ]);
  });

  test('in the files of a role from outside, and in what it is given', () => {
    const role = 'role legacy {\n  from = path("roles/legacy")\n  param password: string\n}\n';
    expect(found(`use legacy { password = "${password}" }`, 'debian12', role)).toEqual([
      '3: secret-in-image: Line 1 of `roles/legacy/files/app.env` holds a password. "use legacy"',
      '3: secret-in-image: The value of `password` holds a password. "blueWhale77"',
    ]);
  });

  test('in what is done at deployment', () => {
    const role = `role app {\n  start {\n    command "login" { environment = { TOKEN = "x9Kq2mPw7Lt4Rz8s" } }\n  }\n}\n`;
    expect(found('use app', 'debian12', role)).toHaveLength(1);
  });
});

describe('no secret is', () => {
  test.each([
    [
      'what the build machine reads',
      'command "login" { environment = { TOKEN = env("TOKEN"), PASSWORD = env("PASSWORD") } }',
    ],
    ['a text around what it reads', 'file "/etc/a" { content = "password = ${env("PASSWORD")}\\n" }'],
    [
      'a template of Ansible',
      'file "/etc/a" { content = jinja"password = {{ lookup(\'env\', \'PASSWORD\') }}" }',
    ],
    [
      'the key of a repository',
      'repository r {\n  url = "https://example.org/debian"\n  key = "https://example.org/key.asc"\n}',
    ],
    [
      'the key of a user',
      `user app { ssh_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'Jb3Kd9'.repeat(7)} ops@example.org"] }`,
    ],
  ])('%s', (_, body) => {
    expect(found(body)).toEqual([]);
  });
});

test('a password that everyone knows is another thing', () => {
  expect(found('file "/etc/a" { content = "admin_password = admin\\n" }')).toEqual([
    '3: default-password: This text holds a password that everyone knows. "admin"',
  ]);
});

test('what is printed does not repeat it', () => {
  const text = `image a {\n  os = [debian12]\n  file "/etc/a" { content = "user = app\\npassword = ${password}\\n" }\n  file "/etc/b" { source = file("files/app.conf") }\n}\n`;
  const { diagnostics, sources } = compileFiles({ ...beside, 'main.vkimage': text });
  const secrets = diagnostics.filter(({ code }) => code === 'secret-in-image');
  const printed = renderText(secrets, sources, { color: false, width: 100 });
  expect(printed).toContain('password = •••••••••••');
  expect(printed).toContain('source = file("files/app.conf")');
  expect(printed).not.toContain(password);
  expect(JSON.stringify(secrets)).not.toContain(password);
});

test('what is allowed is not reported', () => {
  const allow = 'allow secret-in-image { reason = "A key of the tests." }';
  expect(found(`file "/root/k" {\n  source = file("files/id_rsa")\n  ${allow}\n}`)).toEqual([]);
  expect(
    found(
      `file "/root/k" { source = file("files/id_rsa") }\nfile "/root/l" {\n  source = file("files/id_rsa")\n  ${allow}\n}`,
    ),
  ).toHaveLength(1);
});

describe('what is shown', () => {
  const head = `-----BEGIN RSA PRIVATE ${'KEY'}-----`;
  const part = 'q7Rk2mXv9LwT4zPb8sYcJ3nHdF6gVh5uKe1a';
  const shown = (content: string, outside = '') => {
    const text = `image a {\n  os = [debian12]\n  file "/etc/x" { content = ${content} }\n}\n${outside}`;
    const { diagnostics, sources } = compileFiles({ 'main.vkimage': text });
    const secrets = diagnostics.filter(({ code }) => code === 'secret-in-image');
    expect(secrets.length).toBeGreaterThan(0);
    return renderText(secrets, sources, { color: false, width: 400 });
  };

  test.each([
    ['a key on one line of the source', `"${head}\\n${part}${part}\\n-----END RSA PRIVATE ${'KEY'}-----\\n"`],
    ['a key with spaces for its lines', `"${head} ${part}${part} -----END RSA PRIVATE ${'KEY'}-----"`],
    ['a value with an escape', `"token: gh\\u{70}_${part}\\n"`],
    ['a value with escaped quotes', `"password = \\"${part}\\\\\\"x\\"\\n"`],
    ['a value of two parts', `"token: ghp_\${part}${part.slice(8)}\\n"`],
  ])('has nothing of %s', (_, content) => {
    const outside = `let part = "${part.slice(0, 8)}"\n`;
    const text = shown(content, outside);
    for (let i = 0; i + 8 <= part.length; i++) expect(text).not.toContain(part.slice(i, i + 8));
  });
});
