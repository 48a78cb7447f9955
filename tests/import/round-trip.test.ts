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
  const text = `image trip {\n  os = [${SYSTEMS.join(', ')}]\n  use probe\n}\n\nrole probe {\n${resources}\n}\n`;
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
