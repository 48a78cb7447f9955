import { describe, expect, test } from 'vitest';
import { imported } from '../support/trees/import-tree.ts';

const template = (name: string, from: string, settings = '') => `
source "qemu" "debian12" {
  iso_url      = "${from}"
  iso_checksum = "none"
  disk_image   = true
  ssh_username = "debian"
  ${settings}
}

build {
  name    = "${name}"
  sources = ["source.qemu.debian12"]
  provisioner "ansible" { playbook_file = "./site.yml" }
}
`;

const playbook = (package_: string) => `- hosts: all
  become: true
  tasks:
    - name: Install ${package_}
      apt:
        name: ${package_}
`;

const CLOUD = 'https://cloud.debian.org/images/cloud/bookworm/latest/debian-12-genericcloud-amd64.qcow2';
const OUTPUT = 'output_directory = "../disks/golden"\n  vm_name = "golden.qcow2"';

const tree = (from: string) => ({
  'golden/golden.pkr.hcl': template('golden', CLOUD, OUTPUT),
  'golden/site.yml': playbook('curl'),
  'shop/shop.pkr.hcl': template('shop', from),
  'shop/site.yml': playbook('nginx'),
});

describe('an image that starts from the disk of another one in the tree', () => {
  test('is built on it', async () => {
    const { text, exact, compiles, said } = await imported(tree('../disks/golden/golden.qcow2'));
    expect(text).toContain('  base = image.golden\n');
    expect(text.match(/^image .*/gm)).toEqual(['image golden {', 'image shop {']);
    expect({ exact, compiles, said }).toEqual({ exact: true, compiles: true, said: [] });
  });

  test('by the names that Packer gives to disks', async () => {
    const files = tree('../golden/output-debian12/packer-debian12');
    const { text } = await imported({ ...files, 'golden/golden.pkr.hcl': template('golden', CLOUD) });
    expect(text).toContain('  base = image.golden\n');
  });

  test('over several steps, whatever their order', async () => {
    const { text, exact } = await imported({
      ...tree('../disks/golden/golden.qcow2'),
      'all/all.pkr.hcl': template('all', '../shop/output-debian12/packer-debian12'),
      'all/site.yml': playbook('jq'),
    });
    expect(text).toMatch(/image all \{[^}]*base = image\.shop\n/);
    expect(text).toMatch(/image shop \{[^}]*base = image\.golden\n/);
    expect(exact).toBe(true);
  });

  test.each([
    ['a file that nothing in the tree makes', tree('../disks/other.qcow2')],
    [
      'each other',
      {
        ...tree('../golden/output-debian12/packer-debian12'),
        'golden/golden.pkr.hcl': template('golden', '../shop/output-debian12/packer-debian12'),
      },
    ],
  ])('%s is none', async (_title, files) => {
    const { text, said } = await imported(files);
    expect(text).not.toContain('  base = image.');
    expect(said.join('\n')).toMatch(
      /it starts from the file `\.\.\/.+`, and the import from the base image of debian12/,
    );
  });
});
