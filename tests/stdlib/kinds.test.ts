import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packerAnsible } from '../../emit/emitters/packer-ansible.ts';
import { renderImage } from '../../emit/render.ts';
import { library } from '../../stdlib/index.ts';
import { compileFiles, marked, noRules } from '../support/compile.ts';
import { renewing } from '../support/renewing.ts';

/**
 * What each kind of resource becomes with apt, dnf and yum, as the body of a role and the tasks it comes to, in one
 * text a kind; and what is said of what contradicts itself. `npm run renew kinds` renews what follows the sources.
 */
const folder = join(import.meta.dirname, 'kinds');
const systems = { apt: 'debian12', dnf: 'almalinux9', yum: 'centos7' };
const beside = {
  'files/app.conf': 'port = 80\n',
  'files/app.conf.j2': 'port = {{ port }}\n',
  'files/app.tar.gz': 'x',
  'files/key.asc': 'x',
};

const fileOf = (name: string) => join(folder, `${name}.txt`);

// A new kind begins with its own example.
for (const { name, example } of renewing ? library.kinds.values() : [])
  if (!existsSync(fileOf(name))) writeFileSync(fileOf(name), `=== the example\n${example}\n`);

const names = readdirSync(folder).map((file) => file.replace(/\.txt$/, ''));

test.each([...library.kinds.keys()])('%s has its table', (name) => {
  expect(names, `\`npm run renew stdlib/kinds\` begins tests/stdlib/kinds/${name}.txt`).toContain(name);
});

test('every table is of a kind', () => {
  expect(names.filter((name) => !library.kinds.has(name))).toEqual([]);
});

function becomes(source: string): string {
  const seen = new Map<string, string[]>();
  for (const [manager, os] of Object.entries(systems)) {
    const text = `image a {\n  os = [${os}]\n  use r\n}\n\nrole r {\n${source}}\n`;
    const result = compileFiles({ ...beside, 'main.vkimage': text }, { rules: noRules });
    const said = result.diagnostics.map(
      (each) => `${each.code} at ${marked(result, each)}: ${each.message}\n`,
    );
    const [image] = result.images;
    const parts = new Map<string, string>();
    if (said.length > 0) parts.set('', said.join(''));
    else {
      const files = renderImage(image!, packerAnsible, result);
      for (const { path, content } of files) {
        const [, phase, part] =
          /^playbook\/(provision|service)_roles\/r\w*\/(tasks|handlers)\/main/.exec(path) ?? [];
        if (path === 'playbook/requirements.yml') parts.set(', requirements.yml', content as string);
        if (part === undefined) continue;
        const when = `${phase === 'service' ? ', at the start' : ''}${part === 'handlers' ? ', handlers' : ''}`;
        parts.set(when, (content as string).replace(/^---\n+/, '').replace(/^#.*\n+/gm, ''));
      }
    }
    for (const [when, text] of parts) {
      const key = `${when}\0${text}`;
      seen.set(key, [...(seen.get(key) ?? []), manager]);
    }
  }
  const order = (when: string) => Number(when.includes('start')) * 2 + Number(when.includes('handlers'));
  return [...seen]
    .sort(([a], [b]) => order(a.split('\0')[0]!) - order(b.split('\0')[0]!))
    .map(([key, managers]) => {
      const [when, text] = key.split('\0');
      const all = managers.length === Object.keys(systems).length ? 'everywhere' : managers.join(', ');
      return `--- ${all}${when}\n${text}`;
    })
    .join('');
}

describe.each(names)('%s', (name) => {
  const file = fileOf(name);
  const cases = readFileSync(file, 'utf8')
    .split(/^=== /m)
    .slice(1)
    .map((text) => {
      const title = text.slice(0, text.indexOf('\n'));
      const [source = '', ...rest] = text.slice(title.length + 1).split(/^(?=--- )/m);
      return { title, source, expected: rest.join('') };
    });
  const found = cases.map(({ source }) => becomes(source));

  if (renewing) {
    test('is renewed', () => {
      const text = cases.map(({ title, source }, i) => `=== ${title}\n${source}${found[i]}`).join('\n');
      writeFileSync(file, `${text.replace(/\n{3,}/g, '\n\n')}`);
    });
    return;
  }

  test.each(cases.map((each, i) => ({ ...each, found: found[i]! })))('$title', ({ found, expected }) => {
    expect(found.trim()).toBe(expected.trim());
  });
});
