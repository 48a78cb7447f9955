import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { explainFailure } from '../../../cli/packer/explain-failure.ts';
import { fingerprint } from '../../../cli/packer/fingerprint.ts';
import { renderBuildPage } from '../../../cli/packer/page.ts';
import { Progress } from '../../../cli/packer/progress.ts';
import type { Result } from '../../../cli/packer/summary.ts';
import type { Failed, Job } from '../../../cli/packer/target-run.ts';
import { openTree } from '../../../cli/tree/built.ts';
import type { BuiltTarget } from '../../../cli/tree/built.ts';
import { isFailure } from '../../../cli/shell/command.ts';
import { compile } from '../../../stdlib/index.ts';
import { folder, vkc } from '../../support/command-line.ts';

const SOURCE = `image xaas-hello {
  title = "Hello"
  os    = [debian12, ubuntu2404]
  use nginx
  use hello
}

role hello {
  file "/etc/hello" {
    content = env("GREETING")
    mode    = 0600
  }
}
`;

async function tree(source = SOURCE): Promise<{ cwd: string; targets: readonly BuiltTarget[] }> {
  const cwd = folder({ 'images/hello.vkimage': source });
  expect(await vkc(cwd, ['compile', '-q'], { compile })).toMatchObject({ exit: 0 });
  const opened = openTree(join(cwd, 'out/xaas-hello'));
  if (isFailure(opened)) throw new Error(opened.message);
  return { cwd, targets: opened.targets };
}

describe('a failure', () => {
  /** A job whose last task failed, at the first line of a role's tasks that has some words. */
  async function explained(
    role: string | null,
    words: string,
    message: string,
    failed: Partial<Failed> = {},
  ) {
    const { cwd, targets } = await tree();
    const [target] = targets;
    const progress = new Progress(target!.name);
    progress.start(0);
    const file = join(target!.tree.dir, `playbook/provision_roles/${role}/tasks/main.yml`);
    const lines = role === null ? [] : readFileSync(file, 'utf8').split('\n');
    const line = lines.findIndex((text) => text.includes(words)) + 1;
    if (role !== null) {
      const place = { role, task: words, path: `${file}:${line}`, module: 'ansible.builtin.copy', time: 1 };
      progress.ansible({ event: 'result', outcome: 'failed', message, ...place });
    }
    const job = { target: target!, progress, logs: join(target!.tree.dir, 'logs/now') } as unknown as Job;
    return explainFailure(
      job,
      { errors: [], qemu: [], tail: [], kept: null, ...failed },
      { cwd: join(cwd, 'images'), width: 90, color: false },
    );
  }

  test('is shown at the line that the author wrote', async () => {
    expect(await explained('hello', 'Write /etc/hello', 'no\n\u001b[31mroom')).toBe(
      `error: xaas-hello-debian12: the task \`Write /etc/hello\` failed
 --> hello.vkimage:9
  |
9 |   file "/etc/hello" {
  |   ^^^^^^^^^^^^^^^^^^^
  | no
  | ␛[31mroom
  |
  = task: ansible.builtin.copy in the role hello, playbook/provision_roles/hello/tasks/main.yml:2
  = log: ../out/xaas-hello/logs/now/xaas-hello-debian12.log
`,
    );
  });

  test('in a library role is shown at its `use` and at its own line', async () => {
    const text = await explained('nginx', 'name: Install nginx', 'no');
    const [, first, , use] = text.split('\n');
    expect(first).toMatch(/^ +--> hello.vkimage:4$/);
    expect(use).toMatch(/^ *4 \| {3}use nginx$/);
    expect(text).toMatch(/\n +::: vkc:roles\/nginx.vkimage:\d+\n +\|\n *\d+ \| +package/);
  });

  test('before the first task is explained in the words of Ansible or Packer', async () => {
    const syntax = await explained(null, '', '', {
      errors: ['Error executing Ansible: Non-zero exit status: exit status 4'],
      tail: ['PLAY', "ERROR! the role 'x' was not found", 'The error appears to be'],
    });
    expect(syntax).toContain("failed at: base image\n   | ERROR! the role 'x' was not found\n");
    expect(syntax).toContain('= help: Ansible does not find a role or a module.');
    const packer = await explained(null, '', '', {
      errors: ["Build 'x' errored after 3 seconds: no", '', 'Error launching VM: Qemu failed to start'],
      qemu: ['qemu: failed to initialize kvm'],
    });
    expect(packer).toContain(
      '| Error launching VM: Qemu failed to start\n   | qemu: failed to initialize kvm\n',
    );
    expect(packer).toContain('= help: KVM cannot be used here.');
    expect(await explained(null, '', '')).toContain('| Packer ended without a word.\n');
  });

  test('that is long is cut: the log has all of it', async () => {
    const text = await explained(
      'hello',
      'Write',
      Array.from({ length: 40 }, (_, i) => `line ${i}`).join('\n'),
    );
    expect(text).toContain('| line 11\n');
    expect(text).not.toContain('line 12');
    expect(text).toContain('… and 28 more lines');
  });
});

describe('a fingerprint', () => {
  const print = (target: BuiltTarget, variables: Record<string, string> = {}, env = {}) =>
    fingerprint(target, new Map(Object.entries(variables)), env);

  test('covers the inputs of a target, and nothing else', async () => {
    const [debian, ubuntu] = (await tree()).targets;
    const before = print(debian!);
    expect(print((await tree()).targets[0]!)).toBe(before);
    expect(print(ubuntu!)).not.toBe(before);
    expect(print(debian!, { accelerator: 'kvm', headless: 'false' })).toBe(before);
    expect(print(debian!, { ubuntu_24_image: '/x' })).toBe(before);
    expect(print(debian!, { debian_12_image: '/x' })).not.toBe(before);
    const other = await tree(SOURCE.replace('debian12, ubuntu2404', 'debian12, ubuntu2404, ubuntu2204'));
    expect(print(other.targets[0]!)).toBe(before);
    const larger = await tree(SOURCE.replace('  use nginx', '  build { disk = 90G }\n  use nginx'));
    expect(print(larger.targets[0]!)).not.toBe(before);
    const mode = await tree(SOURCE.replace('0600', '0640'));
    expect(print(mode.targets[0]!)).not.toBe(before);
  });

  test('covers environment variables of the playbook, without revealing them', async () => {
    const { targets } = await tree();
    const [target] = targets;
    const before = print(target!, {}, { GREETING: 'a' });
    expect(print(target!, {}, { GREETING: 'a', OTHER: 'b' })).toBe(before);
    expect(print(target!, {}, { GREETING: 'b' })).not.toBe(before);
    const salt = join(target!.tree.dir, 'output/.salt');
    expect(statSync(salt).mode & 0o777).toBe(0o600);
    writeFileSync(salt, 'another');
    expect(print(target!, {}, { GREETING: 'a' })).not.toBe(before);
  });

  test('covers a base image that is a local file', async () => {
    const { cwd, targets } = await tree();
    const image = join(cwd, 'base.qcow2');
    writeFileSync(image, 'one');
    const before = print(targets[0]!, { debian_12_image: image });
    writeFileSync(image, 'another');
    expect(print(targets[0]!, { debian_12_image: image })).not.toBe(before);
  });
});

test('the page contains all results, and escapes them', () => {
  const result: Result = {
    name: 'xaas-a<b>',
    title: 'Debian 12',
    state: 'failed',
    took: 61_000,
    artifact: null,
    size: null,
    cloudImage: null,
    checksums: new Map(),
    parts: [
      { name: 'provision', time: 60_000, role: false },
      { name: 'hello', time: 30_000, role: true },
    ],
    failure: 'error: <script>alert(1)</script>\n  = help: do',
  };
  const facts = {
    title: 'Hello',
    name: 'xaas-a',
    begun: '2026-11-24T17:00:00Z',
    accelerator: 'tcg',
    packer: '1.6.6',
  };
  const page = renderBuildPage([result, { ...result, state: 'built', failure: null, name: 'xaas-c' }], facts);
  expect(page).not.toContain('<script>');
  expect(page).toContain('error: &lt;script&gt;alert(1)&lt;/script&gt;\n  = help: do');
  expect(page).toContain('1 of 2 images are built');
  expect(page).toContain('2026-11-24 17:00:00 UTC');
  expect(page.match(/width:50\.0%/g)).toHaveLength(2);
});
