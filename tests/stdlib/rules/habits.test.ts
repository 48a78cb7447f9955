import { describe, expect, test } from 'vitest';
import { allRules } from '../../../stdlib/rule-set.ts';
import { compileText, marked } from '../../support/compile.ts';
import { LATER_FAILURES } from './later-failures.ts';
import { SOUND_PROGRAMS } from './sound-programs.ts';

const date = '2026-11-29';
const image = (os: string, members: string) => `image a {\n  os = [${os}]\n${members}\n}\n`;

describe('what fails later is found', () => {
  test.each(LATER_FAILURES)('%s on %s: %s', (id, os, members) => {
    const result = compileText(image(os, members), { date });
    expect(result.diagnostics.map(({ code }) => code)).toContain(id);
    // In what the author wrote, and not beside it.
    for (const each of result.diagnostics) expect(marked(result, each)).not.toBe('');
  });

  test('each rule has several ways to break it', () => {
    const ids = [...new Set(LATER_FAILURES.map(([id]) => id))];
    expect(ids.filter((id) => !allRules().some((rule) => rule.id === id))).toEqual([]);
    const few = ids.filter((id) => LATER_FAILURES.filter(([other]) => other === id).length < 5);
    expect(few).toEqual([]);
  });
});

test.each(SOUND_PROGRAMS)('nothing is said on %s of %s', (os, members) => {
  const { diagnostics } = compileText(image(os, members), { date });
  expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
});

test('a mistake in a script is shown where it is, with escapes and indentation before it', () => {
  const source = image(
    'debian12',
    '  shell """\n    for name in "\\${list[@]}"; do\n      echo \\"$name\\"\n    don\n    """',
  );
  const result = compileText(source, { date });
  const [found] = result.diagnostics;
  expect(found!.code).toBe('shell-syntax');
  expect(found!.message).toContain('`done`');
  expect(marked(result, found!)).toBe('don');
  expect(found!.span.line).toBe(6);
});

test('a script that is put together is shown as a whole, with the line in words', () => {
  const source = `let check = "if true"\n${image('debian12', '  shell "${check}; then\\necho a"')}`;
  const result = compileText(source, { date });
  expect(result.diagnostics.map(({ message }) => message)).toEqual([
    'bash cannot read this script: expected `fi` to close `if`, in line 2.',
  ]);
});

describe('a list of commands', () => {
  const problems = (members: string) =>
    compileText(image('debian12', members), { date }).diagnostics.map(({ message }) => message);

  test.each([
    'command ["systemctl", "restart", "x"]',
    'command ["sh", "-c", "echo a > /b"]',
    'shell ["echo", "a"]',
    'command ["docker run", "--rm", "app"]',
    'command ["ldconfig", "depmod"]',
  ])('%s reads like the words of one', (members) => {
    const [first] = problems(members);
    expect(first).toContain('reads like the words of one');
  });

  test('commands that have words of their own are several', () => {
    expect(problems('  command ["a2enmod ssl", "a2enmod rewrite"] { changes = true }')).toEqual([]);
  });

  test('the message has the command as one text', () => {
    expect(problems('command ["sh", "-c", "echo \'a\' > /b"]')[0]).toContain(
      `command "sh -c 'echo '\\\\''a'\\\\'' > /b'"`,
    );
  });
});

describe('what nobody knows is left alone', () => {
  const said = (text: string) =>
    compileText(text, { date })
      .diagnostics.map(({ code }) => code)
      .filter((code) => /^(account-number|missing-shell|sysctl-without-module)$/.test(code));
  const base = (family: string) =>
    `os own {\n  family = ${family}\n  title = "Own"\n  distro = "own"\n  release = "1"\n  version = "1"\n  short = "own"\n  user = "own"\n  source = "own"\n  python = "3.11"\n  image { url = "https://example.org/own.qcow2" }\n}\n`;

  test('a base image of the author’s has shells and modules of its own', () => {
    const members =
      'user ops { shell = "/usr/bin/zsh" }\nfile "/home/ops/.zshrc" { owner = "ops" content = "umask 027\\n" }\nsysctl "net.bridge.bridge-nf-call-iptables" { value = 1 }';
    expect(said(image('own', members) + base('debian'))).toEqual([]);
    expect(said(image('debian12', members))).toEqual(['missing-shell', 'sysctl-without-module']);
  });

  test('people on SUSE may have no group of their own', () => {
    const suse =
      'family suse {\n  title = "SUSE"\n  ansible = "Suse"\n  package_manager = zypper\n  ssh_unit = "sshd"\n  firewall_unit = "firewalld"\n  sftp_server = "/usr/lib/ssh/sftp-server"\n}\n';
    expect(said(image('own', 'group app { gid = 1000 }') + base('suse') + suse)).toEqual([]);
    expect(said(image('own', 'user app { uid = 1000 }') + base('suse') + suse)).toEqual(['account-number']);
    expect(said(image('own', 'group app { gid = 1000 }') + base('debian'))).toEqual(['account-number']);
  });

  test('the number of an admin user who is removed is free', () => {
    const role = (members: string) => `role app {\n  start {\n${members}\n  }\n}\n`;
    const use = image('ubuntu2404', '  use app');
    expect(said(use + role('user ubuntu { state = absent }\nuser app { uid = 1000 }'))).toEqual([]);
    expect(said(use + role('user app { uid = 1000 }'))).toEqual(['account-number']);
  });
});
