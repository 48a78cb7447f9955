import { describe, expect, test } from 'vitest';
import { memoryHost } from '../../compiler/sdk/host.ts';
import type { Image } from '../../compiler/model/ir.ts';
import { packerAnsible } from '../../emit/emitters/packer-ansible.ts';
import { renderImage } from '../../emit/render.ts';
import { manifestPath } from '../../emit/tree/places.ts';
import { compile, library } from '../../stdlib/index.ts';
import { readYaml } from '../../cli/project/yaml-reader.ts';
import { compileExample, examples } from '../support/examples.ts';
import { imported } from '../support/trees/import-tree.ts';
import type { Imported } from '../support/trees/import-tree.ts';

/** What no tree says, so that the IR of an import may have it otherwise. Nothing else may differ. */
const NOT_IN_A_TREE: Readonly<Record<string, (key: string, value: unknown, parent: object) => unknown>> = {
  'lines of the source': (key, value) => (key === 'origin' || key === 'head' ? undefined : value),
  'where a file of a role stood in the project: its content is compared with the trees': (key, value, of) =>
    key === 'path' && 'name' in of ? undefined : value,
  'where the lines of a comment ended: a tree has them at 100 columns': (key, value) =>
    key === 'doc' && typeof value === 'string' ? value.replace(/\s+/g, ' ') : value,
  'attributes that say what holds anyway, and which of two that say the same: the tasks are compared': (
    key,
    value,
    of,
  ) =>
    key === 'attributes' && 'heading' in of && !isExpectation(of as { readonly kind?: unknown })
      ? undefined
      : value,
  'the order of what is given at deployment: a tree sorts it': (key, value) =>
    key === 'runtime' ? (value as Image['runtime']).toSorted((a, b) => (a.name < b.name ? -1 : 1)) : value,
};

/** Those of resources of the same name are listed under a heading, or compared as well. */
const isExpectation = ({ kind, heading }: { readonly kind?: unknown; readonly heading?: unknown }) =>
  heading === null && library.expectations.has(kind as string);

const saidOf = (image: Image): unknown =>
  JSON.parse(
    JSON.stringify(image, function (this: object, key: string, value: unknown) {
      const kept = Object.values(NOT_IN_A_TREE).reduce((each, change) => change(key, each, this), value);
      return kept instanceof Map ? Object.fromEntries(kept) : kept;
    }),
  );

type Files = Readonly<Record<string, string | Uint8Array>>;

function compiled(files: Files) {
  const entries = Object.keys(files).filter((path) => path.endsWith('.vkimage'));
  return compile({ host: memoryHost(files), entries, yaml: readYaml });
}

function treeOf(image: Image, result: ReturnType<typeof compiled>): Files {
  const files = renderImage(image, packerAnsible, result).filter(({ path }) => path !== manifestPath);
  return Object.fromEntries(files.map(({ path, content }) => [path, content]));
}

/** The result is compiled under the name of the source, which stands in the tree. */
async function trip(tree: Files, source: string) {
  const found = await imported(tree);
  const files = [...found.files].map(([path, text]) => [path.endsWith('.vkimage') ? source : path, text]);
  const result = compiled(Object.fromEntries(files) as Files);
  const [image] = result.images;
  const wrong = result.diagnostics.map(({ code, message, span }) => `${code} at ${span.line}: ${message}`);
  expect(wrong, found.text).toEqual([]);
  return { found, result, image: image!, tree: treeOf(image!, result) };
}

const textsOf = (tree: Files) =>
  Object.fromEntries(Object.entries(tree).map(([path, content]) => [path, String(content)]));

function expectWhole(found: Imported): void {
  expect(found.said).toEqual([]);
  expect(found).toMatchObject({ kept: 0, carried: 0, left: 0, exact: true, compiles: true });
}

describe.each(examples)('the example %s', (name) => {
  const { result } = compileExample(name);
  const trees = result.images.map(
    (image) => [image, treeOf(image, result as ReturnType<typeof compiled>)] as const,
  );

  const alone = trees
    .filter(([{ targets }]) => targets.every(({ base }) => base === null))
    .map(([image, tree]) => [image.name, image, tree] as const);
  test.each(alone)('%s', async (_name, image, tree) => {
    const again = await trip(tree, image.origin.file);
    expectWhole(again.found);
    expect(saidOf(again.image)).toEqual(saidOf(image));
    expect(textsOf(again.tree)).toEqual(textsOf(tree));
  });

  if (trees.length === alone.length) return;
  test('with images that are built on others', async () => {
    const all = trees.flatMap(([{ name: folder }, tree]) =>
      Object.entries(tree).map(([path, content]) => [`${folder}/${path}`, content] as const),
    );
    const [[{ origin }]] = trees as [(typeof trees)[number]];
    const again = await trip(Object.fromEntries(all), origin.file);
    expectWhole(again.found);
    for (const [image, tree] of trees) {
      const made = again.result.images.find((each) => each.name === image.name)!;
      expect(saidOf(made)).toEqual(saidOf(image));
      expect(textsOf(treeOf(made, again.result))).toEqual(textsOf(tree));
    }
  });
});

const rules = new Map(library.rules.map(({ id }) => [id, 'off'] as const));

async function expectTrip(source: string) {
  const files = { 'trip.vkimage': source };
  const result = compile({ host: memoryHost(files), entries: ['trip.vkimage'], yaml: readYaml, rules });
  const [image] = result.images;
  expect(result.diagnostics, source).toEqual([]);
  const tree = treeOf(image!, result as ReturnType<typeof compiled>);
  const found = await imported(tree);
  expectWhole(found);
  const again = compile({
    host: memoryHost({ 'trip.vkimage': found.text }),
    entries: ['trip.vkimage'],
    rules,
  });
  expect(again.diagnostics, found.text).toEqual([]);
  expect(saidOf(again.images[0]!), found.text).toEqual(saidOf(image!));
  return found;
}

test.each([...library.expectations.values()].map(({ name, example }) => [name, example] as const))(
  'the expectation %s comes back',
  async (_name, example) => {
    const role = `role probe {\n  package jq\n  expect {\n${example}\n  }\n}\n`;
    await expectTrip(`image trip {\n  os = [debian12, almalinux9]\n  use probe\n}\n\n${role}`);
  },
);

test('expectations come back with odd texts, in roles, the image and its variants', async () => {
  const found = await expectTrip(ODD);
  expect(found.text).toMatch(/variant large \{[^]*expect \{\s+port 81\s+\}/);
});

const ODD = `image trip {
  os = [debian12, almalinux9]

  use shop

  expect {
    port 80 { address = "::1" }
    port 53 { protocol = udp }
    command "test -e /srv" { code = 1  title = "Nothing is served yet" }
  }

  variant large {
    build { disk = 20G }
    expect { port 81 }
  }
}

role shop {
  param endpoint: string = runtime("")

  package jq

  expect {
    command "echo '{{ x }}' \\"it's\\" creates=1" { output = "it's {{ y }}" }
    command "id -un" { user = "nobody"  output = "nobody" }
    file "/etc/my file" { mode = 0640  owner = "a b"  contains = "two\\nlines \\\\" }
    file "/nothing" { exists = false }
    package jq { version = "1." }
    package telnetd { installed = false }
    user guest { exists = false }
    user root { home = "/root"  shell = "/bin/bash"  groups = ["root"] }
    mount "/" { fstype = "ext4"  options = ["rw"] }
    mount "/data" { mounted = false }
    http "http://127.0.0.1/a?b='c'" { status = 404  contains = "no" }
    service "a.service"
    service gone { exists = false }
  }

  start {
    service nginx { state = started }
    expect {
      when endpoint != "" {
        service nginx { state = started }
        port 443
      }
    }
  }
}
`;

test('a check that is no expectation is named with its line', async () => {
  const result = compiled({ 'trip.vkimage': 'image trip {\n  os = [debian12]\n  expect { port 80 }\n}\n' });
  const tree = treeOf(result.images[0]!, result);
  const verify = String(tree['tests/verify.yml'])
    .replace('- "\':80 \' in seen.stdout"', '- "\':80 \' in seen.stderr"')
    .replace(
      '    - name: Every point holds',
      '    - name: Look around\n      ansible.builtin.command: uptime\n      changed_when: false\n\n    - name: Every point holds',
    );
  const found = await imported({ ...tree, 'tests/verify.yml': verify });
  const lineOf = (text: string) => verify.split('\n').findIndex((line) => line.includes(text)) + 1;
  expect(found.said).toEqual([
    `tests/verify.yml:${lineOf('name: Look around')}: the language has no expectation that says this`,
    `tests/verify.yml:${lineOf('See whether port 80 is open')}: \`Port 80 is open\` is left out: the language has no expectation that says this`,
  ]);
  expect(found.text).toMatch(/expect \{\s+# tests\/verify\.yml:\d+: `Port 80 is open` is left out/);
  expect(found.compiles).toBe(true);
});
