import { libraryImport } from '../../../compiler/model/file-names.ts';
import { describe, expect, it } from 'vitest';
import { memoryHost } from '../../../compiler/sdk/host.ts';
import { brief, compileFiles, titles } from '../../support/compile.ts';

const ACME = {
  'roles.vkimage': `import "lib:@acme/base/index"
# Install the web server of the house.
role acme_web {
  param port: int = 80
  let unused = 1
  use acme_base
  file "/etc/acme.conf" { source = file("files/acme.conf") }
  file "/etc/port" { content = "\${port}" }
}
`,
  'deep/other.vkimage': 'import "../roles.vkimage"\nlet house = "acme"\n',
  'files/acme.conf': 'from the library\n',
  'escape.vkimage': 'let stolen = text("../main.vkimage")\n',
};
const BASE = { 'index.vkimage': '# Base.\nrole acme_base {\n  package jq\n}\n' };

const compiled = (text: string) =>
  compileFiles({}, { host: memoryHost({ 'main.vkimage': text }, { acme: ACME, '@acme/base': BASE }) });

const image = (head: string, body = 'use acme_web') =>
  `${head}\n\nimage a {\n  os = [debian12]\n  ${body}\n}\n`;

describe('a library', () => {
  it('brings roles with their files, and what it takes from others', () => {
    const result = compiled(image('import "lib:acme/roles"'));
    expect(brief(result)).toEqual([]);
    expect(titles(result, 'a').filter((title) => title.startsWith('acme'))).toEqual([
      'acme_base: Install jq',
      'acme_web: Write /etc/acme.conf',
      'acme_web: Write /etc/port',
    ]);
    const run = result.images[0]!.targets[0]!.provision.find(({ name }) => name === 'acme_web')!;
    expect(run.assets.map(({ path }) => path)).toEqual(['lib:acme/files/acme.conf']);
    expect(new TextDecoder().decode(result.read('lib:acme/files/acme.conf'))).toBe('from the library\n');
  });

  it('may be named with the ending of the file, or by its index', () => {
    expect(brief(compiled(image('import "lib:acme/roles.vkimage"')))).toEqual([]);
    expect(brief(compiled(image('import "lib:@acme/base"', 'use acme_base')))).toEqual([]);
  });

  it('is checked like the project itself: names, types, values', () => {
    expect(brief(compiled(image('import "lib:acme/roles"', 'use acme_web { port = "x" }')))).toEqual([
      'VK0301 at "\\"x\\""',
    ]);
  });

  it('does not lead out of its folder', () => {
    const result = compiled(image('import "lib:acme/escape"', 'description = stolen\n  package jq'));
    expect(brief(result)).toEqual(['VK0602 at "\\"../main.vkimage\\""']);
  });

  it.each([
    ['lib:', 'VK0914'],
    ['lib:acme/../other', 'VK0914'],
    ['lib:acme//roles', 'VK0914'],
    ['lib:@acme', 'VK0914'],
    ['lib:none/roles', 'VK0915'],
    ['lib:acme/none', 'VK0601'],
  ])('%s is wrong', (path, code) => {
    expect(brief(compiled(image(`import "${path}"`, 'package jq')))).toEqual([`${code} at "\\"${path}\\""`]);
  });
});

describe('the name of a library’s file', () => {
  it.each([
    ['lib:acme', 'lib:acme/index.vkimage'],
    ['lib:acme/roles', 'lib:acme/roles.vkimage'],
    ['lib:@acme/images/linux/web.vkimage', 'lib:@acme/images/linux/web.vkimage'],
  ])('%s is %s', (path, file) => expect(libraryImport(path)?.file).toBe(file));
});
