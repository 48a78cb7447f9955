import { test } from 'vitest';
import { writeFileSync } from 'node:fs';
import { compileExample, examples } from '../support/examples.ts';
import { imported } from '../support/trees/import-tree.ts';
import { memoryHost } from '../../compiler/sdk/host.ts';
import { compile } from '../../stdlib/index.ts';
import { readYaml } from '../../cli/project/yaml-reader.ts';
test('x', async () => {
  let out = '';
  for (const name of examples) {
    const { result, trees } = compileExample(name);
    for (const image of result.images) {
      const tree = Object.fromEntries(trees.get(image.name)!.map(({ path, content }) => [path, content]));
      const found = await imported(tree);
      const sources = Object.fromEntries([...found.files].filter(([p]) => p !== 'import-report.md'));
      const again = compile({ host: memoryHost(sources as never), entries: Object.keys(sources).filter((p) => p.endsWith('.vkimage')), yaml: readYaml });
      out += `==== ${name}/${image.name} kept ${found.kept} carried ${found.carried} left ${found.left} exact ${found.exact} compiles ${found.compiles}\n${found.said.join('\n')}\n${found.text}\n${again.diagnostics.map((d) => `${d.severity} ${d.code} ${d.span.line} ${d.message}`).join('\n')}\n`;
      const keep = (k: string, v: unknown): unknown => k === 'origin' || k === 'head' ? undefined : v instanceof Map ? Object.fromEntries(v) : v;
      writeFileSync(`/tmp/nc/i18/${image.name}.a.json`, JSON.stringify(image, keep, 1));
      writeFileSync(`/tmp/nc/i18/${image.name}.b.json`, JSON.stringify(again.images[0] ?? null, keep, 1));
    }
  }
  writeFileSync('/tmp/nc/i18/out.txt', out);
}, 300_000);
