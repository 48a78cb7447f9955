import { describe, expect, test } from 'vitest';
import { brief, compileFiles, noRules } from '../../support/compile.ts';

const image = (url: string, arch = '') => `  image { ${arch}  url = "https://example.org/${url}" }\n`;
const system = (images: string, more = '') =>
  `os own {\n  family = debian\n  title = "Own"\n  distro = "debian"\n  release = "12"\n  version = "12"\n  codename = "bookworm"\n  short = "own"\n  user = "debian"\n  source = "own"\n  python = "3.11"\n${more}${images}}\n`;

function targets(members: string, more = '') {
  const result = compileFiles(
    { 'main.vkimage': `image a {\n  ${members}\n  package jq\n}\n${more}` },
    { rules: noRules },
  );
  expect(brief(result)).toEqual([]);
  return result.images[0]!.targets.map(({ os, build, metadata }) => ({
    os: os.name,
    arch: os.arch,
    source: os.source,
    file: os.image.url.replace(/^.*\//, ''),
    firmware: build.firmware.value,
    property: metadata.get('hw_architecture')?.value ?? null,
  }));
}
const archs = (members: string, more = '') => targets(members, more).map(({ arch }) => arch);
const said = (members: string, more = '') =>
  brief(
    compileFiles({ 'main.vkimage': `image a {\n  ${members}\n  package jq\n}\n${more}` }, { rules: noRules }),
  );

describe('the processor of a target', () => {
  test('is amd64 unless someone says another', () => {
    expect(targets('os = [debian12]')).toEqual([
      {
        os: 'debian12',
        arch: 'amd64',
        source: 'debian-12',
        file: 'debian-12-genericcloud-amd64.qcow2',
        firmware: 'bios',
        property: null,
      },
    ]);
  });

  test('is what the image says, with the base image for it and a source of its own', () => {
    expect(targets('os = [almalinux9]\n  arch = arm64')).toEqual([
      {
        os: 'almalinux9',
        arch: 'arm64',
        source: 'almalinux-91-arm64',
        file: 'AlmaLinux-9-GenericCloud-latest.aarch64.qcow2',
        firmware: 'efi',
        property: 'aarch64',
      },
    ]);
  });

  test('is what the variant says, over the image', () => {
    expect(archs('os = [debian12]\n  variant arm { arch = arm64 }')).toEqual(['amd64', 'arm64']);
    expect(archs('os = [debian12]\n  arch = arm64\n  variant pc { arch = amd64 }')).toEqual([
      'arm64',
      'amd64',
    ]);
  });

  test('may come from a param', () => {
    expect(archs('os = [debian12]\n  arch = cpu', 'param cpu: one_of(amd64, arm64) = arm64\n')).toEqual([
      'arm64',
    ]);
  });

  test('is that of the system, or what its only base image is for', () => {
    const own = (images: string, more = '') => archs('os = [own]', system(images, more));
    expect(own(image('a.qcow2'))).toEqual(['amd64']);
    expect(own(image('a-aarch64.qcow2'))).toEqual(['arm64']);
    expect(own(image('a.qcow2'), '  arch = arm64\n')).toEqual(['arm64']);
    expect(own(image('a.qcow2', 'arch = arm64'))).toEqual(['arm64']);
    expect(own(image('a.qcow2') + image('b.qcow2', 'arch = arm64'))).toEqual(['amd64']);
    expect(own(image('a.qcow2') + image('b.qcow2', 'arch = arm64'), '  arch = arm64\n')).toEqual(['arm64']);
  });

  test('keeps the name of the source if the system has no other', () => {
    const [target] = targets('os = [own]', system(image('a-arm64.qcow2')));
    expect(target).toMatchObject({ source: 'own', file: 'a-arm64.qcow2' });
  });

  test('is known in expressions, also to library roles', () => {
    const result = compileFiles(
      {
        'main.vkimage':
          'image a {\n  os = [almalinux9, debian12]\n  use docker\n  use java\n  when os.arch == arm64 { package htop }\n  variant arm { arch = arm64 }\n}\n',
      },
      { rules: noRules },
    );
    expect(brief(result)).toEqual([]);
    const texts = result.images[0]!.targets.map(({ provision }) =>
      JSON.stringify(provision, (_, each: unknown) => (each instanceof Map ? [...each] : each)),
    );
    const urls = texts.map((text) =>
      /linux\/centos\/9\/(\w+)|Architectures: (\w+)/.exec(text)!.slice(1).join(''),
    );
    expect(urls).toEqual(['x86_64', 'aarch64', 'amd64', 'arm64']);
    expect(texts.map((text) => text.includes('"htop"'))).toEqual([false, true, false, true]);
    expect(texts[3]).toContain('java-17-openjdk-arm64');
    expect(texts[3]).toContain('ttyAMA0');
    expect(texts[2]).not.toContain('ttyAMA0');
  });
});

describe('a processor that cannot be', () => {
  test('names those for which there is a base image', () => {
    expect(said('os = [centos7]\n  arch = arm64')).toEqual(['VK0517 at "arm64"']);
    expect(said('os = [debian12, centos7]\n  variant arm { arch = arm64 }')).toEqual(['VK0517 at "arm64"']);
  });

  test('is no matter where the cloud has the base image', () => {
    const cloud = 'build {\n builder = openstack\n openstack { flavor = "f"  source_image_name = "c" }\n }';
    expect(targets(`os = [centos7]\n  arch = arm64\n  ${cloud}`)[0]).toMatchObject({ property: 'aarch64' });
  });

  test('has no BIOS and no Secure Boot', () => {
    expect(said('os = [debian12]\n  arch = arm64\n  build { firmware = bios }')).toEqual([
      'VK0518 at "bios"',
    ]);
    expect(said('os = [debian12]\n  arch = arm64\n  build { firmware = secure_boot }')).toEqual([
      'VK0518 at "secure_boot"',
    ]);
  });
});

test('Secure Boot is in the metadata, and is left to the pipeline that brings the sources', () => {
  const result = compileFiles(
    { 'main.vkimage': 'image a {\n  os = [debian12]\n  build { firmware = secure_boot }\n  package jq\n}\n' },
    { rules: noRules },
  );
  const { metadata } = result.images[0]!.targets[0]!;
  const properties = ['hw_firmware_type', 'hw_machine_type', 'os_secure_boot'];
  expect(properties.map((key) => metadata.get(key)?.value)).toEqual(['uefi', 'q35', 'required']);
  expect(said('os = [debian12]\n  sources = external\n  build { firmware = secure_boot }')).toEqual([
    'VK0423 at "secure_boot"',
  ]);
});
