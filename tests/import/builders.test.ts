import { expect, test } from 'vitest';
import { imported } from '../support/trees/import-tree.ts';

const SHELL = '  provisioner "shell" { inline = ["true"] }\n}\n';

const CLOUD = `variable "flavor" { type = string }
source "openstack" "ubuntu" {
  identity_endpoint       = "https://cloud.example.org:5000/v3"
  flavor                  = var.flavor
  image_name              = "web-{{timestamp}}"
  image_visibility        = "shared"
  ssh_username            = "ubuntu"
  networks                = ["9aab504e-bedf-48af-9256-682a7fa3dabb"]
  use_blockstorage_volume = true
  volume_size             = 20
  metadata                = { hw_disk_bus = "scsi" }
  user_data_file          = "cloud/user-data"
  image_auto_accept_members = true
  source_image_filter {
    filters {
      name       = "Ubuntu-24.04"
      visibility = "public"
    }
    most_recent = true
  }
}
`;
const USER_DATA = '#cloud-config\nusers: [default]\nlocale: C.UTF-8\n';

test('a source for OpenStack is built in OpenStack', async () => {
  const found = await imported({
    'web.pkr.hcl': `${CLOUD}build {\n  name = "web"\n  sources = ["source.openstack.ubuntu"]\n${SHELL}`,
    'cloud/user-data': USER_DATA,
  });
  expect(found.text).toBe(`image web {
  os = [ubuntu2404]

  build {
    builder   = openstack
    disk      = 20G
    user_data = { locale = "C.UTF-8" }

    openstack {
      flavor                  = "flavor"
      networks                = ["9aab504e-bedf-48af-9256-682a7fa3dabb"]
      source_image_filter     = { name = "Ubuntu-24.04"  visibility = public  most_recent = true }
      use_blockstorage_volume = true
    }
  }

  publish {
    visibility = shared
  }

  metadata {
    hw_disk_bus = "scsi"
  }

  # web.pkr.hcl:2: \`flavor\` is \`var.flavor\`, which has no value in the tree: fill it in.
  # web.pkr.hcl:2: \`identity_endpoint\` is not imported: Packer takes credentials from \`clouds.yaml\` or the environment.
  # web.pkr.hcl:2: \`image_auto_accept_members\` is not imported: leave it out: \`vkc publish\` shares the image once it was verified, and its members accept it.
  # web.pkr.hcl:2: \`image_name\` is not imported: it holds \`timestamp\`, which only Packer computes.
  # web.pkr.hcl:2: \`users\` of the user-data is not imported: write \`user NAME { … }\` in the image.

  shell "true" {
    user   = "ubuntu"
    strict = false
  }
}
`);
  expect(found).toMatchObject({ exact: true, compiles: true, differences: [] });
});

test('next to a disk of the same system, the cloud is a variant', async () => {
  const found = await imported({
    'web.pkr.hcl': `${CLOUD}source "qemu" "ubuntu" {
  iso_url      = "https://example.org/noble-server-cloudimg-amd64.img"
  ssh_username = "ubuntu"
}
build {\n  name = "web"\n  sources = ["source.openstack.ubuntu", "source.qemu.ubuntu"]\n${SHELL}`,
  });
  expect(found.text).toMatch(/^ {2}variant cloud \{\n {4}build \{\n {6}builder = openstack\n/m);
  expect(found.text).toMatch(/^ {4}publish \{\n {6}visibility = shared\n {4}\}\n/m);
  expect(found.text).toMatch(/^ {4}metadata \{\n {6}hw_disk_bus = "scsi"\n {4}\}\n/m);
  expect(found).toMatchObject({ exact: true, compiles: true });
});

test.each(['amazon-ebs', 'googlecompute', 'hcloud', 'proxmox-clone'])(
  '%s becomes QEMU, and its line says so',
  async (type) => {
    const found = await imported({
      'a.pkr.hcl': `source "${type}" "ubuntu-24" {\n  ssh_username = "ubuntu"\n}\nbuild {\n  sources = ["source.${type}.ubuntu-24"]\n${SHELL}`,
    });
    expect(found.text).toContain(
      `# a.pkr.hcl:1: the source \`${type}.ubuntu-24\` is built with QEMU here: the language has no builder \`${type}\`.`,
    );
    expect(found).toMatchObject({ exact: true, compiles: true });
  },
);

test('a build without a machine makes no image', async () => {
  const found = await imported({
    'a.pkr.hcl': `source "null" "prepare" { communicator = "none" }\nbuild {\n  sources = ["null.prepare"]\n  provisioner "shell-local" { inline = ["make"] }\n}\n`,
  });
  expect(found.files.size).toBe(0);
  expect(found.said).toContain('a.pkr.hcl:2: the build makes no image: its sources have no machine');
});

test.each([
  ['cd_files', 'cd_files = ["./seed/*"]', 'seed/user-data'],
  ['http_directory', 'http_directory = "http"', 'http/user-data'],
  ['cd_content', 'cd_content = { "user-data" = file("seed/config.yml") }', 'seed/config.yml'],
])('cloud-config of %s', async (_what, setting, file) => {
  const found = await imported({
    'a.pkr.hcl': `source "qemu" "ubuntu-24" {\n  ${setting}\n  ssh_username = "ubuntu"\n}\nbuild {\n  sources = ["source.qemu.ubuntu-24"]\n${SHELL}`,
    [file]: USER_DATA,
  });
  expect(found.text).toContain('user_data = { locale = "C.UTF-8" }');
  expect(found).toMatchObject({ exact: true, compiles: true });
});

test('an installation is named, and left out', async () => {
  const found = await imported({
    'a.pkr.hcl': `source "qemu" "ubuntu-24" {\n  http_directory = "http"\n}\nbuild {\n  sources = ["source.qemu.ubuntu-24"]\n${SHELL}`,
    'http/user-data': '#cloud-config\nautoinstall:\n  version: 1\n',
  });
  expect(found.text).not.toContain('user_data');
  expect(found.text).toContain('the installation (`autoinstall`) is not imported');
});

test('a folder that Packer copies is made where no system has it', async () => {
  const found = await imported({
    'a.pkr.hcl':
      'source "qemu" "ubuntu-24" {}\nbuild {\n  sources = ["source.qemu.ubuntu-24"]\n  provisioner "file" {\n    source      = "conf"\n    destination = "/opt/app"\n  }\n}\n',
    'conf/a/b.yml': 'b\n',
  });
  expect(found.text).toContain(
    'command "install --directory /opt/app/conf/a" { creates = "/opt/app/conf/a" }',
  );
  expect(found.text).toContain('file "/opt/app/conf/a/b.yml"');
  expect(found).toMatchObject({ left: 0, exact: true, compiles: true });
});

test('what Packer takes for yes and no is one', async () => {
  const tree = (volume: string) => ({
    'web.pkr.hcl': `${CLOUD.replace('volume = true', `volume = ${volume}`)}build {\n  name = "web"\n  sources = ["source.openstack.ubuntu"]\n${SHELL}`,
    'cloud/user-data': USER_DATA,
  });
  const found = await imported(tree('"true"'));
  expect(found.text).toBe((await imported(tree('true'))).text);
  expect(found.compiles).toBe(true);
});

test.each([
  ['ubuntu-26.04-server-cloudimg-amd64.img', 'ubuntu-26.04', 'ubuntu2404'],
  ['debian-10-generic-amd64.qcow2', 'debian-10', 'debian11'],
  ['CentOS-Stream-9-20260101.x86_64.qcow2', 'CentOS-Stream-9', 'almalinux9'],
  ['Rocky-8-GenericCloud-Base.latest.x86_64.qcow2', 'Rocky-8', 'almalinux8'],
  ['bionic-server-cloudimg-amd64.img', 'bionic', 'ubuntu2004'],
])(
  'a release that the library does not have is said, and nothing is proved of it: %s',
  async (image, release, instead) => {
    const found = await imported({
      'a.pkr.hcl': `source "qemu" "a" {\n  iso_url = "https://example.org/${image}"\n}\nbuild {\n  sources = ["qemu.a"]\n  provisioner "shell" {\n    inline = ["uptime"]\n  }\n}\n`,
    });
    expect(found.text).toContain(`os = [${instead}]`);
    expect(found.said.join()).toContain(
      `is of \`${release}\`, which the library does not have: declare an \`os\` for it`,
    );
    expect(found.exact).toBe(false);
    expect(found.differences.join()).toContain(`it was read as if \`${release}\` were ${instead}`);
  },
);

test('a release that the library has is none of these', async () => {
  const found = await imported({
    'a.pkr.hcl':
      'source "qemu" "a" {\n  iso_url = "https://example.org/ubuntu-24.04-server-cloudimg-amd64.img"\n}\nbuild {\n  sources = ["qemu.a"]\n  provisioner "shell" {\n    inline = ["uptime"]\n  }\n}\n',
  });
  expect(found.exact).toBe(true);
});
