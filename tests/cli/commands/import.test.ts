import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compile } from '../../../stdlib/index.ts';
import { folder, vkc } from '../../support/command-line.ts';

const PLAYBOOK =
  '- hosts: default\n  become: true\n  gather_facts: false\n  tasks:\n    - name: Install the server\n      apt: name=nginx\n';
const run = (cwd: string, ...argv: string[]) => vkc(cwd, ['import', ...argv], { compile });

test('it writes what it imports, and the report', async () => {
  const root = folder({ 'web/playbook.yml': PLAYBOOK });
  const { exit, out, err } = await run(root, 'web', '-o', 'out');
  expect(out.split('\n')).toEqual(['out/web.vkimage', 'out/import-report.md', '']);
  expect(err).toContain('The result does the same as the tree, on every target.');
  expect(exit).toBe(0);
  expect(readFileSync(join(root, 'out/web.vkimage'), 'utf8')).toContain('package nginx {');
  expect(readFileSync(join(root, 'out/import-report.md'), 'utf8')).toContain('1 lifted to resources');
});

test('--dry-run and --report write nothing', async () => {
  const root = folder({ 'web/playbook.yml': PLAYBOOK });
  const dry = await run(root, 'web', '-o', 'out', '--dry-run', '--report');
  expect(dry.out).toContain('# Import');
  expect(dry.out).toContain('write  out/web.vkimage\n');
  expect(existsSync(join(root, 'out'))).toBe(false);
});

test('--dry-run says which files it would write, ask about, and leave alone', async () => {
  const root = folder({ 'web/playbook.yml': PLAYBOOK });
  const path = join(root, 'out/web.vkimage');
  const dry = async () => {
    const { out, exit } = await run(root, 'web', '-o', 'out', '--dry-run');
    return { lines: out.trimEnd().split('\n'), exit };
  };
  await run(root, 'web', '-o', 'out');
  const report = 'leave  out/import-report.md (it is the same already)';
  expect(await dry()).toEqual({
    lines: ['leave  out/web.vkimage (it is the same already)', report],
    exit: 0,
  });
  const mine = `${readFileSync(path, 'utf8')}# Mine.\n`;
  writeFileSync(path, mine);
  expect(await dry()).toEqual({
    lines: ['leave  out/web.vkimage (it was changed, and the tree is as it was)', report],
    exit: 0,
  });
  writeFileSync(join(root, 'web/playbook.yml'), PLAYBOOK.replace('nginx', 'haproxy'));
  expect(await dry()).toEqual({
    lines: [
      'ask    out/web.vkimage (it was changed; the new one would be out/web.vkimage.new)',
      expect.stringMatching(/^(write|leave) {2}out\/import-report\.md/),
    ],
    exit: 1,
  });
  expect(readFileSync(path, 'utf8')).toBe(mine);
  expect(existsSync(`${path}.new`)).toBe(false);
});

test('a file that somebody changed is left as it is', async () => {
  const root = folder({ 'web/playbook.yml': PLAYBOOK });
  await run(root, 'web', '-o', 'out');
  const path = join(root, 'out/web.vkimage');
  writeFileSync(path, `${readFileSync(path, 'utf8')}# Mine.\n`);
  writeFileSync(join(root, 'web/playbook.yml'), PLAYBOOK.replace('nginx', 'haproxy'));
  const { exit, err } = await run(root, 'web', '-o', 'out');
  expect(exit).toBe(1);
  expect(err).toContain('git merge-file out/web.vkimage out/.vkc-import/web.vkimage out/web.vkimage.new');
  expect(readFileSync(path, 'utf8')).toContain('# Mine.');
  expect(readFileSync(path, 'utf8')).toContain('nginx');
  expect(readFileSync(`${path}.new`, 'utf8')).toContain('haproxy');
});

test('what was merged is not asked again', async () => {
  const root = folder({ 'web/playbook.yml': PLAYBOOK });
  const path = join(root, 'out/web.vkimage');
  const again = async (server: string) => {
    writeFileSync(join(root, 'web/playbook.yml'), PLAYBOOK.replace('nginx', server));
    return (await run(root, 'web', '-o', 'out')).exit;
  };
  expect(await again('nginx')).toBe(0);
  writeFileSync(path, `${readFileSync(path, 'utf8')}# Mine.\n`);
  expect(await again('nginx')).toBe(0);
  expect(existsSync(`${path}.new`)).toBe(false);
  expect(await again('haproxy')).toBe(1);
  expect(await again('haproxy')).toBe(1);
  writeFileSync(path, `${readFileSync(`${path}.new`, 'utf8')}# Mine.\n`);
  rmSync(`${path}.new`);
  expect(await again('haproxy')).toBe(0);
  expect(await again('varnish')).toBe(1);
  expect(readFileSync(join(root, 'out/.vkc-import/web.vkimage'), 'utf8')).toContain('haproxy');
});

test('--stdin says that a text holds nothing to import', async () => {
  const { exit, out, err } = await vkc(folder(), ['import', '--stdin'], {
    compile,
    stdin: 'hello\n',
  });
  expect(exit).toBe(1);
  expect(out).toBe('');
  expect(err).toContain('This is no task, no playbook and no template that can be read.');
});

test('links that leave the tree are not followed', async () => {
  const root = folder({
    'web/playbook.yml': PLAYBOOK.replace('apt: name=nginx', 'copy: src=key dest=/etc/key'),
    'secret/key': 'secret\n',
    'web/files/': '',
  });
  symlinkSync(join(root, 'secret/key'), join(root, 'web/files/key'));
  await run(root, 'web', '-o', 'out');
  expect(existsSync(join(root, 'out/files'))).toBe(false);
  expect(readFileSync(join(root, 'out/import-report.md'), 'utf8')).not.toContain('secret\n');
});

test('--stdin prints the resources of tasks', async () => {
  const root = folder();
  const { exit, out } = await vkc(root, ['import', '--stdin'], {
    compile,
    stdin: '- name: Install\n  apt: name=nginx\n- file: path=/srv/web state=directory\n',
  });
  expect(out).toBe(
    'package nginx {\n  title      = "Install"\n  recommends = true\n}\ndirectory "/srv/web"\n',
  );
  expect(exit).toBe(0);
});

test('--stdin has a comment where a task needs files of its own', async () => {
  const { out } = await vkc(folder(), ['import', '--stdin'], {
    compile,
    stdin:
      '- apt: name=jq\n- block:\n    - command: /bin/true\n  rescue:\n    - command: /bin/false\n- apt: name=vim\n',
  });
  expect(out).toContain('package jq');
  expect(out).toContain('it is a block with `rescue` or `always`.');
  expect(out).toContain('package vim');
  expect(out).toContain(
    '# Line 2: it is a block with `rescue` or `always`.\n#   - block:\n#       - command: /bin/true\n#     rescue:\n',
  );
  expect(out).not.toContain('use ');
});

test('--stdin takes a provisioner, a source, and what it knows nothing of', async () => {
  const { exit, out, err } = await vkc(folder(), ['import', '--stdin'], {
    compile,
    stdin:
      'provisioner "windows-restart" {\n  restart_timeout = "5m"\n}\nprovisioner "shell" {\n  inline = ["true"]\n}\n',
  });
  expect(exit).toBe(0);
  expect(err).toContain('line 1: the provisioner `windows-restart` has nothing');
  expect(out).toMatch(
    /^# Line 1: the provisioner `windows-restart`.*\n# {3}provisioner "windows-restart" \{\n# {5}restart_timeout/,
  );
  expect(out).toContain('\nshell "true" {\n  user   = "ubuntu"\n  strict = false\n}\n');
  const source = await vkc(folder(), ['import', '--stdin'], {
    compile,
    stdin: 'source "qemu" "ubuntu-24" {\n  disk_size = "20G"\n}\n',
  });
  expect(source.out).toBe('image snippet {\n  os = [ubuntu2404]\n\n  build {\n    disk = 20G\n  }\n}\n');
});

test('a folder and roles that are named like words of the language', async () => {
  const root = folder({
    'image/playbook.yml': '- hosts: all\n  roles: [file]\n',
    'image/roles/file/tasks/main.yml': '- apt: name=jq\n',
  });
  const { exit } = await run(root, 'image', '-o', 'out');
  expect(exit).toBe(0);
  expect(readFileSync(join(root, 'out/vm-image.vkimage'), 'utf8')).toContain('use file_role');
});

test('--stdin names the line of the text that was given', async () => {
  const { exit, err } = await vkc(folder(), ['import', '--stdin'], {
    compile,
    stdin: '- file: path=/srv state=directory\n- apt: {name: jq\n',
  });
  expect(err).toContain('line 3: this YAML cannot be read');
  expect(exit).toBe(1);
});

test('a version that the tree does not name is marked as such', async () => {
  const { out } = await vkc(folder(), ['import', '--stdin'], {
    compile,
    stdin: '- community.docker.docker_image: name=nginx\n',
  });
  expect(out).toContain('# The tree does not say which version: try this one, or name another.\ncollection ');
});

test('a path without anything to import', async () => {
  const root = folder({ 'empty/readme.txt': 'nothing' });
  const { exit, err } = await run(root, 'empty');
  expect(err).toContain('holds no template of Packer and no playbook');
  expect(exit).toBe(1);
  expect((await run(root, 'missing')).exit).toBe(2);
});
