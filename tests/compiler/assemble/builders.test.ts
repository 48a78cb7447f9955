import { describe, expect, it } from 'vitest';
import { compileText } from '../../support/compile.ts';

/** An image with these members in `build`, and others beside it. */
const image = (build: string, members = '') =>
  `image a {\n  title = "A"\n  description = "An image."\n  version = "1"\n  os = [debian12]\n  build {\n${build}\n  }\n  package jq\n${members}\n}\n`;
const cloud = (more = '') =>
  `builder = openstack\nopenstack {\n  flavor = "f"\n  source_image_name = "Debian-12"\n${more}\n}`;

/** `CODE: what it is about` of every diagnostic. */
function found(text: string): string[] {
  const { diagnostics, sources } = compileText(text);
  return diagnostics.map(
    ({ code, span }) => `${code}: ${sources.get(span.file)!.text.slice(span.start, span.end)}`,
  );
}

const builds = (text: string) =>
  compileText(text).images[0]!.targets.map(({ name, build }) => ({ name, build }));

describe('an image that is built in a cloud', () => {
  it('has what its block says, by the names of Packer', () => {
    const [target] = builds(
      image(
        cloud('networks = ["9aab504e-bedf-48af-9256-682a7fa3dabb"]\npacker { ssh_handshake_attempts = 20 }'),
      ),
    );
    const { builder, settings, packer } = target!.build;
    expect(builder.value).toBe('openstack');
    expect([...settings.keys()]).toEqual(['flavor', 'source_image_name', 'networks']);
    expect([...packer.keys()]).toEqual(['ssh_handshake_attempts']);
  });

  it('gets no findings on what QEMU would do', () => {
    const system =
      'os own13 {\n  family = debian\n  title = "Own 13"\n  distro = "debian"\n  release = "13"\n  version = "13"\n  short = "own13"\n  user = "debian"\n  source = "own-13"\n  python = "3.13"\n  end_of_life = "2030-08"\n  image { url = "https://example.org/own-13.qcow2" }\n}\n';
    const own = (text: string) => `${text.replace('debian12', 'own13')}${system}`;
    expect(found(own(image(cloud())))).toEqual([]);
    expect(found(own(image('disk = 10G')))).toEqual(['unchecked-base: own13']);
    const small = 'use_blockstorage_volume = true';
    expect(found(image(`disk = 2G\n${cloud(small)}`))).toEqual([]);
    expect(found(image('disk = 2G'))).toEqual(['disk-smaller-than-base: 2G']);
  });

  it('is still told of its system and of what it starts from', () => {
    const rules = new Map([['moving-base', 'warning' as const]]);
    const codes = (text: string) =>
      compileText(text, { rules, date: '2030-01-01' }).diagnostics.map(({ code }) => code);
    expect(codes(image(cloud()))).toEqual(expect.arrayContaining(['end-of-life', 'moving-base']));
    const pinned = cloud().replace(
      'source_image_name = "Debian-12"',
      'source_image = "9aab504e-bedf-48af-9256-682a7fa3dabb"',
    );
    expect(codes(image(pinned))).not.toContain('moving-base');
  });

  it('has settings that QEMU alone knows refused', () => {
    const text = image(
      `memory = 4G\ncpus = 3\ncpu_model = "host"\nfirmware = efi\ndisk = 20G\npacker { boot_wait = "5s" }\n${cloud()}`,
      'export {\n  format = raw\n  checksum = [md5]\n  compress = true\n  manifest = true\n}',
    );
    expect(found(text)).toEqual([
      'VK0424: 4G',
      'VK0424: 3',
      'VK0424: "host"',
      'VK0424: efi',
      'VK0424: 20G',
      'VK0424: "5s"',
      'VK0424: raw',
      'VK0424: [md5]',
      'VK0424: true',
    ]);
  });

  it('has one message for its settings in the block of QEMU', () => {
    const text = image('builder = openstack\npacker {\n  flavor = "f"\n  source_image = "i"\n}');
    expect(found(text)).toEqual(['VK0424: "f"']);
    const other = image('builder = openstack\npacker { boot_wait = "5s" }');
    expect(found(other)).toContain('VK0423: openstack');
  });

  it.each([
    ['builder = openstack', ['openstack', 'openstack']],
    [
      cloud('source_image = "9aab504e-bedf-48af-9256-682a7fa3dabb"'),
      ['"9aab504e-bedf-48af-9256-682a7fa3dabb"'],
    ],
    [cloud('volume_type = "ssd"'), ['"ssd"']],
    [cloud('networks = ["private"]'), ['"private"']],
    [cloud('ssh_keypair_name = "mine"'), ['"mine"']],
    [cloud('ssh_private_key_file = "key"'), ['"key"']],
    [`disk = 1025M\n${cloud('use_blockstorage_volume = true')}`, ['1025M']],
    [
      'builder = openstack\nopenstack {\n  flavor = "f"\n  source_image_filter = { most_recent = true }\n}',
      ['{ most_recent = true }'],
    ],
  ])('has what does not fit together reported: %s', (build, at) => {
    expect(found(image(build))).toEqual(at.map((text) => `VK0423: ${text}`));
  });

  it.each([
    'username',
    'password',
    'token',
    'application_credential_secret',
    'identity_endpoint',
    'tenant_name',
  ])('takes no credentials: %s', (name) => {
    expect(found(image(cloud(`${name} = "x"`)))).toEqual([`VK0225: ${name}`]);
    expect(found(image(cloud(`packer { ${name} = "x" }`)))).toEqual([`VK0225: ${name}`]);
  });

  it('has its raw settings compared with what Packer knows', () => {
    const raw = (text: string) => found(image(cloud(`packer { ${text} }`)));
    expect(raw('ssh_handshake_attempts = 20')).toEqual([]);
    expect(raw('ssh_handshake_attempts = "many"')).toEqual(['packer-setting: "many"']);
    expect(raw('rackconect_wait = true')).toEqual(['packer-setting: rackconect_wait']);
    expect(raw('boot_wait = "5s"')).toEqual(['packer-setting: boot_wait']);
    expect(raw('image_creation_wait = 5')).toEqual(['packer-setting-new: image_creation_wait']);
    expect(raw('communicator = "winrm"')).toEqual(['packer-setting-taken: communicator']);
    expect(raw('flavor = "g"')).toEqual(['VK0225: flavor']);
  });
});

describe('an image that is built in both ways', () => {
  const both = (build: string) =>
    image(
      `memory = 4G\ndisk = 20G\npacker { boot_wait = "5s" }`,
      `variant cloud {\n  build {\n${build}\n  }\n}`,
    );

  it('gives each builder what it takes', () => {
    expect(found(both(cloud()))).toEqual([]);
    const [own, other] = builds(both(cloud()));
    expect(own!.build.memory).toMatchObject({ value: 4 * 1024 ** 3, given: true });
    expect(other).toMatchObject({ name: 'a-debian12-cloud' });
    expect(other!.build.memory.given).toBe(false);
    expect(other!.build.disk.given).toBe(false);
    const [, onVolume] = builds(both(cloud('use_blockstorage_volume = true')));
    expect(onVolume!.build.disk).toMatchObject({ value: 20 * 1024 ** 3, given: true });
  });

  it('may say in the image what the cloud needs, and in the variant that it is built there', () => {
    const text = image(
      'openstack {\n  flavor = "f"\n  source_image_name = "Debian-12"\n}',
      'variant cloud { build { builder = openstack } }',
    );
    expect(found(text)).toEqual([]);
    expect(builds(text).map(({ build }) => build.builder.value)).toEqual(['qemu', 'openstack']);
  });

  it('has what reaches no target that takes it reported', () => {
    expect(found(both(`cpus = 3\n${cloud()}`))).toEqual(['VK0424: 3']);
    expect(found(image('openstack { flavor = "f" }'))).toEqual(['VK0424: "f"']);
  });

  it('keeps the raw settings of QEMU where the image itself is built in a cloud', () => {
    const text = image(
      cloud(),
      'variant disk {\n  build {\n    builder = qemu\n    packer { boot_wait = "5s" }\n  }\n}',
    );
    expect(found(text)).toEqual([]);
    expect([...compileText(text).images[0]!.packer.keys()]).toEqual(['boot_wait']);
  });
});
