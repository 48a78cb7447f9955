import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse as parseHcl } from '@cdktf/hcl2json';
import { sample } from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { packerAnsible } from '../../emit/emitters/packer-ansible.ts';
import { renderImage } from '../../emit/render.ts';
import { anyText, oddTexts } from '../support/values.ts';
import { breaks } from '../../compiler/model/types.ts';
import { string } from '../../compiler/model/value.ts';
import { compileText, noRules } from '../support/compile.ts';
import { writeFiles } from '../support/examples.ts';

/**
 * Text that an author writes comes out of every reader as it went in: written in a source, compiled, and read from
 * the tree by PyYAML, by Ansible, and by HashiCorp's own HCL parser.
 */

/** A string literal of the language. */
function literal(text: string): string {
  const escaped = [...text].map((c) => {
    if (c === '"' || c === '\\' || c === '$') return `\\${c}`;
    return c < ' ' || c === '\u007f' || c === '\ufeff' ? `\\u{${c.codePointAt(0)!.toString(16)}}` : c;
  });
  return `"${escaped.join('')}"`;
}

const texts = [
  ...oddTexts,
  ...sample(anyText, { numRuns: 60, seed: 7 }),
  'yes',
  '0644',
  '24.10',
  '22:22',
  '{{ x }}',
  '{% if %}',
  '{# #}',
  '${a}',
  '%{b}',
  "it's",
  '"',
  '\\',
  '',
  ' ',
  '#',
  '- a',
  'a: b',
  // No source and no YAML file can hold half a character.
].filter((text) => !/\p{Cs}/u.test(text));

/** Metadata and settings take one line. */
const lines = texts.filter((text) => !breaks(string(text, null)));

const folder = mkdtempSync(join(tmpdir(), 'vkc-text-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Ansible takes half a second a task, so it writes every fourth; the writer of YAML has a batch of its own. */
const ran = (i: number) => i % 4 === 0 || i >= texts.length - 17;

const each = (all: readonly string[], line: (value: string, i: number) => string) =>
  all.map((text, i) => line(literal(text), i)).join('\n');
const source = `image a {
  os = [debian12]
  build {
    packer {
${each(lines, (value, i) => `      text_${i} = ${value}`)}
    }
  }
  metadata {
${each(lines, (value, i) => `    text_${i} = ${value}`)}
  }
  file "/etc/a" { content = "a" }
${each(texts, (value, i) =>
  ran(i)
    ? `  task "Write ${i}" {
    module = "ansible.builtin.copy"
    args   = { content = ${value}, dest = "${folder}/written-${i}", mode = "0600" }
  }`
    : '',
)}
}
`;

const result = compileText(source, { rules: noRules });
const files = result.images.length === 0 ? [] : renderImage(result.images[0]!, packerAnsible, result);
const textOf = (path: string) => files.find((file) => file.path === path)!.content as string;

function python(program: string, input: string, env: Record<string, string> = {}): unknown {
  const ran = spawnSync('python3', ['-c', program], {
    input,
    encoding: 'utf8',
    env: { ...process.env, PYTHONIOENCODING: 'utf-8', ...env },
  });
  expect(ran.stderr).toBe('');
  return JSON.parse(ran.stdout);
}

test('the source compiles', () => {
  expect(result.diagnostics.map((one) => `${one.code} ${one.message}`)).toEqual([]);
  expect(lines.length).toBeGreaterThan(100);
  expect(texts.length).toBeGreaterThan(lines.length + 20);
});

test('metadata, read by PyYAML', () => {
  const read = python(
    'import json, sys, yaml; print(json.dumps(yaml.safe_load(sys.stdin.read())))',
    textOf('.images.yaml'),
  );
  const { metadata } = (read as Record<string, { metadata: Record<string, unknown> }>).a!;
  expect(lines.map((_, i) => metadata[`text_${i}`])).toEqual(lines);
});

test('content of files, read by PyYAML', () => {
  const program =
    'import json, sys, yaml\n' +
    'yaml.SafeLoader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))\n' +
    'tasks = yaml.safe_load(sys.stdin.read())\n' +
    'print(json.dumps([t["ansible.builtin.copy"]["content"] for t in tasks if t["name"].startswith("Write ")][1:]))';
  expect(python(program, textOf('playbook/provision_roles/a/tasks/main.yml'))).toEqual(
    texts.filter((_, i) => ran(i)),
  );
});

test('content of files, as Ansible writes it', () => {
  writeFiles(files, folder);
  writeFileSync(
    join(folder, 'playbook/try.yml'),
    '- hosts: localhost\n  connection: local\n  gather_facts: false\n  roles: [a]\n',
  );
  // The first task writes to /etc, which is nobody's business here.
  const play = spawnSync('ansible-playbook', ['-i', 'localhost,', '--start-at-task', 'Write 0', 'try.yml'], {
    cwd: join(folder, 'playbook'),
    encoding: 'utf8',
    env: { ...process.env, ANSIBLE_CONFIG: './ansible.cfg' },
  });
  expect(play.status, play.stdout.slice(-2000)).toBe(0);
  const written = texts.map((_, i) => i).filter(ran);
  expect(written.map((i) => readFileSync(join(folder, `written-${i}`), 'utf8'))).toEqual(
    written.map((i) => texts[i]),
  );
});

test('raw Packer settings, read by an HCL parser', async () => {
  const parsed = (await parseHcl('a.pkr.hcl', textOf('a.pkr.hcl'))) as {
    source: { qemu: Record<string, Record<string, unknown>[]> };
  };
  const settings = parsed.source.qemu['debian-12']![0]!;
  // HCL itself composes characters, and hcl2json writes a literal ${ as $${. Packer renders {{ }} in settings, so
  // text that has it is written as a template that gives that text.
  const plain = lines.map((text, i) => [i, text] as const).filter(([, text]) => !text.includes('{{'));
  const normal = (text: unknown) =>
    String(text)
      .replace(/\$\$\{/g, '${')
      .replace(/%%\{/g, '%{')
      .normalize('NFC');
  expect(plain.map(([i]) => normal(settings[`text_${i}`]))).toEqual(
    plain.map(([, text]) => text.normalize('NFC')),
  );
});
