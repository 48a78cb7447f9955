import { describe, expect, it } from 'vitest';
import { brief, compileFiles } from '../../support/compile.ts';

const options = { date: '2026-11-24', entries: ['a.vkimage', 'b.vkimage'] };
const ended = 'image old {\n  os = [ubuntu2004]\n  package jq\n}\n';

describe('rules', () => {
  it('look at an image even if another file has errors', () => {
    const result = compileFiles(
      { 'a.vkimage': ended, 'b.vkimage': 'image b {\n  os = [debian12]\n  packge jq\n}\n' },
      options,
    );
    expect(brief(result)).toEqual(['end-of-life at "ubuntu2004"', 'VK0205 at "packge"']);
    expect(result.images).toEqual([]);
    expect(result.judged.map(({ name }) => name)).toEqual(['old']);
  });

  it('look at an image even if another one of its file has errors, or a role that it does not use', () => {
    const roles = 'role fine {\n  package vim\n}\n\nrole broken {\n  packge jq\n}\n\n';
    const broken = 'image b {\n  os = [debian12]\n  use broken\n}\n';
    const result = compileFiles(
      { 'a.vkimage': `${roles}${ended}${broken}`, 'b.vkimage': '# empty\nlet a = 1\n' },
      options,
    );
    expect(result.judged.map(({ name }) => name)).toEqual(['old']);
    expect(brief(result)).toContain('end-of-life at "ubuntu2004"');
  });

  it('do not look at what an error is about', () => {
    const files = {
      'a.vkimage': `import "b.vkimage"\n\n${ended.replace('package jq', 'use broken')}`,
      'b.vkimage': 'role broken {\n  packge jq\n}\n',
    };
    const result = compileFiles(files, options);
    expect(brief(result)).toEqual(['VK0205 at "packge"']);
    expect(result.judged).toEqual([]);
  });

  it('do not miss what an `allow` is for while some images are left out', () => {
    const role = 'role shared {\n  allow end-of-life { reason = "x" }\n  package jq\n}\n\n';
    const files = {
      'a.vkimage': `${role}image a {\n  os = [debian12]\n  use shared\n}\n`,
      'b.vkimage': 'image b {\n  os = [debian12]\n  packge jq\n}\n',
    };
    expect(brief(compileFiles(files, options))).toEqual(['VK0205 at "packge"']);
  });
});

describe('a mistake in a library of the project', () => {
  const library = { 'roles.vkimage': 'role web {\n  package httpd\n}\n' };
  const image = (name: string) =>
    `import "lib:acme/roles"\n\nimage ${name} {\n  os = [debian12]\n  use web\n}\n`;

  it('is one diagnostic that names the images', async () => {
    const { compile } = await import('../../../stdlib/index.ts');
    const { memoryHost } = await import('../../../compiler/sdk/host.ts');
    const names = ['a', 'b', 'c'];
    const files = Object.fromEntries(names.map((name) => [`${name}.vkimage`, image(name)]));
    const { diagnostics } = compile({
      host: memoryHost(files, { acme: library }),
      entries: Object.keys(files),
    });
    expect(diagnostics.map(({ code, targets }) => ({ code, targets }))).toEqual([
      { code: 'package-name', targets: names },
    ]);
    const [{ span, related }] = diagnostics as [(typeof diagnostics)[number]];
    expect(span.file).toBe('a.vkimage');
    expect(related.map((each) => each.span.file)).toEqual([
      'lib:acme/roles.vkimage',
      'b.vkimage',
      'c.vkimage',
    ]);
  });
});
