import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { packerAnsible } from '../../../emit/emitters/packer-ansible.ts';
import { renderImage } from '../../../emit/render.ts';
import { compileText } from '../../support/compile.ts';
import { writeFiles } from '../../support/examples.ts';

const run = promisify(execFile);

/** What a text in an .vkimage file has to be, whatever is in it. */
const quoted = (text: string) => JSON.stringify(text).replaceAll('${', '\\${');

const odd = `it's {{ x }} {% y %} {# z #} \\ "q" \${HOME} ' #`;

/** Expectations, each with whether it holds on this machine; \`DIR\` is a folder with a file \`odd\` of mode 0640. */
const cases: readonly (readonly [boolean, string, string])[] = [
  [true, 'command-exit-3', 'command "exit 3" { code = 3 }'],
  [false, 'command-true', 'command "true" { code = 1 }'],
  [true, 'command-cat', 'command "cat"'],
  [true, 'command-printf-s-state', `command ${quoted("printf %s '{{.State}}'")} { output = "{{.State}}" }`],
  [
    true,
    'command-for-i-in-1-2-do-echo-i-comment-done',
    `command ${quoted('for i in 1 2; do\n  echo "$i" # comment\ndone')} { output = "1\\n2" }`,
  ],
  [true, 'command-echo-on-stderr-2', 'command "echo on stderr >&2" { output = "on stderr" }'],
  [true, 'command-echo-chdir-nowhere', 'command "echo chdir=/nowhere" { output = "chdir=/nowhere" }'],
  [false, 'command-echo-a', 'command "echo a" { output = "b" }'],
  [true, 'file-dir-odd', 'file "DIR/odd" { mode = 0640 }'],
  [false, 'file-dir', 'file "DIR" { mode = 0640 }'],
  [true, 'file-dir-text-contains', `file "DIR/text" { contains = ${quoted(odd)} }`],
  [false, 'file-dir-other-contains', `file "DIR/other" { contains = ${quoted(odd)} }`],
  [true, 'file-dir-none', 'file "DIR/none" { exists = false }'],
  [false, 'file-dir-nowhere', 'file "DIR/nowhere"'],
  [true, 'user-root', 'user root { home = "/root"  groups = ["root"] }'],
  [false, 'user-nobody-here', 'user nobody_here'],
  [true, 'user-none-here', 'user none_here { exists = false }'],
  [true, 'package-dpkg', 'package dpkg { version = "1." }'],
  [false, 'package-telnetd-ssl', 'package telnetd-ssl'],
  [true, 'package-no-such-thing', 'package no-such-thing { installed = false }'],
];

test('each expectation holds or not, whatever its texts, and the last task names those that do not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vkc-inside-'));
  for (const [name, text] of [
    ['odd', ''],
    ['text', `before\n${odd}\nafter\n`],
    ['other', 'other\n'],
  ] as const) {
    writeFileSync(join(folder, name), text, { mode: 0o640 });
  }
  const body = cases.map(([, , line]) => line.replaceAll('DIR', folder)).join('\n');
  const result = compileText(`image a {\n  os = [debian12]\n  package jq\n  expect {\n${body}\n  }\n}\n`);
  expect(result.diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
  const tree = join(folder, 'tree');
  writeFiles(renderImage(result.images[0]!, packerAnsible, result), tree);
  const slug = folder
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '');
  const id = (each: string) => each.replace('file-dir', `file-${slug}`);
  const { checks } = result.images[0]!.targets[0]!.verify.find(({ from }) => from === 'image')!;
  const tags = checks.map((each) => each.id);
  for (const [, each] of cases) expect(tags).toContain(id(each));
  const { code, stdout } = await run(
    'ansible-playbook',
    [
      '-i',
      'localhost,',
      '-c',
      'local',
      '-e',
      'ansible_become=false',
      '--tags',
      tags.join(),
      'tests/verify.yml',
    ],
    {
      cwd: tree,
      env: { ...process.env, ANSIBLE_CONFIG: 'playbook/ansible.cfg', ANSIBLE_NOCOLOR: '1', HOME: folder },
    },
  ).then(
    (done) => ({ code: 0, ...done }),
    (error: { code: number; stdout: string }) => error,
  );
  expect(code, stdout).toBe(2);
  expect(stdout).toMatch(/changed=0 .* failed=1 /);
  const last = stdout.slice(stdout.indexOf('TASK [Every point holds]'));
  const named = tags.filter((tag) => new RegExp(`(^|\\s|')${tag}: `, 'm').test(last));
  expect(named).toEqual(cases.flatMap(([holds, each]) => (holds ? [] : [id(each)])));
  rmSync(folder, { recursive: true });
});
