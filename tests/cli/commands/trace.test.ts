import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { generatedFrom, locate, parseManifest } from '../../../emit/tree/manifest.ts';
import type { Manifest } from '../../../emit/tree/manifest.ts';
import { compile } from '../../../stdlib/index.ts';
import { compileExample, examples, root } from '../../support/examples.ts';
import { folder, vkc } from '../../support/command-line.ts';

const linesOf = (content: string | Uint8Array): number => {
  const text = Buffer.from(content).toString('utf8');
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
};

describe.each(examples)('every line that is generated from examples/%s', (name) => {
  const { result, trees } = compileExample(name);

  it('is followed to its source and back', () => {
    let followed = 0;
    for (const files of trees.values()) {
      const text = files.find(({ path }) => path === '.vkc/manifest.json')!.content;
      const manifest = parseManifest(String(text)) as Manifest;
      for (const file of files) {
        if (file.path === '.vkc/manifest.json') continue;
        const count = file.lines.length === 0 ? 1 : file.lines.length;
        for (let line = 1; line <= count; line++) {
          const span = file.lines[line - 1] ?? file.origin;
          const origin = locate(manifest, file.path, line)!;
          expect(origin).toEqual({ file: span.file, line: span.line });
          expect(result.sources.get(origin.file)!.lineCount).toBeGreaterThanOrEqual(origin.line);
          const back = generatedFrom(manifest, origin.file, origin.line);
          const holds = back.some(
            ({ path, from, to }) => path === file.path && from <= line && line <= (to ?? Infinity),
          );
          expect({ path: file.path, line, holds }).toMatchObject({ holds: true });
          followed++;
        }
        if (file.lines.length > 0) expect(file.lines.length).toBe(linesOf(file.content));
      }
    }
    expect(followed).toBeGreaterThan(100);
  });
});

const NAME = 'xaas-service-name';

/** examples/service with its tree in `out`, compiled once. */
let compiled = '';
beforeAll(async () => {
  compiled = join(root, '.work/trace');
  rmSync(compiled, { recursive: true, force: true });
  mkdirSync(compiled, { recursive: true });
  cpSync(join(root, 'examples/service'), compiled, { recursive: true });
  expect((await vkc(compiled, ['compile', '--quiet'], { compile })).exit).toBe(0);
});

const project = (): string => {
  const cwd = folder();
  cpSync(compiled, cwd, { recursive: true, preserveTimestamps: true });
  return cwd;
};

describe('vkc trace', () => {
  const metadata = `out/${NAME}/.images.yaml`;
  const lineWith = (cwd: string, file: string, text: string) =>
    readFileSync(join(cwd, file), 'utf8')
      .split('\n')
      .findIndex((line) => line.includes(text)) + 1;

  it('goes from a generated line to the source', async () => {
    const cwd = project();
    const line = lineWith(cwd, `out/${NAME}/playbook/provision.yml`, 'docker');
    const { exit, out, err } = await vkc(cwd, ['trace', `out/${NAME}/playbook/provision.yml:${line}`]);
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    await expect(out).toMatchFileSnapshot('frames/trace.txt');
  });

  it('goes from a line of the source to what is generated', async () => {
    const cwd = project();
    const line = lineWith(cwd, 'service.vkimage', 'checksum');
    const { exit, out, err } = await vkc(cwd, ['trace', `service.vkimage:${line}:5`]);
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    await expect(out).toMatchFileSnapshot('frames/trace-source.txt');
  });

  it('takes a path in the tree, from --tree, from --out, and from inside', async () => {
    const cwd = project();
    const whole = await vkc(cwd, ['trace', `${metadata}:3`, '--json']);
    expect(JSON.parse(whole.out)).toEqual({ file: 'service.vkimage', line: expect.any(Number) });
    for (const argv of [
      ['.images.yaml:3'],
      ['.images.yaml:3', '--out', 'out'],
      ['.images.yaml:3', '--tree', `out/${NAME}`],
    ]) {
      expect(await vkc(cwd, ['trace', ...argv, '--json'])).toEqual(whole);
    }
    const inside = await vkc(join(cwd, 'out', NAME), ['trace', '.images.yaml:3', '--json']);
    expect(JSON.parse(inside.out)).toEqual({ ...JSON.parse(whole.out), file: '../../service.vkimage' });
    const { file, line } = JSON.parse(whole.out) as { file: string; line: number };
    const back = JSON.parse((await vkc(cwd, ['trace', `${file}:${line}`, '--json'])).out) as object[];
    expect(back).toContainEqual(expect.objectContaining({ file: metadata }));
  });

  it('shows lines of the standard library', async () => {
    const cwd = project();
    const tasks = `out/${NAME}/playbook/provision_roles/docker/tasks/main.yml`;
    const line = lineWith(cwd, tasks, '- name:');
    const { out } = await vkc(cwd, ['trace', `${tasks}:${line}`]);
    const [, origin] = /comes from (vkc:\S+:\d+)\n +\|\n *\d+ \| +\S/.exec(out)!;
    const back = await vkc(cwd, ['trace', origin!]);
    expect(back.exit).toBe(0);
    expect(back.out).toMatch(new RegExp(`${tasks}:(${line}\\b|\\d+-\\d+)`));
  });

  it('needs no source, only the tree', async () => {
    const cwd = project();
    rmSync(join(cwd, 'service.vkimage'));
    const { exit, out } = await vkc(cwd, ['trace', `${metadata}:1`]);
    expect(exit).toBe(0);
    expect(out).toMatch(/comes from service\.vkimage:\d+\n$/);
  });

  it('says when the tree is older than the source, or was changed', async () => {
    const cwd = project();
    utimesSync(join(cwd, 'service.vkimage'), new Date(), new Date(Date.now() + 60_000));
    for (const place of [`${metadata}:2`, 'service.vkimage:2']) {
      const { exit, err } = await vkc(cwd, ['trace', place]);
      expect(exit).toBe(0);
      expect(err).toContain('service.vkimage was changed since the tree was written; lines may have moved.');
    }
    appendFileSync(join(cwd, metadata), '# more\n');
    expect((await vkc(cwd, ['trace', `${metadata}:2`])).err).toContain(
      `${metadata} was changed since vkc wrote it`,
    );
  });

  it.each([
    [['trace'], 'takes one FILE:LINE'],
    [['trace', 'service.vkimage'], 'has no line number'],
    [['trace', 'service.vkimage:0'], 'has no line number'],
    [['trace', 'service.vkimage:9999'], 'lines only'],
    [['trace', `${metadata}:9999`], 'lines only'],
    [['trace', 'other.vkimage:1'], 'there is no such file'],
    [['trace', 'unused.vkimage:1'], 'comes from unused.vkimage'],
    [['trace', `out/${NAME}/.image.yaml:1`], 'Did you mean .images.yaml?'],
    [['trace', '.image.yaml:1'], 'Did you mean .images.yaml?'],
    [['trace', '.images.yaml:1', '--out', 'nowhere'], 'nowhere: contains no tree of vkc'],
    [['trace', '.images.yaml:1', '--tree', 'out'], 'out: contains no tree of vkc'],
  ])('%s: %s', async (argv, message) => {
    const cwd = project();
    writeFileSync(join(cwd, 'unused.vkimage'), 'let a = 1\n');
    const { exit, out, err } = await vkc(cwd, argv);
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err).toContain(message);
  });

  it('reports the problem of a manifest', async () => {
    const cwd = project();
    writeFileSync(join(cwd, `out/${NAME}/.vkc/manifest.json`), '{');
    const { exit, err } = await vkc(cwd, ['trace', `${metadata}:1`]);
    expect(exit).toBe(3);
    expect(err).toContain('manifest.json: is no JSON.');
  });
});
