import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Image } from '../../../compiler/model/ir.ts';
import { context, fourTargets, oneTarget } from '../../support/trees/ansible-sample.ts';
import { render, write } from '../../support/trees/ansible-tree.ts';

const run = promisify(execFile);

interface Answer {
  readonly code: number;
  readonly text: string;
}

async function tool(folder: string, command: string, ...args: string[]): Promise<Answer> {
  const env = {
    ...process.env,
    ANSIBLE_CONFIG: join(folder, 'playbook/ansible.cfg'),
    ANSIBLE_LOCALHOST_WARNING: 'false',
    NO_COLOR: '1',
  };
  try {
    const { stdout, stderr } = await run(command, args, { cwd: folder, env });
    return { code: 0, text: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, text: stdout + stderr };
  }
}

describe.each<[string, Image]>([
  ['one target', oneTarget],
  ['four targets, of two families and two variants', fourTargets],
])('the playbooks of %s', (_, made) => {
  it('satisfy Ansible, ansible-lint and yamllint', async () => {
    const folder = write(render(made, context));
    const passed = (answer: Answer) => expect(answer.code, answer.text).toBe(0);
    passed(await tool(folder, 'git', 'init', '--quiet'));
    passed(await tool(folder, 'git', 'add', '--all'));
    passed(await tool(folder, 'yamllint', '--strict', '.'));
    passed(
      await tool(
        folder,
        'ansible-playbook',
        '--syntax-check',
        'playbook/provision.yml',
        'playbook/start.yml',
      ),
    );
    const lint = await tool(folder, 'ansible-lint', '--offline', '--profile', 'production');
    passed(lint);
    expect(lint.text).toMatch(/0 failure\(s\), 0 warning\(s\)/);
    rmSync(folder, { recursive: true });
  });
});
