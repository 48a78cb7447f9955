import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fakeCompile, folder, vkc } from '../../support/command-line.ts';

describe('inputs', () => {
  it.each([
    ['nothing.vkimage', 2, 'nothing.vkimage: there is no such file or folder.'],
    ['imgae.vkimage', 2, 'Did you mean image.vkimage?'],
    ['sub/imgae.vkimage', 2, 'Did you mean sub/image.vkimage?'],
    ['notes.txt', 2, 'notes.txt: is not a .vkimage file.'],
    ['empty', 2, 'No .vkimage file in empty.'],
    ['empty/*.vkimage', 2, 'No .vkimage file in empty/*.vkimage.'],
    ['none/*.vkimage', 2, 'there is no such file or folder'],
    ['/dev/null', 2, 'is not a readable file'],
  ])('%s', async (arg, exit, message) => {
    const cwd = folder({ 'image.vkimage': '', 'sub/image.vkimage': '', 'notes.txt': '', 'empty/': '' });
    const result = await vkc(cwd, ['check', arg]);
    expect(result.exit).toBe(exit);
    expect(result.err).toContain(message);
    expect(result.err.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
  });

  it('are every .vkimage file below, without what git ignores', async () => {
    const cwd = folder({
      'a.vkimage': 'WRONG',
      'sub/b.vkimage': 'WRONG',
      'node_modules/c.vkimage': 'WRONG',
      'old/d.vkimage': 'WRONG',
      '.hidden/e.vkimage': 'WRONG',
      'sub/f.vkimage': 'WRONG',
      'sub/.gitignore': 'f.*\n',
      '.gitignore': '/old/\n',
      '.git/': '',
    });
    const { exit, err } = await vkc(cwd, ['check']);
    expect(exit).toBe(1);
    expect([...err.matchAll(/--> (\S+)/g)].map((match) => match[1])).toEqual([
      'a.vkimage:1:1',
      'sub/b.vkimage:1:1',
    ]);
    expect(err).toContain('2 errors in 2 files');
    const quoted = await vkc(cwd, ['check', '{sub,old}/*.vkimage']);
    expect(quoted.err).toContain('--> sub/b.vkimage');
    expect(quoted.err).toContain('1 error in 1 file');
    const backwards = await vkc(cwd, ['check', '[z-a].vkimage']);
    expect(backwards).toMatchObject({ exit: 2 });
    expect(backwards.err).toContain('the range `z-a` in `[z-a]` runs backwards');
  });

  it('are named relative to the current folder, and compiled from the folder of vkc.yaml', async () => {
    const cwd = folder({
      'vkc.yaml': '',
      'images/a.vkimage': 'WRONG',
      'images/deep/b.vkimage': 'WRONG',
      'here/': '',
    });
    const seen: string[][] = [];
    const { err } = await vkc(join(cwd, 'here'), ['check', '../images'], {
      compile: (options) => {
        seen.push([...options.entries]);
        return fakeCompile(options);
      },
    });
    expect(seen).toEqual([['images/a.vkimage', 'images/deep/b.vkimage']]);
    expect(err).toContain('--> ../images/a.vkimage:1:1');
  });

  it('are compiled once if they are given twice', async () => {
    const cwd = folder({ 'a.vkimage': 'WRONG' });
    expect((await vkc(cwd, ['check', 'a.vkimage', '.', './a.vkimage'])).err).toContain('1 error in 1 file');
  });
});

describe('a report', () => {
  const text = 'WRONG ODD\nWRONG\n';

  it('counts all diagnostics and shows those that the options ask for', async () => {
    const cwd = folder({ 'a.vkimage': text });
    const all = await vkc(cwd, ['check']);
    expect(all.err).toContain('warning[VK0002]');
    expect(all.err).toContain('2 errors, 1 warning in 1 file\n');
    const first = await vkc(cwd, ['check', '--max-errors', '1']);
    expect(first.err.match(/error\[/g)).toHaveLength(1);
    expect(first.err).toContain('1 more error not shown');
    expect(first.err).toContain('2 errors, 1 warning in 1 file\n');
    const quiet = await vkc(cwd, ['check', '-q']);
    expect(quiet.err).not.toContain('warning');
    expect(quiet.err).not.toContain('2 errors');
  });

  it('has colours on a terminal, unless told otherwise', async () => {
    const cwd = folder({ 'a.vkimage': text });
    const colored = async (argv: string[], terminal: boolean, env = {}) =>
      (await vkc(cwd, ['check', ...argv], { terminal, env })).err.includes('\u001b[');
    expect(await colored([], true)).toBe(true);
    expect(await colored([], false)).toBe(false);
    expect(await colored([], true, { NO_COLOR: '1' })).toBe(false);
    expect(await colored(['--color', 'always'], false, { NO_COLOR: '1' })).toBe(true);
    expect(await colored(['--color=never'], true)).toBe(false);
  });

  it('comes in formats for machines, on standard output', async () => {
    const cwd = folder({ 'a b.vkimage': text });
    const format = async (name: string) => (await vkc(cwd, ['check', '--format', name])).out;
    const json = JSON.parse(await format('json'));
    expect(json.summary).toEqual({ errors: 2, warnings: 1, hints: 0 });
    expect(json.diagnostics[2]).toMatchObject({
      code: 'VK0001',
      file: 'a b.vkimage',
      range: { start: { line: 2, column: 1, offset: 10 }, end: { line: 2, column: 6, offset: 15 } },
    });
    const gitlab = JSON.parse(await format('gitlab'));
    expect(new Set(gitlab.map((issue: { fingerprint: string }) => issue.fingerprint)).size).toBe(3);
    expect(gitlab[0]).toMatchObject({
      severity: 'major',
      location: { path: 'a b.vkimage', lines: { begin: 1 } },
    });
    expect((await format('github')).split('\n')[2]).toBe(
      '::error file=a b.vkimage,line=2,endLine=2,col=1,endColumn=6,title=VK0001::`WRONG` is not right.',
    );
  });

  it('prints nothing if there are no diagnostics', async () => {
    expect(await vkc(folder({ 'a.vkimage': 'image' }), ['check'])).toMatchObject({ out: '' });
  });
});

it('ends with 1 if no file declares an image', async () => {
  const cwd = folder({ 'a.vkimage': '' });
  writeFileSync(join(cwd, 'b.vkimage'), '');
  expect(await vkc(cwd, ['targets'])).toMatchObject({
    exit: 1,
    err: expect.stringContaining('None of the 2 files declares an image.'),
  });
});
