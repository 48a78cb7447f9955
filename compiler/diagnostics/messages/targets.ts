import { area } from '../area.ts';

/** One image × one system × one variant. */
export default area('VK05', 'targets', 'Systems, variants, and what comes together on one machine.', {
  VK0501: {
    severity: 'error',
    message: 'This `match` has no answer for {value}: it knows {known}.',
    help: 'Add an arm for it, or `else`.',
    why: 'A target without an answer would get an image in which something is missing.',
    wrong:
      'image a {\n  os = [debian12, almalinux9]\n  «match os.family» {\n    debian { package jq }\n  }\n}\n',
    right:
      'image a {\n  os = [debian12, almalinux9]\n  match os.family {\n    debian { package jq }\n    redhat { package jq }\n  }\n}\n',
  },
  VK0502: {
    severity: 'error',
    message: 'Two targets are called `{name}`.',
    help: 'Give one of them another name with `name = "…"`, or rename the image or the variant.',
    why: 'The name of a target is the name of its Packer build, its folder and its image in the cloud.',
    wrong: 'image a {\n  os   = [debian12, debian13]\n  name = «"a"»\n  package jq\n}\n',
    right: 'image a {\n  os   = [debian12, debian13]\n  name = "a-${os.short}"\n  package jq\n}\n',
  },
  VK0503: {
    severity: 'error',
    message: 'The image `{name}` says nowhere which systems it is built for.',
    help: 'Add `os = [ubuntu2404]`.',
    why: '`os` is the one attribute that every image needs.',
    wrong: 'image «a» {\n  package jq\n}\n',
    right: 'image a {\n  os = [ubuntu2404]\n  package jq\n}\n',
  },
  VK0504: {
    severity: 'error',
    message: '`{name}` stands twice in the list of systems.',
    help: 'Leave one out.',
    why: 'One system twice would give two targets of one name.',
    wrong: 'image a {\n  os = [debian12, «debian12»]\n  package jq\n}\n',
    right: 'image a {\n  os = [debian12]\n  package jq\n}\n',
  },
  VK0505: {
    severity: 'error',
    message: 'The image `{name}` has no target: {reason}.',
    help: '{remedy}',
    why: 'An image without a target builds nothing.',
    wrong: 'image «a» {\n  os    = [debian12]\n  plain = false\n  package jq\n}\n',
    right:
      'image a {\n  os    = [debian12]\n  plain = false\n  package jq\n  variant large { build { disk = 50G } }\n}\n',
  },
  VK0506: {
    severity: 'error',
    message: '`{name}` holds for the whole image, so it cannot depend on the target.',
    help: 'Write it directly in the image.',
    why: 'The image has one title, one version, one list of systems; what differs by target is what `when`, `match` and `variant` are for.',
    wrong:
      'image a {\n  os = [debian12, ubuntu2404]\n  when os.distro == "debian" {\n    «title» = "A"\n  }\n  package jq\n}\n',
    right: 'image a {\n  os    = [debian12, ubuntu2404]\n  title = "A"\n  package jq\n}\n',
  },
  VK0507: {
    severity: 'error',
    message: 'The variant `{variant}` names the system `{os}`, which the image is not built for.',
    help: 'Add `{os}` to the `os` of the image, or leave it out here.',
    why: 'A variant can narrow the systems of its image, not widen them.',
    wrong: 'image a {\n  os = [debian12]\n  package jq\n  variant large { os = [«debian13»] }\n}\n',
    right: 'image a {\n  os = [debian12, debian13]\n  package jq\n  variant large { os = [debian13] }\n}\n',
  },
  VK0508: {
    severity: 'error',
    message: 'Two images are called `{name}`.',
    help: 'Rename one of them.',
    why: 'The name of an image is the name of its folder and of its targets.',
    wrong:
      'image a {\n  os = [debian12]\n  package jq\n}\n\nimage «a» {\n  os = [debian13]\n  package jq\n}\n',
    right: 'image a {\n  os = [debian12, debian13]\n  package jq\n}\n',
  },
  VK0509: {
    severity: 'error',
    message: 'This is not known here: the attribute holds for all targets at once.',
    help: 'Use `os` inside a role, a resource, `metadata`, `build` or `name`.',
    why: 'What stands directly in the image is evaluated once, before there is a target.',
    wrong: 'image a {\n  os    = [debian12]\n  title = «os».title\n  package jq\n}\n',
    right: 'image a {\n  os    = [debian12]\n  title = "Debian 12"\n  package jq\n}\n',
  },
  VK0510: {
    severity: 'error',
    message: '`{kind} {label}` stands twice in this role, with different values.',
    help: 'Say in one place what it should be.',
    why: 'The second would undo the first each time the playbook runs, and which of the two was meant is not said.',
    wrong:
      'image a {\n  os = [debian12]\n  service cron { enabled = true }\n  «service cron» { enabled = false }\n}\n',
    right: 'image a {\n  os = [debian12]\n  service cron { enabled = false }\n}\n',
  },
  VK0511: {
    severity: 'warning',
    message: '`{kind} {label}` stands twice in this role.',
    help: 'Remove one of them.',
    why: 'The second does nothing, and whoever changes one of them will miss the other.',
    wrong: 'image a {\n  os = [debian12]\n  package jq\n  package [vim, «jq»]\n}\n',
    right: 'image a {\n  os = [debian12]\n  package [jq, vim]\n}\n',
  },
  VK0512: {
    severity: 'warning',
    message: '`{path}` is written by the role `{role}` too.',
    help: 'Leave it to one of them; the other can take what differs as a param.',
    why: 'Of two roles that write one file the later wins, and the earlier looks as if it had an effect.',
    wrong:
      'image a {\n  os = [debian12]\n  use web\n  «file "/etc/motd"» { content = "a" }\n}\n\nrole web {\n  file "/etc/motd" { content = "b" }\n}\n',
    right:
      'image a {\n  os = [debian12]\n  use web { motd = "a" }\n}\n\nrole web {\n  param motd: string\n  file "/etc/motd" { content = motd }\n}\n',
  },
  VK0513: {
    severity: 'warning',
    message: 'No role of this image has a `start` block, so there is nothing for `{role}` to put into it.',
    help: 'Remove it; the role runs by itself where something has a `start` block.',
    why: 'This role puts the playbook of the start phase into the image. Without a start phase there is none.',
    wrong: 'image a {\n  os = [debian12]\n  package jq\n  «use playbooks» { ansible = false }\n}\n',
    right:
      'image a {\n  os = [debian12]\n  use redis\n  use playbooks { ansible = false }\n}\n\nrole redis {\n  package redis-server\n  start { service redis-server }\n}\n',
  },
  VK0514: {
    severity: 'warning',
    message: 'Several targets are published under the name `{name}`: {targets}.',
    help: 'Tell them apart: `name = "${image.target} ${image.version}"`, or use `os` and `variant` in it.',
    why: 'Clouds take several images of one name. Who then asks for the image by its name, as Terraform does, gets any of them.',
    wrong:
      'image a {\n  os      = [debian12, debian13]\n  version = "1.0.0"\n  publish { name = «"A ${image.version}"» }\n  package jq\n}\n',
    right:
      'image a {\n  os      = [debian12, debian13]\n  version = "1.0.0"\n  publish { name = "A ${image.version} on ${os.title}" }\n  package jq\n}\n',
  },
  VK0515: {
    severity: 'error',
    message: 'This has the folder `{folder}` in the tree, and so has {other}.',
    help: 'Give one of them another name. Dashes and underscores are the same in names of folders, and so are capitals.',
    why: 'Each role is a folder of the tree, and so are the resources that stand in the image itself. Of two with one name one would be lost.',
    wrong: 'image nginx {\n  os = [debian12]\n  use nginx\n  «package» htop\n}\n',
    right: 'image web {\n  os = [debian12]\n  use nginx\n  package htop\n}\n',
  },
  VK0516: {
    severity: 'error',
    message: 'The name `{name}` is given to two roles: `{first}` and `{second}`.',
    help: 'Give the second use a name of its own: `use {second} as {second}_2`.',
    why: 'A role is run once under each name. The second would be left out.',
    wrong: 'image a {\n  os = [debian12]\n  use nginx\n  «use redis as nginx»\n}\n',
    right: 'image a {\n  os = [debian12]\n  use nginx\n  use redis\n}\n',
  },
  VK0517: {
    severity: 'error',
    message: '{title} has no base image for `{arch}`.',
    help: 'It has one for: {known}. Declare an `os {os}` of your own with `image { arch = {arch}  url = "…"  checksum = "…" }`, or leave `{arch}` out.',
    why: 'A build starts from the cloud image of the system, which is for one processor.',
    wrong: 'image a {\n  os = [centos7]\n  arch = «arm64»\n  package jq\n}\n',
    right: 'image a {\n  os = [debian12]\n  arch = arm64\n  package jq\n}\n',
  },
  VK0518: {
    severity: 'error',
    message: 'A machine with a processor of `arm64` is not built with `firmware = {firmware}`.',
    help: 'Leave `firmware` out, or write `efi`. If the image is for other processors too, set it in the variant for `amd64`.',
    why: 'QEMU’s machine for 64-bit ARM has UEFI and no BIOS, and OpenStack offers Secure Boot on x86-64 only.',
    wrong: 'image a {\n  os = [debian12]\n  arch = arm64\n  build { firmware = «bios» }\n  package jq\n}\n',
    right: 'image a {\n  os = [debian12]\n  arch = arm64\n  build { firmware = efi }\n  package jq\n}\n',
  },
  VK0519: {
    severity: 'error',
    message: 'There is no image `{name}` here; this file knows {known}.',
    help: 'Import the file that declares it: `import "base.vkimage"`.',
    why: 'A base is an image of the same file, or of one that it imports.',
    wrong: 'image a {\n  os   = [debian12]\n  base = image.«company-base»\n  package jq\n}\n',
    right:
      'image company-base {\n  os = [debian12]\n  use hardening\n}\n\nimage a {\n  os   = [debian12]\n  base = image.company-base\n  package jq\n}\n',
  },
  VK0520: {
    severity: 'error',
    message: 'The image `{name}` is built on itself: {chain}.',
    help: 'One of these images has to start from the cloud images of its systems: take its `base` away.',
    why: 'Whatever is built first needs a disk that is there already.',
    wrong: 'image a {\n  os   = [debian12]\n  base = image.«a»\n  package jq\n}\n',
    right: 'image a {\n  os = [debian12]\n  package jq\n}\n',
  },
  VK0521: {
    severity: 'error',
    message: 'The base `{name}` {problem}.',
    help: '{help}',
    why: 'An image starts from the disk of its base, so it has the same systems, processor and firmware, and a disk that is at least as large.',
    wrong:
      'image company-base {\n  os = [debian12]\n  use hardening\n}\n\nimage a {\n  os   = [debian12, «almalinux9»]\n  base = image.company-base\n  package jq\n}\n',
    right:
      'image company-base {\n  os = [debian12, almalinux9]\n  use hardening\n}\n\nimage a {\n  os   = [debian12, almalinux9]\n  base = image.company-base\n  package jq\n}\n',
  },
  VK0522: {
    severity: 'error',
    message: 'A base is an image of the project.',
    help: 'Write `base = image.NAME`. A cloud image of your own belongs to a system: `os … { image { url = "…" } }`.',
    why: 'What an image is built on is known when it is compiled: its systems, its disk, and what is in it already.',
    wrong: 'image a {\n  os   = [debian12]\n  base = «"company-base"»\n  package jq\n}\n',
    right:
      'image company-base {\n  os = [debian12]\n  use hardening\n}\n\nimage a {\n  os   = [debian12]\n  base = image.company-base\n  package jq\n}\n',
  },
  VK0523: {
    severity: 'error',
    message: 'The system `{name}` has no cloud image to start from.',
    help: 'Write `image { url = "…"  checksum = "…" }`: the address of the image that its vendor publishes for KVM.',
    why: 'Every build starts from the image of the system, which the vendor publishes.',
    wrong:
      'image a {\n  os = [own12]\n  package jq\n}\n\nos «own12» {\n  family  = debian\n  title   = "Own 12"\n  distro  = "own"\n  release = "12"\n  version = "12"\n  short   = "own12"\n  user    = "own"\n  source  = "own-12"\n  python  = "3.11"\n}\n',
    right:
      'image a {\n  os = [own12]\n  package jq\n}\n\nos own12 {\n  family  = debian\n  title   = "Own 12"\n  distro  = "own"\n  release = "12"\n  version = "12"\n  short   = "own12"\n  user    = "own"\n  source  = "own-12"\n  python  = "3.11"\n\n  image {\n    url      = "https://example.org/own-12.qcow2"\n    checksum = "file:https://example.org/SHA256SUMS"\n  }\n}\n',
  },
});
