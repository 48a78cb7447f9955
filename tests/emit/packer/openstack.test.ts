import { describe, expect, it } from 'vitest';
import { contentsReader } from '../../../compiler/contents/gather.ts';
import { describeImage } from '../../../emit/tree/manifest-image.ts';
import { packerAnsible } from '../../../emit/emitters/packer-ansible.ts';
import { renderImage } from '../../../emit/render.ts';
import { library } from '../../../stdlib/index.ts';
import { compileText } from '../../support/compile.ts';

const source = (build: string, members = '') => `image xaas-hello {
  title       = "Hello"
  description = "An image."
  version     = "1.2.0"
  os          = [ubuntu2404, debian12]
  build {
    ${build}
  }
  package jq
  ${members}
}
`;

const settings = `openstack {
      cloud                   = "build"
      flavor                  = "Basic-1-2-20"
      source_image_filter     = { name = os.title, visibility = public, properties = { os_distro = os.distro }, most_recent = true }
      networks                = ["9aab504e-bedf-48af-9256-682a7fa3dabb"]
      use_blockstorage_volume = true
      packer { ssh_handshake_attempts = 20 }
    }`;
const cloud = source(
  `builder   = openstack
    disk      = 20G
    user_data = { locale = "C.UTF-8" }
    ${settings}`,
  'publish {\n tags = ["market", "{{ odd }}"]\n visibility = shared\n members = ["p1"]\n min_disk = 25G\n }',
);
const both = source(
  `memory = 4G
    ${settings}`,
  `variant cloud {
    build { builder = openstack }
  }
  export {
    checksum = [sha256]
    compress = true
    manifest = true
  }`,
);

/** The files of a tree, as text by path. */
function tree(text: string): ReadonlyMap<string, string> {
  const { images, diagnostics } = compileText(text);
  expect(diagnostics).toEqual([]);
  const context = { read: () => new Uint8Array(), contents: contentsReader(library) };
  const files = renderImage(images[0]!, packerAnsible, context);
  return new Map(files.map(({ path, content }) => [path, String(content)]));
}

describe('the template of an image that is built in a cloud', () => {
  const files = tree(cloud);

  it('is what a person would write', () => {
    expect(files.get('xaas-hello.pkr.hcl')).toMatchSnapshot();
    expect(files.get('plugins.pkr.hcl')).toMatchSnapshot();
  });

  it('has its cloud-config beside it, and no seed', () => {
    expect(files.get('user-data')).toBe('#cloud-config\nlocale: "C.UTF-8"\n');
    expect([...files.keys()]).not.toContain('seed.sh');
    expect(files.get('.gitignore')).not.toContain('seed');
  });

  it('comes with a page that says what it takes, and a pipeline that needs no KVM', () => {
    expect(files.get('README.md')!.replace(/## What is in it[^]*?(?=## Build)/, '')).toMatchSnapshot();
    const pipeline = files.get('.gitlab-ci.yml')!;
    expect(pipeline).not.toMatch(/kvm|VKC_RUNNER|qemu|seed\.sh|vkc verify/);
    expect(pipeline).toContain('name: build/$VKC_TARGET');
    expect(pipeline).toContain('packer validate -syntax-only "$template"');
  });

  it('says of its targets where they are', () => {
    const [target] = describeImage(compileText(cloud).images[0]!).targets;
    expect(target).toMatchObject({
      builder: 'openstack',
      cloud: 'build',
      only: 'xaas-hello.openstack.xaas-hello-ubuntu24',
      artifact: 'xaas-hello-ubuntu24/manifest.json',
      checksums: [],
    });
  });
});

describe('the template of an image that is built in both ways', () => {
  const files = tree(both);

  it('has the sources of both, and files of disks only', () => {
    const text = files.get('xaas-hello.pkr.hcl')!;
    expect(text.slice(text.indexOf('source "openstack"'))).toMatchSnapshot();
    expect(text.match(/^source .*"/gm)).toEqual([
      'source "qemu" "ubuntu-24"',
      'source "qemu" "debian-12"',
      'source "openstack" "ubuntu-24"',
      'source "openstack" "debian-12"',
    ]);
  });

  it('validates in its pipeline what needs no cloud', () => {
    const pipeline = files.get('.gitlab-ci.yml')!;
    expect(pipeline).toContain('packer validate -syntax-only "$template"');
    expect(pipeline).toContain(
      'packer validate -only="xaas-hello.qemu.xaas-hello-ubuntu24,xaas-hello.qemu.xaas-hello-debian12"',
    );
    const jobs = pipeline.match(/^[\w.:-]+(?=:$)/gm)!.filter((job) => job.startsWith('verify:'));
    expect(jobs).toEqual(['verify:xaas-hello-ubuntu24', 'verify:xaas-hello-debian12']);
  });
});

it('says with sources of a pipeline what the image says', () => {
  const text = cloud.replace('version     =', 'sources     = external\n  version     =');
  const files = tree(text);
  const template = files.get('xaas-hello.pkr.hcl')!;
  expect(template).not.toMatch(/^source/m);
  expect(template).toContain('source "openstack.ubuntu-24" {');
  expect(template).toContain('flavor');
});
