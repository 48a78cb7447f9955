import { describe, expect, test } from 'vitest';
import { secretsInSource } from '../../../cli/project/secrets-in-source.ts';
import { compile } from '../../../stdlib/index.ts';
import { folder, vkc } from '../../support/command-line.ts';

/** Looks drawn by chance, and nobody has it. */
const TOKEN = `ghp${'_'}q7Rk2mXv9LwT4zPb8sYcJ3nHdF6gVh5uKe1a`;
const PASSWORD = 'kX9!fooBar77zq';
const KEY = 'b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW';

/** Mistakes beside secrets, on one line each. */
const MISTAKES: readonly (readonly [what: string, line: string, secret: string])[] = [
  ['a string without end', `file "/etc/a" { content = "token = ${TOKEN}" mode = "0600 }`, TOKEN],
  ['a word without quotes', `environment = ${TOKEN}`, TOKEN],
  ['a label where an attribute is', `line "/etc/b" { line "password: ${PASSWORD}" }`, PASSWORD],
  ['an unknown name', `file "/etc/a" { content = "x" + ${TOKEN} }`, TOKEN],
  [
    'a key in one line',
    `fil "/k" "-----BEGIN OPENSSH PRIVATE KEY----- ${KEY} -----END OPENSSH PRIVATE KEY-----"`,
    KEY,
  ],
];

describe.each(MISTAKES)('beside %s', (_, line, secret) => {
  const source = `image xaas-a {\n  os = [debian12]\n  ${line}\n}\n`;

  test.each(['text', 'json', 'sarif', 'gitlab', 'github'])('a secret is not shown as %s', async (format) => {
    const cwd = folder({ 'a.vkimage': source });
    const { exit, out, err } = await vkc(cwd, ['check', '--format', format], { compile });
    expect(exit).toBe(1);
    expect(out + err).not.toContain(secret);
    if (format === 'text') expect(err).toContain('••••••••');
  });

  test('nor by vkc fmt', async () => {
    const { err } = await vkc(folder(), ['fmt', '--stdin'], { stdin: source });
    expect(err).not.toContain(secret);
  });
});

test('passwords that everyone knows, names of variables and other values are shown', async () => {
  const find = await secretsInSource();
  for (const line of [
    'password = "admin"',
    'password = db_password',
    'token = "${shop.token}"',
    'title = "a"',
  ])
    expect(find(`  ${line}\n`), line).toEqual([]);
});
