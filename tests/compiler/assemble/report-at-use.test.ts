import { describe, expect, test } from 'vitest';
import { memoryHost } from '../../../compiler/sdk/host.ts';
import { compile } from '../../../stdlib/index.ts';
import { brief, compileFiles, compileText, marked } from '../../support/compile.ts';

const image = (body: string, os = 'debian12, almalinux9') => `image a {\n  os = [${os}]\n  ${body}\n}\n`;

describe('what goes wrong in a role of the library', () => {
  const source = image('use node_exporter { source = distribution }');
  const result = compileText(source);
  const [found] = result.diagnostics;

  test('is reported where it is used, with the line of the library beside', () => {
    expect(brief(result)).toEqual(['VK0501 at "use node_exporter"']);
    expect(found).toMatchObject({
      message:
        'In the role `node_exporter`: this `match` has no answer for `almalinux`: it knows debian, ubuntu.',
      help: 'Give the role other values, or build for other systems.',
      targets: ['almalinux9'],
      fix: null,
    });
    expect(found!.related.map(({ span, message }) => [span.file, message])).toEqual([
      ['vkc:roles/node_exporter.vkimage', 'this line of it'],
    ]);
    expect(marked(result, { ...found!, span: found!.related[0]!.span })).toBe('match os.distro');
  });

  test('keeps the help that is about the values', () => {
    const [one] = compileText(image('use java { version = "99" }', 'almalinux9')).diagnostics;
    expect(one).toMatchObject({ code: 'VK0405', help: 'It has: 17, 8, 11, 21, 25.' });
  });

  test('names the system that does not say what a role asks for', () => {
    const [one] = compileText(image('use lego { source = distribution }', 'almalinux9')).diagnostics;
    expect(one).toMatchObject({
      code: 'VK0405',
      message: 'In the role `lego`: `packages` of `almalinux9` has no key `lego`.',
    });
  });

  test('is reported at the use of the author’s when the library itself used it', () => {
    const outer = `${image('use web', 'almalinux9')}\nrole web {\n  use node_exporter { source = distribution }\n}\n`;
    expect(brief(compileText(outer))).toEqual(['VK0501 at "use node_exporter"']);
  });

  test('of a library that the project takes in likewise', () => {
    const acme = { 'index.vkimage': 'role acme {\n  match os {\n    debian12 { package jq }\n  }\n}\n' };
    const text = `import "lib:acme"\n\n${image('use acme')}`;
    const taken = compile({
      host: memoryHost({ 'main.vkimage': text }, { acme }),
      entries: ['main.vkimage'],
    });
    expect(brief(taken)).toEqual(['VK0501 at "use acme"']);
    expect(taken.diagnostics[0]!.related[0]!.span.file).toBe('lib:acme/index.vkimage');
  });
});

describe('what goes wrong in a role of the project', () => {
  const role = 'role web {\n  match os {\n    debian12 { package jq }\n  }\n}\n';

  test('is reported in the role, wherever it stands', () => {
    const [found] = compileText(`${image('use web')}\n${role}`).diagnostics;
    expect(found).toMatchObject({
      message: 'This `match` has no answer for `almalinux9`: it knows debian12.',
      related: [],
    });
    const apart = compileFiles({
      'main.vkimage': `import "roles.vkimage"\n\n${image('use web')}`,
      'roles.vkimage': role,
    });
    expect(apart.diagnostics.map(({ span }) => span.file)).toEqual(['roles.vkimage']);
  });

  test('a value of the author’s that a role of the library gets is reported where it is written', () => {
    const result = compileText(image('use redis { port = "x" }'));
    expect(brief(result)).toEqual(['VK0301 at "\\"x\\""']);
  });
});
