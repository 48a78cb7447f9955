import { own } from '../../compiler/model/own.ts';
import { rule } from '../../compiler/sdk/rule.ts';

/** What the systems of a family install packages with, by what Ansible calls the family. */
const MANAGERS: Readonly<Record<string, readonly string[]>> = {
  Altlinux: ['apt_rpm'],
  Debian: ['apt'],
  RedHat: ['dnf', 'yum'],
  Suse: ['zypper'],
};

export default rule({
  id: 'wrong-package-manager',
  topic: 'build',
  severity: 'error',
  title: 'A family has the package manager of its systems.',
  message: '{title} has no `{manager}`: what Ansible calls `{family}` installs packages with {right}.',
  help: 'Write `package_manager = {first}` in the family, or in the system.',
  why: 'Ansible’s module for another package manager finds no database, or the wrong one: the `apt` of ALT Linux, for example, installs packages of rpm, and the module `apt` needs dpkg.',
  sources: ['base-and-packages'],
  *check({ target: { os } }) {
    const right = own(MANAGERS, os.family.ansible);
    if (right === undefined || right.includes(os.package_manager)) return;
    yield {
      span: os.origin,
      params: {
        title: os.title,
        manager: os.package_manager,
        family: os.family.ansible,
        right: right.map((each) => `\`${each}\``).join(' or '),
        first: right[0]!,
      },
    };
  },
  wrong:
    'family alt {\n  title           = "ALT family"\n  ansible         = "Altlinux"\n  package_manager = apt\n  ssh_unit        = "sshd"\n  firewall_unit   = "iptables"\n  sftp_server     = "/usr/lib/openssh/sftp-server"\n}\nos alt10 {\n  family  = alt\n  title   = "ALT Server 10"\n  distro  = "altlinux"\n  release = "10"\n  version = "10"\n  short   = "alt10"\n  user    = "altlinux"\n  source  = "alt-10"\n  python  = "3.9"\n  image {\n    url      = "https://example.org/alt-p10-cloud-x86_64.qcow2"\n    checksum = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"\n  }\n}\nimage a {\n  os = [«alt10»]\n  package jq\n}\n',
  right:
    'family alt {\n  title           = "ALT family"\n  ansible         = "Altlinux"\n  package_manager = apt_rpm\n  ssh_unit        = "sshd"\n  firewall_unit   = "iptables"\n  sftp_server     = "/usr/lib/openssh/sftp-server"\n}\nos alt10 {\n  family  = alt\n  title   = "ALT Server 10"\n  distro  = "altlinux"\n  release = "10"\n  version = "10"\n  short   = "alt10"\n  user    = "altlinux"\n  source  = "alt-10"\n  python  = "3.9"\n  image {\n    url      = "https://example.org/alt-p10-cloud-x86_64.qcow2"\n    checksum = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"\n  }\n}\nimage a {\n  os = [alt10]\n  package jq\n}\n',
});
