import { describe, expect, test } from 'vitest';
import { brief, compileText } from '../../support/compile.ts';

const published = (members: string, os = 'debian12') => {
  const result = compileText(`image a {\n  os = [${os}]\n  package jq\n${members}\n}\n`);
  expect(result.diagnostics.filter(({ severity }) => severity !== 'hint')).toEqual([]);
  return result.images[0]!.targets.map(({ publish: { name, properties, ...rest } }) => ({
    name: name.value,
    properties: Object.fromEntries([...properties].map(([key, { value }]) => [key, value])),
    ...rest,
  }));
};

const problems = (members: string) =>
  brief(compileText(`image a {\n  os = [debian12, debian13]\n  package jq\n${members}\n}\n`)).filter((each) =>
    each.startsWith('VK0'),
  );

describe('publish', () => {
  test('has defaults that harm nobody', () => {
    expect(published('')).toEqual([
      {
        name: 'a',
        visibility: 'private',
        protected: false,
        old_versions: 'keep',
        format: 'raw',
        tags: [],
        members: [],
        min_disk: null,
        min_ram: null,
        properties: { store: 's3' },
      },
    ]);
    expect(published('version = "1.2.0"', 'debian12, debian13').map(({ name }) => name)).toEqual([
      'a-debian12-1.2.0',
      'a-debian13-1.2.0',
    ]);
  });

  test('takes everything from the author, by target', () => {
    const members = `
      title   = "A"
      version = "1.2.0"
      publish {
        name         = "\${image.title} \${image.version} on \${os.title}"
        visibility   = community
        protected    = true
        old_versions = hide
        format       = qcow2
        tags         = ["marketplace", os.codename]
        min_disk     = 20G
        min_ram      = 1536M
        store        = none
        properties   = { hw_scsi_model = "virtio-scsi", min = 2 }
      }`;
    expect(published(members)).toEqual([
      {
        name: 'A 1.2.0 on Debian 12',
        visibility: 'community',
        protected: true,
        old_versions: 'hide',
        format: 'qcow2',
        tags: ['marketplace', 'bookworm'],
        members: [],
        min_disk: 20 * 1024 ** 3,
        min_ram: 1536 * 1024 ** 2,
        properties: { hw_scsi_model: 'virtio-scsi', min: '2' },
      },
    ]);
  });

  test('names the projects that share it', () => {
    const members = 'publish {\n  visibility = shared\n  members = ["0a", "b-1"]\n}';
    expect(published(members)).toMatchObject([{ visibility: 'shared', members: ['0a', 'b-1'] }]);
  });

  test('may differ by target, and in a variant', () => {
    const members = `
      when os == debian13 { publish { visibility = public } }
      variant large { publish { old_versions = hide } }`;
    expect(published(members, 'debian12, debian13')).toMatchObject([
      { visibility: 'private', old_versions: 'keep' },
      { visibility: 'private', old_versions: 'hide' },
      { visibility: 'public', old_versions: 'keep' },
      { visibility: 'public', old_versions: 'hide' },
    ]);
  });

  test.each([
    ['publish { visibility = secret }', ['VK0309 at "secret"']],
    ['publish { visbility = public }', ['VK0204 at "visbility"']],
    ['publish { old = hide }', ['VK0204 at "old"']],
    ['publish { name = "" }', ['VK0408 at "\\"\\""']],
    ['publish { name = "a\\nb" }', ['VK0416 at "\\"a\\\\nb\\""']],
    ['publish { tags = ["a,b"] }', ['VK0408 at "[\\"a,b\\"]"']],
    ['publish { properties = { vkc_target = "x" } }', ['VK0415 at "\\"x\\""']],
    ['publish { properties = { "a=b" = "x" } }', ['VK0415 at "\\"x\\""']],
    ['publish { properties = { token = env(TOKEN) } }', ['VK0301 at "{ token = env(TOKEN) }"']],
    ['metadata { status = "active" }', ['VK0415 at "status"']],
    ['publish { members = ["a b"] visibility = shared }', ['VK0408 at "[\\"a b\\"]"']],
    ['publish { members = ["p1"] }', ['VK0408 at "[\\"p1\\"]"']],
    ['publish { min_disk = 5G }', ['VK0408 at "5G"']],
    ['build { disk = 4G }\n publish { min_disk = 5G }', []],
    ['metadata { min_ram = "512" }', ['VK0415 at "min_ram"']],
    ['publish { name = "a" }', ['VK0514 at "\\"a\\""']],
    ['publish large { }', ['VK0219 at "large"']],
  ])('%s', (members, expected) => {
    expect(problems(members)).toEqual(expected);
  });

  test('one pattern that makes several names collide is said once', () => {
    const members = `publish { name = "x \${os.codename}" }\n  variant v { team = "t" }`;
    expect(problems(members)).toEqual(['VK0514 at "\\"x ${os.codename}\\""']);
  });
});
