import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unifiedDiff } from '../../../emit/tree/diff.ts';
import { commentLines, Lines } from '../../../emit/text/lines.ts';
import {
  generatedFrom,
  locate,
  makeManifest,
  parseManifest,
  printManifest,
} from '../../../emit/tree/manifest.ts';
import type { Output, OutputFile } from '../../../emit/output.ts';
import { renderImage } from '../../../emit/render.ts';
import { image, system, target } from '../../support/trees/packer-image.ts';
import { at } from '../../support/values.ts';
import { renderContext } from '../../support/render-context.ts';

const other = { ...at(3), file: 'stdlib/roles/docker.vkimage' };
const files: OutputFile[] = [
  new Lines().add('a\nb', at(4)).blank().add('c', other).add('d', at(5)).file('z.yml', at(1)),
  new Lines().add('x', at(5)).file('a/b.yml', at(1)),
  { path: 'logo.png', content: new Uint8Array([1, 2]), executable: false, lines: [], origin: at(9) },
];

const damaged = (path: string, entry: string): string =>
  `{"generator": "vkc", "format": 1, "files": {"${path}": ${entry}}, "sources": ["a.vkimage"]}`;

describe('the manifest', () => {
  it('is stable, short and read back as it was', () => {
    const manifest = makeManifest(files);
    const text = printManifest(manifest);
    expect(text).toMatchInlineSnapshot(`
      "{
        "format": 1,
        "generator": "vkc",
        "files": {
          "a/b.yml": {
            "sha256": "73cb3858a687a8494ca3323053016282f3dad39d42cf62ca4e79dda2aac7d9ac",
            "map": [[1,0,5]]
          },
          "logo.png": {
            "sha256": "a12871fee210fb8619291eaea194581cbd2531e4b23759d225f6806923f63222",
            "map": [[1,0,9]]
          },
          "z.yml": {
            "sha256": "67619fcc6fcf818d931c612dde7446ea9048f81395d67e860fc2c257ee9565f2",
            "map": [[1,0,4],[3,1,3],[5,0,5]]
          }
        },
        "sources": ["service.vkimage","stdlib/roles/docker.vkimage"]
      }
      "
    `);
    expect(parseManifest(text)).toEqual(manifest);
    expect(printManifest(makeManifest([...files].reverse()))).toBe(text);
    expect(parseManifest(printManifest(makeManifest([])))).toEqual(makeManifest([]));
  });

  it.each([
    ['{', 'is no JSON'],
    ['null', 'was not written by vkc'],
    ['[]', 'was not written by vkc'],
    ['{"generator": "other", "format": 1}', 'was not written by vkc'],
    ['{"generator": "vkc", "format": 2}', 'is of a format that this version of vkc does not know'],
    ['{"generator": "vkc", "format": 1, "files": {}}', 'is damaged'],
    ['{"generator": "vkc", "format": 1, "files": {}, "sources": [7]}', 'is damaged'],
    ['{"generator": "vkc", "format": 1, "files": [], "sources": []}', 'is damaged'],
    [damaged('a', '{"sha256": "", "map": [[1, 0]]}'), 'is damaged at "a"'],
    [damaged('a', '{"sha256": "", "map": [[1, 0, -1]]}'), 'is damaged at "a"'],
    [damaged('a', '{"sha256": "", "map": [[1, 1, 1]]}'), 'is damaged at "a"'],
    [damaged('a', '{"map": []}'), 'is damaged at "a"'],
    [damaged('../a', '{"sha256": "", "map": []}'), 'names "../a", which is no path in the tree'],
  ])('is refused with what is wrong with it: %s', (text, problem) => {
    expect(parseManifest(text)).toEqual({ problem });
  });

  it('leads from generated lines to the source and back', () => {
    const manifest = makeManifest(files);
    const found = [1, 2, 3, 4, 5, 99].map((line) => locate(manifest, 'z.yml', line));
    expect(found.map((place) => `${place?.file}:${place?.line}`)).toEqual([
      'service.vkimage:4',
      'service.vkimage:4',
      'stdlib/roles/docker.vkimage:3',
      'stdlib/roles/docker.vkimage:3',
      'service.vkimage:5',
      'service.vkimage:5',
    ]);
    expect(locate(manifest, 'none', 1)).toBeNull();
    expect(generatedFrom(manifest, 'service.vkimage', 4)).toEqual([{ path: 'z.yml', from: 1, to: 2 }]);
    expect(generatedFrom(manifest, 'service.vkimage', 5)).toEqual([
      { path: 'a/b.yml', from: 1, to: null },
      { path: 'z.yml', from: 5, to: null },
    ]);
    expect(generatedFrom(manifest, 'none', 1)).toEqual([]);
  });
});

describe('renderImage', () => {
  const output = (name: string, ...paths: string[]): Output => ({
    name,
    doc: '',
    render: () => paths.map((path) => new Lines().add(name, at(2)).file(path, at(1))),
  });
  const value = image([target('a', system('ubuntu2404'))]);
  const render = (...outputs: Output[]): OutputFile[] =>
    renderImage(value, { name: 'test', doc: '', outputs }, renderContext());

  it('sorts the files, the manifest among them', () => {
    const made = render(output('one', 'b', 'a/c'), output('two', '.z', 'B'));
    expect(made.map((file) => file.path)).toEqual(['.vkc/manifest.json', '.z', 'B', 'a/c', 'b']);
    expect(render(output('two', '.z', 'B'), output('one', 'b', 'a/c'))).toEqual(made);
  });

  it('refuses outputs that are in the way of each other', () => {
    expect(() => render(output('one', 'a'), output('two', 'a'))).toThrow('a is made by two and by one');
    expect(() => render(output('one', 'a'), output('two', 'a/b'))).toThrow('a is a file of one and a folder');
    expect(() => render(output('one', '.vkc/manifest.json'))).toThrow('by the manifest');
    for (const path of ['../x', '/x', 'a//b', 'a/', './a', '']) {
      expect(() => render(output('one', path))).toThrow('one makes');
    }
  });
});

describe('unifiedDiff', () => {
  it('holds both texts, whatever they are', () => {
    const text = fc.array(fc.constantFrom('a\n', 'b\n', 'c\n', '\n', 'end')).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(apply(before, unifiedDiff(before, after))).toBe(after);
      }),
      { numRuns: 1000 },
    );
  });

  it('replaces a text of which too much has changed', () => {
    const before = Array.from({ length: 3000 }, (_, i) => `old ${i}`).join('\n');
    const after = Array.from({ length: 3000 }, (_, i) => `new ${i}\n`).join('');
    const diff = unifiedDiff(before, after);
    expect(diff).toMatch(/^@@ -1,3000 \+1,3000 @@\n-old 0\n/);
    expect(apply(before, diff)).toBe(after);
  });

  /** Applies a diff as its format is defined. */
  function apply(before: string, diff: string): string {
    const old = before.match(/[^\n]*\n|[^\n]+$/g) ?? [];
    let out = '';
    let next = 0;
    const lines = diff.split('\n').slice(0, -1);
    for (let i = 0; i < lines.length; i++) {
      const line = lines[i]!;
      const hunk = /^@@ -(\d+)(?:,(\d+))? /.exec(line);
      if (hunk !== null) {
        const start = Number(hunk[1]) - (hunk[2] === '0' ? 0 : 1);
        out += old.slice(next, start).join('');
        next = start;
        continue;
      }
      if (line.startsWith('\\')) continue;
      const content = line.slice(1) + (lines[i + 1]?.startsWith('\\') ? '' : '\n');
      if (!line.startsWith('+')) expect(old[next++]).toBe(content);
      if (!line.startsWith('-')) out += content;
    }
    return out + old.slice(next).join('');
  }
});

describe('Lines', () => {
  it('gives every line an origin', () => {
    const inner = new Lines().blank().add('x\n\ny', at(3));
    const file = new Lines().add('a', null).append(inner, '  ').blank().file('f', at(1));
    expect(file.content).toBe('a\n\n  x\n\n  y\n\n');
    expect(file.lines.map((span) => span?.line)).toEqual([3, 3, 3, 3, 3, 1]);
  });

  it('keeps comments on their lines', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 5, max: 20 }), (text, width) => {
        for (const line of commentLines(text, width)) {
          expect(line).not.toMatch(/[\n\r\u0085\u2028\u2029\0]|\s$/u);
          if (line.includes(' ')) expect(line.length).toBeLessThanOrEqual(width);
        }
      }),
    );
  });
});
