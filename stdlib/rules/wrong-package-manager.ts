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
  why: 'Ansible’s module for another package manager finds no database, or the wrong one: the module `apt` needs dpkg, for example, which no system of rpm packages has.',
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
    'family suse {\n  title           = "SUSE family"\n  ansible         = "Suse"\n  package_manager = apt\n  ssh_unit        = "sshd"\n  firewall_unit   = "firewalld"\n  sftp_server     = "/usr/lib/ssh/sftp-server"\n}\nos leap16 {\n  family  = suse\n  title   = "openSUSE Leap 16.0"\n  distro  = "opensuse"\n  release = "16.0"\n  version = "16.0"\n  short   = "leap16"\n  user    = "opensuse"\n  source  = "leap-16"\n  python  = "3.13"\n  image {\n    url      = "https://example.org/leap-16.x86_64.qcow2"\n    checksum = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"\n  }\n}\nimage a {\n  os = [«leap16»]\n  package jq\n}\n',
  right:
    'family suse {\n  title           = "SUSE family"\n  ansible         = "Suse"\n  package_manager = zypper\n  ssh_unit        = "sshd"\n  firewall_unit   = "firewalld"\n  sftp_server     = "/usr/lib/ssh/sftp-server"\n}\nos leap16 {\n  family  = suse\n  title   = "openSUSE Leap 16.0"\n  distro  = "opensuse"\n  release = "16.0"\n  version = "16.0"\n  short   = "leap16"\n  user    = "opensuse"\n  source  = "leap-16"\n  python  = "3.13"\n  image {\n    url      = "https://example.org/leap-16.x86_64.qcow2"\n    checksum = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"\n  }\n}\nimage a {\n  os = [leap16]\n  package jq\n}\n',
});
