import { chmodSync, lstatSync, readFileSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import * as prettier from 'prettier';
import { describe, expect, it } from 'vitest';
import * as plugin from '../../../grammar/print/prettier-plugin.ts';
import { format } from '../../../grammar/print/printer.ts';
import { examples, root } from '../../support/examples.ts';
import { folder, vkc } from '../../support/command-line.ts';

const UGLY = 'image a {\n os=[debian12]\n  title   =  "A"\n}\n';
const NICE = 'image a {\n  os    = [debian12]\n  title = "A"\n}\n';
const BROKEN = 'image a {\n  title: "A"\n}\n';

const read = (cwd: string, name: string) => readFileSync(join(cwd, name), 'utf8');

describe('vkc fmt', () => {
  it('formats the files that it is given, and names those that it changed', async () => {
    const cwd = folder({ 'a.vkimage': UGLY, 'b/b.vkimage': NICE, 'c.vkimage': UGLY });
    expect(await vkc(cwd, ['fmt', 'a.vkimage', 'b'])).toEqual({ exit: 0, out: 'a.vkimage\n', err: '' });
    expect(read(cwd, 'a.vkimage')).toBe(NICE);
    expect(read(cwd, 'c.vkimage')).toBe(UGLY);
    expect(await vkc(cwd, ['fmt'])).toEqual({ exit: 0, out: 'c.vkimage\n', err: '' });
    expect(await vkc(cwd, ['fmt'])).toEqual({ exit: 0, out: '', err: '' });
    expect(readdirSync(cwd).sort()).toEqual(['a.vkimage', 'b', 'c.vkimage']);
  });

  it('--check names what differs and writes nothing', async () => {
    const cwd = folder({ 'a.vkimage': UGLY, 'b.vkimage': NICE });
    const { exit, out, err } = await vkc(cwd, ['fmt', '--check']);
    expect({ exit, out }).toEqual({ exit: 1, out: 'a.vkimage\n' });
    expect(err).toContain('1 file would be formatted.');
    expect(read(cwd, 'a.vkimage')).toBe(UGLY);
    expect(await vkc(cwd, ['fmt', '--check', 'b.vkimage'])).toEqual({ exit: 0, out: '', err: '' });
  });

  it('reports a file that cannot be parsed, does not change it, and goes on', async () => {
    const cwd = folder({ 'a.vkimage': BROKEN, 'b.vkimage': UGLY });
    const { exit, out, err } = await vkc(cwd, ['fmt']);
    expect({ exit, out }).toEqual({
      exit: 1,
      out: 'b.vkimage\n',
    });
    expect(err).toContain('--> a.vkimage:2:8\n');
    expect(err).toContain('vkc: a.vkimage: is left as it is, for its 1 error.');
    expect(read(cwd, 'a.vkimage')).toBe(BROKEN);
  });

  it('removes CRLF and a byte order mark', async () => {
    const cwd = folder({
      'a.vkimage': `\ufeff${UGLY.replaceAll('\n', '\r\n')}`,
      'b.vkimage': `\ufeff${NICE}`,
    });
    expect((await vkc(cwd, ['fmt'])).out).toBe('a.vkimage\nb.vkimage\n');
    expect([read(cwd, 'a.vkimage'), read(cwd, 'b.vkimage')]).toEqual([NICE, NICE]);
  });

  it('keeps the mode of a file and the link to it', async () => {
    const cwd = folder({ 'real.vkimage': UGLY });
    chmodSync(join(cwd, 'real.vkimage'), 0o640);
    symlinkSync('real.vkimage', join(cwd, 'link.vkimage'));
    expect((await vkc(cwd, ['fmt', 'link.vkimage'])).out).toBe('link.vkimage\n');
    expect(read(cwd, 'real.vkimage')).toBe(NICE);
    expect(lstatSync(join(cwd, 'link.vkimage')).isSymbolicLink()).toBe(true);
    expect(statSync(join(cwd, 'real.vkimage')).mode & 0o777).toBe(0o640);
  });

  it('--stdin reads and writes streams', async () => {
    const cwd = folder();
    expect(await vkc(cwd, ['fmt', '--stdin'], { stdin: UGLY })).toEqual({ exit: 0, out: NICE, err: '' });
    expect((await vkc(cwd, ['fmt', '--stdin', '--check'], { stdin: UGLY })).exit).toBe(1);
    expect(await vkc(cwd, ['fmt', '--stdin', '--check'], { stdin: NICE })).toEqual({
      exit: 0,
      out: '',
      err: '',
    });
    const broken = await vkc(cwd, ['fmt', '--stdin'], { stdin: BROKEN });
    expect(broken).toMatchObject({ exit: 1, out: '' });
    expect(broken.err).toContain('--> <stdin>:2:8');
    expect((await vkc(cwd, ['fmt', '--stdin', 'a.vkimage'])).exit).toBe(2);
  });

  it('--width N decides where lists are broken', async () => {
    const list = 'image a {\n  os = [debian12, debian13, ubuntu2204, ubuntu2404]\n}\n';
    const narrow = await vkc('/', ['fmt', '--stdin', '--width', '40'], { stdin: list });
    expect(narrow.out).toContain('os = [\n    debian12,\n');
    expect((await vkc('/', ['fmt', '--stdin', '--width', '80'], { stdin: list })).out).toBe(list);
    for (const width of ['0', '39', 'x', '1e9']) {
      expect((await vkc('/', ['fmt', '--stdin', '--width', width], { stdin: list })).exit).toBe(2);
    }
  });
});

describe('the plugin for Prettier', () => {
  const built = join(root, 'dist/prettier-plugin.js');

  it.each(examples)('gives what `vkc fmt` gives: %s', async (name) => {
    const path = join(root, 'examples', name);
    for (const file of readdirSync(path).filter((each) => each.endsWith('.vkimage'))) {
      const text = readFileSync(join(path, file), 'utf8');
      // Blanks do not stand at random in texts of several lines, so only the heads of lines are changed.
      const ugly = text.replaceAll(/^( *)(\w+) += /gm, '$1$2=');
      const expected = format(ugly);
      for (const plugins of [[plugin], [built]]) {
        expect({ text: await prettier.format(ugly, { filepath: file, plugins }) }).toEqual(expected);
      }
    }
  });

  it('keeps to the width and the line breaks that Prettier is told', async () => {
    const options = { filepath: 'a.vkimage', plugins: [plugin] };
    const list = 'image a {\n  os = [debian12, debian13, ubuntu2204, ubuntu2404]\n}\n';
    expect(await prettier.format(list, { ...options, printWidth: 40 })).toContain('os = [\n');
    expect(await prettier.format(UGLY, { ...options, endOfLine: 'crlf' })).toBe(
      NICE.replaceAll('\n', '\r\n'),
    );
    expect(await prettier.check(NICE, options)).toBe(true);
  });

  it('reports a syntax error at its place', async () => {
    const found = prettier.format(BROKEN, { filepath: 'a.vkimage', plugins: [plugin] });
    await expect(found).rejects.toThrow(/VK0128: .* \(2:8\)\n.*> 2 \|   title: "A"/s);
  });
});
