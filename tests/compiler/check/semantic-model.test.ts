import { describe, expect, test } from 'vitest';
import type { Declaration } from '../../../compiler/model/semantics.ts';
import { describe as typeText } from '../../../compiler/model/types.ts';
import { compileFiles } from '../../support/compile.ts';
import { compileExample, examples } from '../../support/examples.ts';

const LIB = `# Ports that the shop listens on.
let ports = [80, 443]

role web {
  # Where requests come from.
  param origin: string = "any"
  package nginx
  expect { port 80 }
}
`;

const MAIN = `import "lib.vkimage"

image shop {
  os = [debian12, almalinux9]
  let size = build.disk
  use web { origin = "here" }
  for port in ports {
    file "/etc/\${port}" { content = "\${port} \${size}" }
  }
  when os.family == debian { package [for_debian] }
  match os { debian12 { package jq } else { package vim } }
  service nginx { enabled = contains(ports, 80) }
  expect { service nginx { enabled = true } }
  allow end-of-life { reason = "Soon." }
}
`;

const result = compileFiles({ 'main.vkimage': MAIN, 'lib.vkimage': LIB });
const model = result.semanticModel();

/** Offset of the \`n\`th time that a text stands in the main file. */
function at(text: string, n = 1, source = MAIN): number {
  let offset = -1;
  for (let i = 0; i < n; i++) offset = source.indexOf(text, offset + 1);
  if (offset < 0) throw new Error(`there is no ${text}`);
  return offset;
}
const declared = (text: string, n = 1) => model.declarationAt('main.vkimage', at(text, n));
const brief = (declaration: Declaration | null) =>
  declaration === null
    ? null
    : `${declaration.what} ${declaration.owner === null ? '' : `${declaration.owner}.`}${declaration.name}`;
const textOf = ({ file, start, end }: { file: string; start: number; end: number }) =>
  `${file}: ${(file === 'main.vkimage' ? MAIN : LIB).slice(start, end)}`;

describe('a word stands for', () => {
  test.each([
    ['image shop {', 6, 'image shop'],
    ['debian12,', 0, 'os debian12'],
    ['size = build', 0, 'let size'],
    ['build.disk', 0, 'value build'],
    ['disk\n', 0, 'field build.disk'],
    ['web {', 0, 'role web'],
    ['origin = "here"', 0, 'param origin'],
    ['port in ports', 0, 'loop variable port'],
    ['ports {', 0, 'let ports'],
    ['file "/etc', 0, 'resource file'],
    ['port} ${size', 0, 'loop variable port'],
    ['size}', 0, 'let size'],
    ['content =', 0, 'attribute file.content'],
    ['family ==', 0, 'field os.family'],
    ['debian {', 0, 'family debian'],
    ['debian12 {', 0, 'os debian12'],
    ['enabled = contains', 0, 'attribute service.enabled'],
    ['contains(', 0, 'function contains'],
    ['expect {', 0, 'block expect'],
    ['service nginx { enabled = true', 0, 'expectation service'],
    ['enabled = true', 0, 'attribute expect service.enabled'],
    ['end-of-life', 0, 'rule end-of-life'],
    ['reason =', 0, 'attribute allow.reason'],
    ['"lib.vkimage"', 3, 'file lib.vkimage'],
    ['os = [', 0, 'attribute an image.os'],
  ])('%s', (text, plus, expected) => {
    expect(brief(model.declarationAt('main.vkimage', at(text) + plus))).toBe(expected);
  });

  test('nothing between words', () => {
    expect(model.declarationAt('main.vkimage', at('\n\nimage') + 1)).toBeNull();
    expect(model.declarationAt('no-such-file', 0)).toBeNull();
  });

  test('its declaration with place, type and documentation, in another file or in the library', () => {
    expect(declared('ports {')).toMatchObject({
      span: { file: 'lib.vkimage', start: at('ports =', 1, LIB) },
      type: { kind: 'list', item: { kind: 'int' } },
      doc: 'Ports that the shop listens on.',
    });
    expect(declared('origin =')).toMatchObject({
      doc: 'Where requests come from.',
      type: { kind: 'string' },
    });
    expect(declared('debian12,')!.span).toMatchObject({ file: 'vkc:systems/debian12.vkimage' });
    expect(declared('content =')!.doc).toMatch(/\.$/);
    expect(declared('build.disk')).toMatchObject({ span: null, type: { kind: 'record', name: 'build' } });
  });
});

describe('uses', () => {
  test('are found over all files, from any of them', () => {
    const uses = ['main.vkimage: ports', 'main.vkimage: ports'];
    expect(model.usesOf(declared('ports {')!).map(textOf)).toEqual(uses);
    const own = model.declarationAt('lib.vkimage', at('ports =', 1, LIB))!;
    expect(model.usesOf(own).map(textOf)).toEqual(uses);
    expect(model.usesOf(declared('web {')!).map(textOf)).toEqual(['main.vkimage: web']);
    expect(model.usesOf(declared('origin =')!).map(textOf)).toEqual(['main.vkimage: origin']);
  });

  test('of a loop variable, a let and a system', () => {
    const starts = (declaration: Declaration) => model.usesOf(declaration).map(({ start }) => start);
    expect(starts(declared('port in')!)).toEqual([at('port}"'), at('port} ')]);
    expect(starts(declared('size =')!)).toEqual([at('size}')]);
    expect(starts(declared('debian12,')!)).toEqual([at('debian12,'), at('debian12 {')]);
  });

  test('of what kinds and the language bring; attributes of one name are told apart by what has them', () => {
    expect(model.usesOf(declared('enabled = contains')!)).toHaveLength(1);
    expect(model.usesOf(declared('enabled = true')!)).toHaveLength(1);
    expect(model.usesOf(declared('package [')!).map(textOf)).toEqual([
      'lib.vkimage: package',
      ...Array.from({ length: 3 }, () => 'main.vkimage: package'),
    ]);
  });
});

describe('types', () => {
  const type = (text: string, plus = 0) => {
    const found = model.typeAt('main.vkimage', at(text) + plus);
    return found === null ? null : typeText(found);
  };

  test('are those of the innermost expression, of names and of attributes', () => {
    expect(type('[debian12')).toBe('a list of systems');
    expect(type('debian12,')).toBe('a system');
    expect(type('size = build')).toBe('a size');
    expect(type('"here"', 2)).toBe('a string');
    expect(type('port in')).toBe('a number');
    expect(type('os.family ==', 10)).toBe('true or false');
    expect(type('contains(', 3)).toBe('true or false');
    expect(type('enabled = contains')).toBe('true or false');
    expect(type('image shop')).toBeNull();
  });
});

describe('what can be written', () => {
  const scope = (text: string, plus = 0) => model.scopeAt('main.vkimage', at(text) + plus)!;
  const names = (all: readonly Declaration[] | null) => all?.map(({ name }) => name) ?? null;

  test('in an expression: names of the block from where they are declared, those of the file everywhere', () => {
    expect(names(scope('let size').values)).toEqual(['os', 'image', 'build', 'variant', 'ports']);
    expect(names(scope('use web').values)![0]).toBe('size');
    expect(names(scope('"/etc').values)!.slice(0, 2)).toEqual(['port', 'size']);
    expect(names(scope('when os').values)).not.toContain('port');
  });

  test('in a block: its attributes, the blocks and the kinds', () => {
    expect(names(scope('let size').members)).toEqual(expect.arrayContaining(['title', 'build', 'package']));
    const service = scope('enabled = contains').members!;
    expect(names(service)).toEqual(expect.arrayContaining(['enabled', 'state', 'title', 'allow']));
    expect(names(service)).not.toContain('package');
    expect(names(scope('origin =').members)).toEqual(['origin']);
    expect(scope('service nginx { enabled = true').members!.map(brief)).toContain('expectation port');
    expect(scope('import').members).toBeNull();
  });

  test('as a role, a system or a family, those of the library among them', () => {
    const { blocks } = scope('use web');
    expect(names(blocks('role'))).toEqual(expect.arrayContaining(['web', 'docker']));
    expect(names(blocks('os'))).toContain('ubuntu2404');
    expect(blocks('role').find(({ name }) => name === 'docker')!.span!.file).toBe('vkc:roles/docker.vkimage');
    expect(model.scopeAt('no-such-file', 0)).toBeNull();
  });
});

test('what is declared in a file stands in its order', () => {
  expect(model.declarationsIn('lib.vkimage').map(brief)).toEqual(['let ports', 'role web', 'param origin']);
});

test('a source with mistakes has a model too', () => {
  const broken = 'image a {\n  os = [debian12]\n  let x = 1\n  servise nginx { enabled = x }\n  package y {';
  const { diagnostics, semanticModel } = compileFiles({ 'main.vkimage': broken });
  expect(diagnostics.length).toBeGreaterThan(0);
  expect(brief(semanticModel().declarationAt('main.vkimage', broken.indexOf('x =')))).toBe('let x');
  expect(brief(semanticModel().declarationAt('main.vkimage', broken.indexOf('debian12')))).toBe(
    'os debian12',
  );
});

describe.each(examples)('%s', (name) => {
  const { result: example } = compileExample(name);
  const found = example.semanticModel();

  test('every name is one of its declaration’s places', () => {
    let names = 0;
    for (const [file, { text }] of example.sources) {
      if (!file.endsWith('.vkimage') || file.includes(':')) continue;
      for (const { index } of text.matchAll(/[\p{L}_][\p{L}\w-]*/gu)) {
        const declaration = found.declarationAt(file, index);
        if (declaration === null) continue;
        names++;
        const places = [
          ...found.usesOf(declaration),
          ...(declaration.span === null ? [] : [declaration.span]),
        ];
        const here = places.some((span) => span.file === file && span.start <= index && index <= span.end);
        expect(here, `${file}:${index} ${brief(declaration)}`).toBe(true);
      }
    }
    expect(names).toBeGreaterThan(5);
  });
});
