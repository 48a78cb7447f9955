import { describe, expect, it } from 'vitest';
// @ts-expect-error: a script without types.
import { jsonnet as untypedJsonnet } from '../../bench/peers/jsonnet.mjs';
// @ts-expect-error: a script without types.
import { pkl as untypedPkl } from '../../bench/peers/pkl.mjs';
// @ts-expect-error: a script without types.
import { source as untypedSource } from '../../bench/source.mjs';
// @ts-expect-error: a script without types.
import * as template from '../../bench/peers/template.mjs';
import { memoryHost } from '../../compiler/sdk/host.ts';
import { packerAnsible } from '../../emit/emitters/packer-ansible.ts';
import { renderImage } from '../../emit/render.ts';
import { compile } from '../../stdlib/index.ts';

type Part = string | { readonly hole: 'n' | 'port' };
interface Template {
  readonly path: readonly Part[];
  readonly text: readonly Part[];
  readonly data?: unknown;
}
type Program = (templates: readonly Template[], count: number, structured: boolean) => string;

const { FIRST, MODEL, filled, templatesOf } = template as {
  readonly FIRST: number;
  readonly MODEL: number;
  readonly filled: (parts: readonly Part[], i: number) => string;
  readonly templatesOf: (tree: ReadonlyMap<string, string>) => Template[];
};
const source = untypedSource as (i: number) => string;
const jsonnet = untypedJsonnet as Program;
const pkl = untypedPkl as Program;

function treeOf(i: number): Map<string, string> {
  const name = `app${i}.vkimage`;
  const result = compile({ host: memoryHost({ [name]: source(i) }), entries: [name] });
  expect(result.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const files = renderImage(result.images[0]!, packerAnsible, result);
  return new Map(files.map(({ path, content }) => [path, String(content)]));
}

describe('the programs that the benchmark compares with', () => {
  it('fill templates of one tree to that of every other image', () => {
    const templates = templatesOf(treeOf(MODEL));
    expect(templates.some(({ data }) => data !== undefined)).toBe(true);
    for (const i of [FIRST, FIRST + 7, FIRST + 345]) {
      const wanted = [...treeOf(i)].filter(([path]) => !path.startsWith('.vkc/'));
      expect(templates.map(({ path, text }) => [filled(path, i), filled(text, i)])).toEqual(wanted);
    }
  });

  const templates = templatesOf(
    new Map([
      ['a.txt', 'It is "so": \\ \t$\n'],
      ['b.yml', `- name: app${MODEL}\n  port: ${8000 + MODEL}\n`],
    ]),
  );

  it('are written in Jsonnet', () => {
    expect(jsonnet(templates, 2, false)).toMatchInlineSnapshot(`
      "local shared0 = "It is \\"so\\": \\\\ \\t$";
      local tree(n, port) = [
        { path: "a.txt", text: shared0 },
        { path: "b.yml", text: "- name: app" + n + "\\n  port: " + port + "" },
      ];
      {
        ['xaas-app' + i + '/' + file.path]: file.text
        for i in std.range(1000, 1001)
        for file in tree(std.toString(i), std.toString(8000 + i))
      }
      "
    `);
    expect(jsonnet(templates, 2, true)).toContain(
      'std.manifestYamlDoc([{ ["name"]: "app" + n, ["port"]: std.parseInt(port) }])',
    );
  });

  it('are written in Pkl', () => {
    expect(pkl(templates, 2, false)).toMatchInlineSnapshot(`
      "local yaml = new YamlRenderer {}
      local shared0: String = "It is \\"so\\": \\\\ \\t$\\n"
      output {
        files {
          for (n in IntSeq(1000, 1001)) {
            for (port in List(8000 + n)) {
            ["xaas-app\\(n)/" + "a.txt"] { text = shared0 }
            ["xaas-app\\(n)/" + "b.yml"] { text = "- name: app\\(n)\\n  port: \\(port)\\n" }
            }
          }
        }
      }
      "
    `);
    expect(pkl(templates, 2, true)).toContain(
      'yaml.renderDocument(new Listing { new Mapping { ["name"] = "app\\(n)"; ["port"] = "\\(port)".toInt() } })',
    );
  });
});
