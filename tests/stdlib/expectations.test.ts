import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { fieldNames, fieldOf } from '../../compiler/model/schema.ts';
import { imageSchema } from '../../compiler/model/ir.ts';
import { library } from '../../stdlib/index.ts';
import { compileText, marked } from '../support/compile.ts';
import { root } from '../support/examples.ts';
import { Sections, tables } from '../support/tables.ts';

const kinds = [...library.expectations.values()];
const systems = readdirSync(join(root, 'stdlib/systems')).map((file) => file.replace('.vkimage', ''));

const image = (body: string, os: readonly string[]) =>
  `image a {\n  os = [${os.join(', ')}]\n  package jq\n  expect {\n${body}\n  }\n}\n`;

test('kinds are the files of their folder', () => {
  const files = readdirSync(join(root, 'stdlib/expectations')).map((file) => file.replace('.ts', ''));
  expect([...library.expectations.keys()].sort()).toEqual(files.sort());
});

describe.each(kinds)('$name', (kind) => {
  test('is documented', () => {
    const file = `stdlib/expectations/${kind.name}.ts`;
    const sentence = /^\p{Lu}.*\.$/su;
    expect(kind.doc, `\`doc\` in ${file} is a sentence`).toMatch(sentence);
    expect(kind.label.what, `\`label.what\` in ${file} begins with an article`).toMatch(/^(a|an|the) /);
    for (const name of fieldNames(kind.schema))
      expect(fieldOf(kind.schema, name)?.doc, `The text of \`${name}\` in ${file} is a sentence`).toMatch(
        sentence,
      );
  });

  test('its example compiles on every system', () => {
    const { images, diagnostics } = compileText(image(kind.example, systems));
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
    expect(imageSchema.safeParse(images[0]).error?.issues ?? []).toEqual([]);
    for (const { name, verify } of images[0]!.targets) {
      const group = verify.find(({ from }) => from === 'image');
      expect(group?.checks.length, name).toBeGreaterThan(0);
      for (const check of group!.checks) {
        expect(check.title).toMatch(/^\p{Lu}/u);
        expect(check.kind).toBe(kind.name);
      }
    }
  });
});

/** What each kind of expectation looks at and what must hold, in one text a kind; and what is said of what makes no sense. */
const both = ['debian12', 'almalinux9'];

tables({
  folder: 'tests/stdlib/expectations',
  known: [...library.expectations.keys()],
  needed: kinds,
  becomes(source) {
    const sections = new Sections(both);
    for (const os of both) {
      const result = compileText(image(source, [os]));
      const said = result.diagnostics.map(
        (each) => `${each.code} at ${marked(result, each)}: ${each.message}\n`,
      );
      const group = result.images[0]?.targets[0]?.verify.find(({ from }) => from === 'image');
      const checks = (group?.checks ?? []).map(({ title, look, that, found, vars }) => ({
        title,
        look,
        that,
        found,
        ...(vars.size > 0 && { vars: Object.fromEntries(vars) }),
      }));
      sections.add(os, '', said.length > 0 ? said.join('') : stringify(checks, { lineWidth: 0 }));
    }
    return sections.toString();
  },
});
