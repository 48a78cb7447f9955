import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../stdlib/index.ts';
import { folder, vkc } from '../../support/command-line.ts';

const role = (name: string, file = 'files/a.conf') =>
  `role ${name} {\n  file "/etc/a" { source = file("${file}") }\n}\n`;
const image = 'import "lib:acme/roles"\n\nimage a {\n  os = [debian12]\n  use acme\n}\n';
const check = (cwd: string, ...args: string[]) => vkc(cwd, ['check', ...args], { compile });

describe('libraries on disk', () => {
  it('are npm packages of the project or of a folder above', async () => {
    const root = folder({
      'node_modules/acme/package.json': '{ "name": "acme", "version": "1.0.0" }',
      'node_modules/acme/roles.vkimage': role('acme'),
      'node_modules/acme/files/a.conf': 'from npm\n',
      'images/a/a.vkimage': image,
    });
    expect(await check(root, 'images/a')).toMatchObject({ exit: 0 });
    const { exit } = await vkc(root, ['compile', 'images/a', '-o', 'out', '--quiet'], { compile });
    expect(exit).toBe(0);
  });

  it('are folders that vkc.yaml names, which win', async () => {
    const root = folder({
      'libraries/acme/roles.vkimage': role('acme'),
      'libraries/acme/files/a.conf': 'from a folder\n',
      'project/node_modules/acme/roles.vkimage': role('other'),
      'project/vkc.yaml': 'libraries:\n  acme: ../libraries/acme\n',
      'project/a.vkimage': image,
    });
    expect(await check(root, 'project')).toMatchObject({ exit: 0 });
  });

  it('keep to their own folders', async () => {
    const root = folder({
      'secret.txt': 'S',
      'acme/roles.vkimage': role('acme', 'link.txt'),
      'vkc.yaml': 'libraries: { acme: acme }\n',
      'a.vkimage': image,
    });
    symlinkSync('../secret.txt', join(root, 'acme/link.txt'));
    const { exit, err } = await check(root);
    expect(exit).toBe(1);
    expect(err).toContain('VK0602');
    expect(err).toContain('lib:acme/roles.vkimage:2:');
  });

  it('that are missing are reported', async () => {
    const root = folder({ 'a.vkimage': image });
    const { exit, err } = await check(root);
    expect(exit).toBe(1);
    expect(err).toContain('There is no library `acme`.');
    expect(err).toContain('npm install acme');
  });
});
