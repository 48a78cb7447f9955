import { chmodSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyFixes } from '../../../cli/fix/edits.ts';
import type { Fixable } from '../../../cli/fix/edits.ts';
import { plain } from '../../../compiler/diagnostics/explanation.ts';
import type { Catalogue } from '../../../compiler/diagnostics/explanation.ts';
import { catalogue as typed } from '../../../compiler/diagnostics/catalogue.ts';
import { memoryHost } from '../../../compiler/sdk/host.ts';
import { parse } from '../../../grammar/parse/parser.ts';
import { compile } from '../../../stdlib/index.ts';
import { root } from '../../support/examples.ts';
import { folder, vkc } from '../../support/command-line.ts';

const catalogue: Catalogue = typed;

const HABITS = `image "xaas-web" {
  title: 'Web';
  os = [ubuntu2404 debian12],
  build {
    disk = "50GB"
  }
  package nginx
  service nginx {
    enabled = yes
  }
}
`;
const MENDED = `image xaas-web {
  title = "Web"
  os = [ubuntu2404, debian12]
  build {
    disk = 50G
  }
  package nginx
  service nginx {
    enabled = true
  }
}
`;

const fix = (cwd: string, ...more: string[]) => vkc(cwd, ['check', '--fix', ...more], { compile });
const read = (cwd: string, name = 'a.vkimage') => readFileSync(join(cwd, name), 'utf8');

function found(text: string) {
  return compile({ host: memoryHost({ 'main.vkimage': text }), entries: ['main.vkimage'] }).diagnostics;
}

const safe = (text: string) => found(text).filter((each): each is Fixable => each.fix?.safe === true);

describe('vkc check --fix', () => {
  it('makes the safe fixes and lists them', async () => {
    const cwd = folder({ 'a.vkimage': HABITS });
    const { exit, out, err } = await fix(cwd);
    expect(read(cwd)).toBe(MENDED);
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    await expect(out).toMatchFileSnapshot('frames/fix.txt');
    expect(await fix(cwd)).toEqual({ exit: 0, out: '', err: '' });
  });

  it('keeps line breaks and the byte order mark as they are, and the mode', async () => {
    const windows = (text: string) => `\ufeff${text.replaceAll('\n', '\r\n')}`;
    const cwd = folder({ 'a.vkimage': windows(HABITS) });
    chmodSync(join(cwd, 'a.vkimage'), 0o640);
    expect((await fix(cwd)).exit).toBe(0);
    expect(read(cwd)).toBe(windows(MENDED));
    expect(statSync(join(cwd, 'a.vkimage')).mode & 0o777).toBe(0o640);
    expect(readdirSync(cwd)).toEqual(['a.vkimage']);
  });

  it('lists unsafe fixes without making them', async () => {
    const text = 'image a {\n  os = [debian12]\n  titel = "A"\n  package jq\n}\n';
    const cwd = folder({ 'a.vkimage': text });
    const { exit, out, err } = await fix(cwd);
    expect(exit).toBe(1);
    expect(err).toContain('Did you mean `title`?');
    expect(out).toBe(
      'Not applied, because it may not be what you meant:\na.vkimage:3:3: Write `title` (VK0204)\n',
    );
    expect(read(cwd)).toBe(text);
  });

  it('does not touch files without fixes', async () => {
    const cwd = folder({ 'a.vkimage': HABITS, 'b/b.vkimage': 'let  a =   1\nimage b {\n' });
    const before = statSync(join(cwd, 'b/b.vkimage'));
    const { exit } = await fix(cwd);
    expect(exit).toBe(1);
    expect(statSync(join(cwd, 'b/b.vkimage')).mtimeMs).toBe(before.mtimeMs);
    expect(read(cwd)).toBe(MENDED);
  });

  it('leaves standard output to a report for machines', async () => {
    const cwd = folder({ 'a.vkimage': HABITS });
    const { exit, out, err } = await fix(cwd, '--format', 'json');
    expect(exit).toBe(0);
    expect(JSON.parse(out).diagnostics).toEqual([]);
    expect(err).toMatch(/mended in 1 file\.\n$/);
  });

  it('does not overwrite a file that changed in the meantime', async () => {
    const cwd = folder({ 'a.vkimage': HABITS });
    const { exit, err } = await vkc(cwd, ['check', '--fix'], {
      compile: (options) => {
        const result = compile(options);
        writeFileSync(join(cwd, 'a.vkimage'), 'image b {}\n');
        return result;
      },
    });
    expect(exit).toBe(3);
    expect(err).toContain('a.vkimage: was changed meanwhile, and is left as it is.');
    expect(read(cwd)).toBe('image b {}\n');
  });
});

describe('safe fixes', () => {
  const codes = Object.entries(catalogue).filter(([code, { wrong }]) =>
    safe(plain(wrong)).some((each) => each.code === code),
  );

  it('there are many', () => {
    expect(codes.length).toBeGreaterThan(25);
  });

  it.each(codes)('%s is gone after its fix, and nothing else is wrong with the syntax', (code, { wrong }) => {
    const text = plain(wrong);
    const { text: mended, made } = applyFixes(text, safe(text));
    expect(made.length).toBeGreaterThan(0);
    expect(parse('', mended).diagnostics).toEqual([]);
    expect(found(mended).map((each) => each.code)).not.toContain(code);
  });
});

describe('fixes of broken files', () => {
  const cases = join(root, 'tests/broken/cases');

  it.each(readdirSync(cases).filter((name) => name.endsWith('.vkimage')))('%s', (name) => {
    let now = readFileSync(join(cases, name), 'utf8');
    for (let round = 0; safe(now).length > 0; round++) {
      const { text: next, made } = applyFixes(now, safe(now));
      if (made.length === 0) return;
      expect(parse('', next).diagnostics.length).toBeLessThanOrEqual(parse('', now).diagnostics.length);
      expect(round).toBeLessThan(10);
      now = next;
    }
  });

  it('never make the syntax worse, and come to an end', () => {
    const wrongs = Object.values(catalogue).map(({ wrong }) => plain(wrong));
    const texts = fc.tuple(fc.constantFrom(HABITS, ...wrongs), fc.nat(), fc.nat({ max: 6 })).map(
      // With a few characters missing anywhere, more is wrong than any one fix knows.
      ([text, at, length]) => text.slice(0, at % text.length) + text.slice((at % text.length) + length),
    );
    fc.assert(
      fc.property(texts, (text) => {
        let now = text;
        for (let round = 0; round < 10; round++) {
          const { text: next, made } = applyFixes(now, safe(now));
          if (made.length === 0) return;
          const [before, after] = [now, next].map((each) => parse('', each).diagnostics.length);
          expect(after).toBeLessThanOrEqual(before!);
          now = next;
        }
        expect(safe(now)).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('edits', () => {
  const of = (start: number, end: number, text: string): Fixable => ({
    code: 'VK0000',
    severity: 'error',
    message: '',
    help: null,
    span: { file: 'a', start, end, line: 1 },
    related: [],
    targets: [],
    fix: { title: '', safe: true, edits: [{ span: { file: 'a', start, end, line: 1 }, text }] },
  });

  it('that touch are not made together', () => {
    const result = applyFixes('let a = 1 # x\n', [
      of(4, 5, 'b'),
      of(5, 5, 'c'),
      of(8, 9, '22'),
      of(8, 9, '3'),
    ]);
    expect(result.text).toBe('let b = 22 # x\n');
    expect(result.made).toHaveLength(2);
  });

  it('that break the syntax are left out, and the others are made', () => {
    const result = applyFixes('let a = 1\nlet b = 2\n', [of(8, 9, '}'), of(14, 15, 'c')]);
    expect(result.text).toBe('let a = 1\nlet c = 2\n');
  });
});
