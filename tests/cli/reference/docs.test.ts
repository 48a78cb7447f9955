import { paramBlocks } from '../../../compiler/language/param-blocks.ts';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import fastGlob from 'fast-glob';
import * as prettier from 'prettier';
import { describe, expect, it } from 'vitest';
import { docFolders, docPages } from '../../../cli/reference/folders.ts';
import { compileExample } from '../../../cli/explain/examples.ts';
import { libraryRoles } from '../../../cli/explain/library.ts';
import { buildBlocks, commonBlocks, imageBlocks, roleBlocks } from '../../../compiler/language/blocks.ts';
import { osBlocks } from '../../../compiler/language/system-blocks.ts';
import { functions } from '../../../compiler/language/functions.ts';
import { OBJECT_FIELDS } from '../../../compiler/language/object-fields.ts';
import { fieldNames } from '../../../compiler/model/schema.ts';
import { TYPE_NAMES } from '../../../compiler/model/types.ts';
import { library } from '../../../stdlib/index.ts';
import { compileText } from '../../support/compile.ts';
import { root } from '../../support/examples.ts';

const folders = await docFolders();

describe.each([...folders])('%s', (folder, pages) => {
  it('has its pages and no others', () => {
    const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
    const files = entries.filter((each) => each.isFile());
    const found = files.map((each) => relative(join(root, folder), join(each.parentPath, each.name)));
    expect(found.sort(), 'Run `npm run renew docs/`').toEqual([...pages.keys()].sort());
  });

  it.each([...pages])('%s is what `node build.mjs --docs` makes', async (name, markdown) => {
    await isCurrent(join(folder, name), markdown);
  });
});

it.each([...docPages()])('%s is what `node build.mjs --docs` makes', isCurrent);

async function isCurrent(name: string, markdown: string) {
  const path = join(root, name);
  const options = { ...(await prettier.resolveConfig(path)), filepath: path };
  expect(existsSync(path) && readFileSync(path, 'utf8'), 'Run `npm run renew docs/`').toBe(
    await prettier.format(markdown, options),
  );
}

describe('the reference', () => {
  const reference = folders.get('docs/reference')!;
  const page = (name: string): string => reference.get(name)!;

  it.each([...library.kinds.values()])('has a page on $name', ({ name, schema }) => {
    const text = page(`kinds/${name}.md`);
    for (const attribute of fieldNames(schema)) expect(text).toContain(`| \`${attribute}\` |`);
    expect(text).toMatch(/```yaml\n(- name: |collections:|roles:)/);
    expect(page('README.md')).toContain(`(kinds/${name}.md)`);
  });

  it.each(libraryRoles())('has a page on the role $name', ({ name, declaration, example }) => {
    const text = page(`roles/${name}.md`);
    expect(example).toMatch(new RegExp(`^use ${name}\\b`));
    for (const member of declaration.body.members)
      if (member.node === 'param') expect(text).toContain(`| \`${member.name.text}\` |`);
    expect(text).toMatch(/## What (the image gets from it|happens at deployment)/);
    expect(page('README.md')).toContain(`(roles/${name}.md)`);
  });

  it.each([...library.expectations.values()])(
    'has a section on the expectation $name',
    ({ name, schema }) => {
      const section = page('expectations.md')
        .split(/^## /m)
        .find((each) => each.startsWith(`${name}\n`));
      for (const attribute of fieldNames(schema)) expect(section).toContain(`| \`${attribute}\` |`);
    },
  );

  it('names every system, block, function, type and field', () => {
    const systems = Object.keys(library.sources).flatMap(
      (file) => /^vkc:systems\/(.+)\.vkimage$/.exec(file)?.[1] ?? [],
    );
    for (const name of systems) expect(page('systems.md')).toContain(`| \`${name}\` |`);
    for (const name of functions.keys()) expect(page('functions.md')).toContain(`\`${name}(`);
    for (const name of TYPE_NAMES.keys()) expect(page('types.md')).toMatch(new RegExp(`\\| \`${name}[(\`]`));
    for (const [record, fields] of Object.entries(OBJECT_FIELDS))
      for (const name of fields.keys()) expect(page('names.md')).toContain(`${record}.${name}\` |`);
    for (const blocks of [imageBlocks, buildBlocks, roleBlocks, osBlocks, commonBlocks, paramBlocks])
      for (const name of blocks.keys())
        expect(page('declarations.md')).toMatch(new RegExp(`### \`${name}[ \`]`));
  });

  it.each([...TYPE_NAMES])('has examples of the type %s', (name, { form, examples }) => {
    const type = {
      plain: name,
      one: `${name}(string)`,
      names: `${name}(stable, mainline)`,
      fields: `${name}({ name = string, port = int? })`,
    }[form];
    for (const example of examples) {
      const role = `let name = "a"\nlet xs = ["a"]\nparam x: ${type} = ${example}\npackage jq`;
      const { images } = compileExample(['ubuntu2404'], `use b\n}\nrole b {\n${role}`);
      expect(images).toHaveLength(1);
    }
  });

  it('has examples of blocks that are right', () => {
    const right = (blocks: typeof imageBlocks, around: (example: string) => string) => {
      for (const { example } of blocks.values()) {
        if (example === undefined) continue;
        const { diagnostics } = compileText(around(example));
        expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
      }
    };
    const image = (members: string) =>
      `image a {\n  os = [ubuntu2404, debian12]\n  package jq\n${members}\n}\n`;
    right(imageBlocks, image);
    right(buildBlocks, (example) => image(`build {\n${example}\n}`));
    right(roleBlocks, (example) => `${image('use b')}role b {\n  package nginx\n${example}\n}\n`);
    right(commonBlocks, (example) => image(`package nginx {\n${example}\n}`));
  });
});

describe('links', () => {
  const pages = [
    'README.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    'SECURITY.md',
    ...fastGlob.sync('docs/**/*.md', { cwd: root }).sort(),
  ];
  const anchors = (text: string): Set<string> => {
    const prose = text.replace(/^```.*?^```/gms, '');
    const headings = [...prose.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
      title!
        .toLowerCase()
        .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    );
    return new Set([...headings, ...[...prose.matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id!)]);
  };

  it.each(pages)('in %s lead somewhere', (name) => {
    const text = readFileSync(join(root, name), 'utf8')
      .replace(/^```.*?^```/gms, '')
      .replace(/`[^`\n]*`/g, '');
    for (const [, target] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(target!)) continue;
      const [path, anchor] = target!.split('#') as [string, string?];
      const file = path === '' ? join(root, name) : join(root, dirname(name), path);
      expect(existsSync(file), target).toBe(true);
      if (anchor !== undefined) expect(anchors(readFileSync(file, 'utf8')), target).toContain(anchor);
    }
  });
});

it('no command loads the pages', () => {
  for (const file of fastGlob.sync('cli/**/*.ts', {
    cwd: root,
    ignore: ['cli/reference/**'],
  })) {
    const text = readFileSync(join(root, file), 'utf8');
    expect(text, file).not.toMatch(/from '.*\/(docs|reference\/\w+)\.ts'/);
  }
});
