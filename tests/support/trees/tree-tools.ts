import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse as parseHcl } from '@cdktf/hcl2json';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OutputFile } from '../../../emit/output.ts';
import { writeFiles } from '../examples.ts';

/** What a program says; with its exit code before it when it failed. */
function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): string {
  const result = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: {
      ...process.env,
      CHECKPOINT_DISABLE: '1',
      NO_COLOR: '1',
      PACKER_CACHE_DIR: join(cwd, '.packer'),
      ...env,
    },
  });
  if (result.error) throw result.error;
  const output = `${result.stdout}${result.stderr}`.trim();
  return result.status === 0 ? output : `${command} ended with ${result.status}:\n${output}`;
}

/** Tests that a tree is what the real tools accept. They come from `.ci/install`. */
export function acceptedByTools(image: string, files: readonly OutputFile[]): void {
  let folder = '';

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'vkc-tree-'));
    writeFiles(files, folder);
    // ansible-lint looks at what git knows.
    execFileSync('git', ['init', '-q'], { cwd: folder });
    execFileSync('git', ['add', '-A'], { cwd: folder });
    expect(run('./seed.sh', [], folder)).not.toMatch(/ended with/);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('packer validate', () => {
    const text = readFileSync(join(folder, `${image}.pkr.hcl`), 'utf8');
    // Checksums are fetched when validating, and nothing is fetched here.
    const checksums = [...text.matchAll(/^variable "(\w+_checksum)"/gm)].flatMap((m) => [
      '-var',
      `${m[1]}=none`,
    ]);
    expect(checksums.length).toBeGreaterThan(0);
    expect(run('packer', ['validate', ...checksums, `${image}.pkr.hcl`], folder)).not.toMatch(/ended with/);
  });

  test('packer fmt -check', () => {
    expect(run('packer', ['fmt', '-check', '-diff', `${image}.pkr.hcl`], folder)).toBe('');
    expect(run('packer', ['fmt', '-check', '-diff', 'plugins.pkr.hcl'], folder)).toBe('');
  });

  test('plugins.pkr.hcl asks for the plugins', async () => {
    const parsed = await parseHcl('plugins.pkr.hcl', readFileSync(join(folder, 'plugins.pkr.hcl'), 'utf8'));
    const plugins = (parsed as { packer: { required_plugins: Record<string, unknown>[] }[] }).packer[0]!;
    expect(Object.keys(plugins.required_plugins[0]!).sort()).toEqual(['ansible', 'qemu']);
  });

  test('ansible-playbook --syntax-check', () => {
    const playbooks = ['.', '../tests'].flatMap((below) =>
      readdirSync(join(folder, 'playbook', below))
        .filter((file) => file.endsWith('.yml') && file !== 'requirements.yml')
        .map((file) => join(below, file)),
    );
    expect(playbooks).toContain('../tests/verify.yml');
    const output = run(
      'ansible-playbook',
      ['--syntax-check', '-i', 'default,', ...playbooks],
      join(folder, 'playbook'),
      {
        ANSIBLE_CONFIG: './ansible.cfg',
      },
    );
    expect(output).not.toMatch(/ended with|WARNING|DEPRECAT/i);
  });

  test('ansible-lint, production profile', () => {
    const output = run('ansible-lint', ['--offline', '--profile', 'production', '-q'], folder, {
      ANSIBLE_CONFIG: 'playbook/ansible.cfg',
    });
    expect(output).not.toMatch(/ended with|^\S+:\d+/m);
  });

  test('yamllint', () => {
    expect(run('yamllint', ['-s', '.'], folder)).toBe('');
  });

  test('.images.yaml holds nothing but strings for a YAML 1.1 reader', () => {
    const program =
      'import json, yaml\n' +
      'images = yaml.safe_load(open(".images.yaml"))\n' +
      'assert images\n' +
      'for name, image in images.items():\n' +
      '    assert isinstance(name, str)\n' +
      '    for key, value in image["metadata"].items():\n' +
      '        assert isinstance(key, str) and isinstance(value, str), (key, value)\n' +
      'print(json.dumps(sorted(images)))\n';
    const names = JSON.parse(run('python3', ['-c', program], folder)) as string[];
    expect(names.every((name) => name === image || name.startsWith(`${image}-`))).toBe(true);
  });
}
