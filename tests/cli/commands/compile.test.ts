import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Io } from '../../../cli/shell/io.ts';
import { compile } from '../../../stdlib/index.ts';
import { folder, vkc as run } from '../../support/command-line.ts';

const NGINX = `# A web server.
image xaas-nginx {
  os = [ubuntu2404, almalinux9]
  package nginx
  variant large { build { disk = 40G } }
}
`;

const vkc = (cwd: string, ...argv: string[]) => run(cwd, argv, { compile });

describe('compile', () => {
  it('names `vkc build` where an image is built on another, as Packer alone does not know the order', async () => {
    const text =
      'image a {\n  os = [debian12]\n  base = image.b\n  package jq\n}\nimage b {\n  os = [debian12]\n  package jq\n}\n';
    const cwd = folder({ 'my images/a.vkimage': text });
    expect((await vkc(cwd, 'compile')).out).toMatch(/\n\nNext:\n {2}vkc build\n$/);
    expect((await vkc(cwd, 'compile', 'my images', '-o', 'trees')).out).toMatch(
      /\n\nNext:\n {2}vkc build --out trees 'my images'\n$/,
    );
  });

  it('writes a tree, prints one line for it, and leaves unchanged files alone', async () => {
    const cwd = folder({ 'image.vkimage': NGINX });
    const first = await vkc(cwd, 'compile');
    expect(first).toMatchObject({ exit: 0, err: '' });
    expect(first.out).toMatch(
      /^xaas-nginx: 4 targets, (\d+) files \(\1 written\) -> out\/xaas-nginx\n\nNext:\n {2}cd out\/xaas-nginx\n/,
    );
    const playbook = join(cwd, 'out/xaas-nginx/playbook/provision.yml');
    const { mtimeMs } = statSync(playbook);
    const again = await vkc(cwd, 'compile', 'image.vkimage');
    expect(again.out).toMatch(/^xaas-nginx: 4 targets, (\d+) files \(\1 unchanged\) -> out\/xaas-nginx\n$/);
    expect(statSync(playbook).mtimeMs).toBe(mtimeMs);
    writeFileSync(join(cwd, 'image.vkimage'), NGINX.replace('package nginx', 'package [nginx, jq]'));
    expect((await vkc(cwd, 'compile')).out).toMatch(/\(\d+ written, \d+ unchanged\)/);
  });

  it('depends on the workflows of GitHub too, which stand above the trees', async () => {
    const cwd = folder({ 'image.vkimage': NGINX, '.git/': '' });
    const trees = new Set<string>();
    const dependsOn: Io['dependsOn'] = (places) => {
      for (const tree of places?.trees ?? []) trees.add(tree);
    };
    const { exit } = await run(cwd, ['compile', '--ci', 'github'], { compile, dependsOn });
    expect({ exit, trees: [...trees].sort() }).toEqual({
      exit: 0,
      trees: [join(cwd, '.github'), join(cwd, 'out')],
    });
    expect(existsSync(join(cwd, '.github/workflows/xaas-nginx.yml'))).toBe(true);
  });

  it('writes into the given folder, and only the given targets', async () => {
    const cwd = folder({ 'image.vkimage': NGINX });
    const dry = await vkc(cwd, 'compile', '-n', '-o', 'build');
    expect(dry.out).toContain('create build/xaas-nginx/.images.yaml\n');
    const check = await vkc(cwd, 'compile', '--check', '-o', 'build');
    expect(check).toMatchObject({ exit: 1, out: dry.out });
    expect(existsSync(join(cwd, 'build'))).toBe(false);
    const one = await vkc(
      cwd,
      'compile',
      '--stdout',
      '.images.yaml',
      '--os',
      'almalinux9',
      '--variant=plain',
    );
    expect(one.out).toContain('almalinux');
    expect(one.out).not.toContain('ubuntu');
    const typo = await vkc(cwd, 'compile', '--stdout', 'images.yaml');
    expect(typo).toMatchObject({ exit: 2, err: expect.stringContaining('Did you mean .images.yaml?') });
    expect((await vkc(cwd, 'compile', '-o', 'build', '--quiet')).out).toBe('');
    expect(await vkc(cwd, 'compile', '-o', 'build', '--check')).toEqual({ exit: 0, out: '', err: '' });
    writeFileSync(join(cwd, 'image.vkimage'), NGINX.replace('40G', '45G'));
    const diff = await vkc(cwd, 'compile', '-o', 'build', '--diff');
    expect(diff.out).toMatch(/^--- .*\.images\.yaml\n\+\+\+ .*\.images\.yaml\n@@/);
    expect(diff.out).toMatch(/^-.*40G/m);
    expect(diff.out).toMatch(/^\+.*45G/m);
    expect(await vkc(cwd, 'compile', '-o', 'build', '--check')).toMatchObject({ exit: 1 });
  });

  it('does not touch what someone else wrote, without --force', async () => {
    const cwd = folder({ 'image.vkimage': NGINX });
    await vkc(cwd, 'compile');
    const edited = join(cwd, 'out/xaas-nginx/playbook/provision.yml');
    appendFileSync(edited, '# mine\n');
    writeFileSync(join(cwd, 'image.vkimage'), NGINX.replace('nginx\n', 'jq\n'));
    const images = readFileSync(join(cwd, 'out/xaas-nginx/README.md'), 'utf8');
    const refused = await vkc(cwd, 'compile');
    expect(refused).toMatchObject({ exit: 3, out: '' });
    expect(refused.err).toContain('out/xaas-nginx: playbook/provision.yml was changed');
    expect(refused.err).toContain('`vkc compile --force` overwrites');
    expect(readFileSync(join(cwd, 'out/xaas-nginx/README.md'), 'utf8')).toBe(images);
    expect(await vkc(cwd, 'compile', '--force')).toMatchObject({ exit: 0 });
    expect(readFileSync(edited, 'utf8')).not.toContain('# mine');
  });

  it('writes nothing if there is an error', async () => {
    const cwd = folder({ 'a.vkimage': NGINX, 'b.vkimage': 'image xaas-other { oss = [debian12] }\n' });
    const result = await vkc(cwd, 'compile');
    expect(result).toMatchObject({ exit: 1, out: '' });
    expect(result.err).toContain('--> b.vkimage:1:');
    expect(existsSync(join(cwd, 'out'))).toBe(false);
  });

  it('does not put two images into one folder', async () => {
    const cwd = folder({ 'a/image.vkimage': NGINX, 'b/image.vkimage': NGINX });
    const result = await vkc(cwd, 'compile');
    expect(result).toMatchObject({ exit: 1, out: '' });
    expect(result.err).toContain('a/image.vkimage');
    expect(result.err).toContain('b/image.vkimage');
  });

  it('deletes files that are no longer generated, and folders that are then empty', async () => {
    const cwd = folder({ 'image.vkimage': NGINX });
    await vkc(cwd, 'compile');
    writeFileSync(
      join(cwd, 'image.vkimage'),
      NGINX.replace(', almalinux9', '').replace(/ {2}variant.*\n/, ''),
    );
    expect((await vkc(cwd, 'compile')).out).toMatch(/\d+ deleted/);
    expect(existsSync(join(cwd, 'out/xaas-nginx/playbook/targets'))).toBe(false);
  });

  it('needs a folder to write to', async () => {
    const cwd = folder({ 'image.vkimage': NGINX, out: '' });
    expect(await vkc(cwd, 'compile')).toMatchObject({
      exit: 2,
      err: expect.stringContaining('out: is a file'),
    });
    rmSync(join(cwd, 'out'));
    mkdirSync(join(cwd, 'out/xaas-nginx'), { recursive: true });
    expect((await vkc(cwd, 'compile')).exit).toBe(0);
  });

  it('blames the command line, not the source, if --set, --os or --variant is wrong', async () => {
    const cwd = folder({ 'image.vkimage': NGINX });
    for (const [argv, message] of [
      [['--os', 'ubuntu2405'], 'ubuntu2404'],
      [['--variant', 'lrage'], 'large'],
      [['--set', 'version=1'], 'version'],
    ] as const) {
      const result = await vkc(cwd, 'compile', ...argv);
      expect(result).toMatchObject({ exit: 2, out: '' });
      expect(result.err).toContain(message);
    }
  });

  it('prints the time of each step', async () => {
    const { err } = await vkc(folder({ 'image.vkimage': NGINX }), 'compile', '--stats');
    for (const step of ['parse', 'render', 'write', 'in all'])
      expect(err).toMatch(new RegExp(`^${step} +[\\d.]+ ms$`, 'm'));
  });
});

describe('what the compiler sees', () => {
  it('is listed as a table and as JSON', async () => {
    const cwd = folder({ 'image.vkimage': NGINX });
    const { out } = await vkc(cwd, 'targets');
    const rows = out
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ {2,}/));
    expect(rows[0]).toEqual(['TARGET', 'SYSTEM', 'VARIANT', 'DISK', 'MEMORY', 'USER']);
    expect(rows.map((row) => row[0]).slice(1)).toContain('xaas-nginx-ubuntu24-large');
    expect(rows.find((row) => row[0] === 'xaas-nginx-ubuntu24-large')!.slice(1, 5)).toEqual([
      'ubuntu2404',
      'large',
      '40G',
      '2G',
    ]);
    const json = JSON.parse((await vkc(cwd, 'targets', '--json')).out);
    expect(json).toHaveLength(4);
    expect(json[0]).toMatchObject({ image: 'xaas-nginx', file: 'image.vkimage' });
  });

  it('is printed as JSON, with origins when asked for', async () => {
    const cwd = folder({ 'image.vkimage': NGINX });
    const plain = await vkc(cwd, 'ir', '--variant', 'plain');
    expect(JSON.parse(plain.out)).toMatchObject({ $schema: 'urn:vkc:ir:1', version: 1 });
    expect(JSON.parse(plain.out).images[0].targets[0].metadata.os_distro.value).toMatch(/ubuntu/);
    expect(plain.out).not.toContain('"origin"');
    expect(JSON.parse((await vkc(cwd, 'ir', '--origins')).out).images[0].origin.line).toBe(2);
  });

  it('is reported as SARIF with the rules that were broken', async () => {
    const cwd = folder({ 'image.vkimage': NGINX.replace('os =', 'oss =') });
    const sarif = JSON.parse((await vkc(cwd, 'check', '--format', 'sarif')).out);
    const [{ tool, results }] = sarif.runs;
    expect(results.length).toBeGreaterThan(0);
    for (const { ruleId, ruleIndex } of results) {
      expect(tool.driver.rules[ruleIndex]).toMatchObject({
        id: ruleId,
        fullDescription: { text: expect.any(String) },
      });
    }
    expect(results[0].locations[0].physicalLocation.artifactLocation.uri).toBe('image.vkimage');
  });
});
