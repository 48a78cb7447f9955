import { describe, expect, test } from 'vitest';
import { packerAnsible } from '../../emit/emitters/packer-ansible.ts';
import { renderImage } from '../../emit/render.ts';
import { library } from '../../stdlib/index.ts';
import { compileText } from '../support/compile.ts';
import { imported } from '../support/trees/import-tree.ts';

/** A collection is a line of `requirements.yml`: the tree that has no task for it need not have it. */
const KINDS = [...library.kinds.values()].filter(({ ofBuilder }) => ofBuilder !== true);

const rules = new Map(library.rules.map(({ id }) => [id, 'off'] as const));
const SYSTEMS = ['ubuntu2404', 'almalinux9'];

/** The tree of an image whose role has these resources. */
function treeOf(resources: string) {
  return compiled(
    `image trip {\n  os = [${SYSTEMS.join(', ')}]\n  use probe\n}\n\nrole probe {\n${resources}\n}\n`,
  );
}

function compiled(text: string) {
  const result = compileText(text, { rules });
  const [image] = result.images;
  return Object.fromEntries(
    renderImage(image!, packerAnsible, result).map(({ path, content }) => [path, content]),
  );
}

describe('the tree of each kind comes back as the kind', () => {
  test.each(KINDS.map(({ name, example }) => [name, example] as const))('%s', async (name, example) => {
    const found = await imported(treeOf(example));
    expect(found.text, found.differences.join('\n')).toMatch(new RegExp(`^ +${name} `, 'm'));
    expect(found).toMatchObject({ carried: 0, left: 0, exact: true, differences: [], compiles: true });
    if (name !== 'task') expect(found.kept, found.text).toBe(0);
  });
});

describe('the machine of an image comes back', () => {
  test.each([
    ['another processor', '  os   = [debian12]\n  arch = arm64\n', 'arch = arm64'],
    ['Secure Boot', '  os = [ubuntu2404]\n  build { firmware = secure_boot }\n', 'firmware = secure_boot'],
    ['UEFI', '  os = [ubuntu2404]\n  build { firmware = efi }\n', 'firmware = efi'],
    ['a variant', '  os = [debian12]\n  variant arm { arch = arm64 }\n', 'variant arm {\n    arch = arm64'],
  ])('%s', async (_what, head, wanted) => {
    const found = await imported(compiled(`image trip {\n${head}  package jq\n}\n`));
    expect(found.text.replace(/ +=/g, ' =')).toContain(wanted);
    expect(found.text).not.toMatch(/use vm_init|from = path/);
    expect(found).toMatchObject({ kept: 0, carried: 0, left: 0, exact: true, compiles: true });
  });
});

test('what the systems have in common is written once', async () => {
  const differing = 'match os.family {\n    debian { package apache2 }\n    redhat { package httpd }\n  }';
  const found = await imported(
    treeOf(
      `  package [curl, jq]\n  user app { system = true }\n  ${differing}\n  user web { system = true }`,
    ),
  );
  expect(found.text.match(/package \[curl, jq\]/g)).toHaveLength(1);
  expect(found.text).toMatch(/match os\.family \{\s*debian \{\s*package apache2\s*\}/);
  expect(found).toMatchObject({ kept: 0, carried: 0, left: 0, exact: true, compiles: true });
});

test('of two units in a row both come back, though systemd reads them anew once', async () => {
  const found = await imported(
    treeOf(
      '  unit "backup.service" { content = "[Service]\\nExecStart=/bin/true\\n" }\n  unit "backup.timer" { content = "[Timer]\\nOnBootSec=1h\\n" }',
    ),
  );
  expect(found.text).toMatch(/unit "backup\.service" \{[\s\S]+unit "backup\.timer" \{/);
  expect(found).toMatchObject({ kept: 0, carried: 0, left: 0, exact: true, compiles: true });
});
