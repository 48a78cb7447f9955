import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from '@cdktf/hcl2json';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Body, type Expression, hclString, list, object, packerText } from '../../../emit/text/hcl.ts';
import { anyText, at, oddTexts } from '../../support/values.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vkc-hcl-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const environment = { ...process.env, CHECKPOINT_DISABLE: '1' };

function packer(args: readonly string[], input = ''): string {
  return execFileSync('packer', args, { input, encoding: 'utf8', maxBuffer: 1 << 28, env: environment });
}

/** As HCL keeps text: in NFC, and without halves of surrogate pairs. */
const kept = (text: string): string => Buffer.from(text).toString().normalize('NFC');

const texts = [
  ...oddTexts,
  '$${a}', '$$${a}', '$$$${', '$$', '$', '%%{a}', '%%%{', '%', '$%{', '%${', '${', '${"a"}', '%{ if x }', '\\${a}', '$\\{',
  ...fc.sample(fc.oneof(anyText, fc.array(fc.constantFrom('$', '%', '{', '}', '"', '\\', 'a')).map((c) => c.join(''))), 1000),
]; // prettier-ignore

describe('hclString', () => {
  it("is read as the same text by HashiCorp's parser", async () => {
    const root = new Body();
    root.attribute('texts', list(texts.map(hclString)), null);
    const read = (await parse('a.hcl', root.render().toString())) as { texts: string[] };
    // The tool writes text that looks like a template with its sign doubled.
    const plain = read.texts.map((text) => text.replace(/([$%])\1\{/g, '$1{'));
    expect(plain).toEqual(texts.map(kept));
  });

  it('is read as the same text by Packer', () => {
    const file = join(folder, 'texts.pkr.hcl');
    const root = new Body();
    root
      .block('variable', ['texts'], null)
      .attribute('default', list([...texts, 'end'].map(hclString)), null);
    writeFileSync(file, root.render().toString());
    const read = JSON.parse(packer(['console', file], 'jsonencode(var.texts)\n')) as string[];
    expect(read).toEqual([...texts, 'end'].map(kept));
  });
});

describe('packerText', () => {
  it("passes through Packer's own templates", () => {
    const file = join(folder, 'go.pkr.hcl');
    const out = join(folder, 'go.txt');
    const words = [
      '{{',
      '{{ build `x` }}',
      '{{{',
      '}}',
      '{{{{',
      '`{{`',
      '{{`{{`}}',
      '{ {',
      'a{{b}}c',
      '{{{{{',
    ];
    const root = new Body();
    root
      .block('source', ['file', 'a'], null)
      .attribute('content', hclString(packerText(words.join('\n'))), null)
      .attribute('target', hclString(out), null);
    root.block('build', [], null).attribute('sources', list([hclString('source.file.a')]), null);
    writeFileSync(file, root.render().toString());
    packer(['build', file]);
    expect(readFileSync(out, 'utf8')).toBe(words.join('\n'));
  });
});

describe('Body', () => {
  const { value } = fc.letrec<{ value: Expression }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      anyText.map(hclString),
      fc.integer().map(String),
      fc.constantFrom('var.a', 'local.b', 'coalesce(var.a, "b")', 'true', '"${var.a}/b"'),
      fc.array(tie('value'), { maxLength: 5 }).map(list),
      fc.uniqueArray(fc.tuple(fc.oneof(fc.constantFrom('a', 'bcd', 'e-f'), anyText), tie('value')), { maxLength: 4, selector: ([key]) => kept(key) }).map(object),
    ),
  })); // prettier-ignore
  const name = fc.stringMatching(/^[a-z_]{1,12}$/);
  const names = fc.uniqueArray(fc.tuple(name, value), { maxLength: 6, selector: ([key]) => key });
  const body = fc.array(fc.tuple(names, fc.constantFrom('block', 'comment', 'both')), { maxLength: 4 });

  it('is left as it is by packer fmt', () => {
    const written = fc.sample(body, 60).map((parts) => {
      const root = new Body();
      parts.forEach(([attributes, kind], i) => {
        const target = kind === 'comment' ? root : root.block('block', [`label ${i}`], null);
        if (kind !== 'block') target.comment(`About ${i}.`, null);
        for (const [key, item] of attributes) target.attribute(`${key}${i}`, item, null);
        if (kind === 'both') target.block('inner', [], null);
      });
      return root.render().toString();
    });
    const parent = mkdtempSync(join(folder, 'fmt-'));
    written.forEach((text, i) => writeFileSync(join(parent, `${i}.pkr.hcl`), text));
    const result = spawnSync('packer', ['fmt', '-check', '-diff', parent], { encoding: 'utf8' });
    const bad = /(\d+)\.pkr\.hcl/.exec(result.stdout)?.[1];
    expect(result.stdout, written[Number(bad)]).toBe('');
    expect(result.status).toBe(0);
  });

  it('reads as a person would write it', () => {
    const root = new Body();
    root.comment('Title.', at(1));
    const block = root.block('source', ['qemu', 'ubuntu-24'], at(2));
    block.attribute('a', '1', at(3)).attribute('long_name', hclString('x'), at(4));
    block.attribute('list', list([list(['"a"', '"b"']), list([hclString('c'.repeat(100))])]), at(5));
    block.attribute('b', object([['x', '1'], ['why not', '2']]), at(6)); // prettier-ignore
    block.comment('About c.', at(7)).attribute('c', 'true', at(7));
    block.block('empty', [], at(8));
    const lines = root.render();
    expect(lines.toString()).toMatchInlineSnapshot(`
      "# Title.

      source "qemu" "ubuntu-24" {
        a         = 1
        long_name = "x"
        list = [
          ["a", "b"],
          ["cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"],
        ]
        b = {
          x         = 1
          "why not" = 2
        }
        # About c.
        c = true

        empty {}
      }
      "
    `);
    expect(lines.origins.map((span) => span?.line)).toEqual([
      1, 2, 2, 3, 4, 5, 5, 5, 5, 6, 6, 6, 6, 7, 7, 8, 8, 2,
    ]);
  });
});
