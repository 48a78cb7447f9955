import { describe, expect, test } from 'vitest';
import type { Target } from '../../../compiler/model/ir.ts';
import { packerAnsible } from '../../../emit/emitters/packer-ansible.ts';
import type { Emitter, Output } from '../../../emit/output.ts';
import { renderImage } from '../../../emit/render.ts';
import { Lines } from '../../../emit/text/lines.ts';
import { parseManifest } from '../../../emit/tree/manifest.ts';
import { compileText } from '../../support/compile.ts';

/** The labels of resources that the author wrote, as the IR has them. */
const resourcesOf = ({ provision }: Target, kind: string) =>
  provision.flatMap(({ resources }) => resources.filter((each) => each.kind === kind));

/** Another emitter: the packages of each target as a list, and what the compiler says is in it in the end. */
const packages: Output = {
  name: 'packages',
  doc: 'The packages of each target.',
  render: (image, { contents }) => {
    const asked = image.targets.map((target) => {
      const labels = resourcesOf(target, 'package').map(({ label }) => label);
      return [target.name, [...new Set(labels)].sort()] as const;
    });
    const final = image.targets.map((target) => {
      const names = contents(target).provision.packages.flatMap(({ name, state }) =>
        state === 'present' ? [name] : [],
      );
      return [target.name, names.sort()] as const;
    });
    const file = (path: string, entries: readonly (readonly [string, readonly string[]])[]) =>
      new Lines()
        .add(JSON.stringify(Object.fromEntries(entries), null, 2), image.origin)
        .file(path, image.origin);
    return [file('packages.json', asked), file('contents.json', final)];
  },
};
const packageLists: Emitter = { name: 'package-lists', doc: 'Packages as JSON.', outputs: [packages] };

const source = `image shop {
  os = [debian12, almalinux9]
  when os.family == debian { package apache2 } else { package httpd }
  package jq
  package telnet { state = absent }
}
`;

describe('an emitter beside Packer and Ansible', () => {
  const result = compileText(source);
  expect(result.diagnostics).toEqual([]);
  const [image] = result.images;
  const files = new Map(renderImage(image!, packageLists, result).map((file) => [file.path, file]));
  const json = (path: string): Record<string, string[]> => JSON.parse(String(files.get(path)!.content));

  test('makes its own files and none of the others', () => {
    expect([...files.keys()]).toEqual(['.vkc/manifest.json', 'contents.json', 'packages.json']);
  });

  test('sees the resources of each target as they were written', () => {
    const own = (target: string, ...names: string[]) =>
      json('packages.json')[target]!.filter((name) => names.includes(name));
    const all = ['apache2', 'httpd', 'jq', 'telnet'];
    expect(own('shop-debian12', ...all)).toEqual(['apache2', 'jq', 'telnet']);
    expect(own('shop-almalinux9', ...all)).toEqual(['httpd', 'jq', 'telnet']);
  });

  test('is told what is in a target in the end', () => {
    expect(json('contents.json')['shop-debian12']).toContain('apache2');
    for (const name of ['httpd', 'telnet'])
      expect(json('contents.json')['shop-debian12']).not.toContain(name);
  });

  test('says in its manifest which lines its files come from, and describes no Packer build', () => {
    const manifest = parseManifest(String(files.get('.vkc/manifest.json')!.content));
    if ('problem' in manifest) throw new Error(manifest.problem);
    expect(manifest.image).toBeNull();
    expect(manifest.files.get('packages.json')!.map[0]).toEqual([1, 0, 1]);
  });
});

test('the emitter for Packer and Ansible has every file of emit/outputs, and describes its image', () => {
  const result = compileText(source);
  expect(packerAnsible.outputs.map(({ name }) => name)).toContain('packer');
  expect(packerAnsible.describe(result.images[0]!).targets.map(({ only }) => only)).toEqual([
    'shop.qemu.shop-debian12',
    'shop.qemu.shop-almalinux9',
  ]);
});
