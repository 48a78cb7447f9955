import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { packerAnsible } from '../../../emit/emitters/packer-ansible.ts';
import { renderImage } from '../../../emit/render.ts';
import { brief, compileFiles } from '../../support/compile.ts';

const uses = [
  'use nginx',
  'use nginx { ports = [8080] }',
  'use redis { port = 6380 }',
  'use docker',
  'use monitoring',
  'use swap { size = 2G }',
  'use vm_init { rpcbind = true }',
  'use cleanup',
  'use timezone',
] as const;
const systems = ['debian12', 'ubuntu2404', 'ubuntu2204', 'almalinux9'] as const;

const image = fc.record({
  uses: fc.uniqueArray(fc.constantFrom(...uses), { maxLength: 4, selector: (use) => use.split(' ')[1] }),
  os: fc.uniqueArray(fc.constantFrom(...systems), { minLength: 1, maxLength: 3 }),
  variants: fc.uniqueArray(fc.constantFrom('large', 'nginx'), { maxLength: 2 }),
  // Names that texts of the library's roles hold too.
  target: fc.constantFrom(null, 'nginx-${os.name}-${variant}'),
  lines: fc.nat(3),
});

const own = 'role own { package [jq, curl]  file "/etc/own" { content = "${os.name}\\n" mode = 0644 } }\n';

function source(
  name: string,
  { uses, os, variants, target, lines }: typeof image extends fc.Arbitrary<infer T> ? T : never,
) {
  const named = target === null ? '' : `name = "\${image.name}-${target}"`;
  return [
    ...Array.from({ length: lines }, (_, i) => `# line ${i}`),
    'import "own.vkimage"',
    `image ${name} {`,
    '  title = "An image"',
    '  use own',
    `  os = [${os.join(', ')}]`,
    `  ${named}`,
    ...uses.map((use) => `  ${use}`),
    ...variants.map((variant) => `  variant ${variant} { build { memory = 8G } }`),
    '}',
    '',
  ].join('\n');
}

function treesOf(files: Record<string, string>, entries: readonly string[]) {
  const result = compileFiles(files, { entries: [...entries] });
  const trees = new Map(
    result.images.map((each) => [
      each.name,
      renderImage(each, packerAnsible, result).map(({ path, content, lines, origin }) => [
        path,
        String(content),
        lines,
        origin,
      ]),
    ]),
  );
  return { trees, said: brief(result) };
}

test('an image comes out the same alone and beside others', () => {
  fc.assert(
    fc.property(fc.array(image, { minLength: 2, maxLength: 4 }), (images) => {
      const files: Record<string, string> = { 'own.vkimage': own };
      for (const [i, each] of images.entries()) files[`shop${i}.vkimage`] = source(`shop${i}`, each);
      const entries = Object.keys(files).filter((file) => file !== 'own.vkimage');
      const together = treesOf(files, entries);
      const alone = entries.map((entry) => treesOf(files, [entry]));
      for (const { trees } of alone) {
        for (const [name, tree] of trees) expect(together.trees.get(name)).toEqual(tree);
      }
      expect(together.said).toEqual(alone.flatMap(({ said }) => said));
      expect(together.trees.size).toBe(images.length);
    }),
    { numRuns: 15 },
  );
}, 120_000);
