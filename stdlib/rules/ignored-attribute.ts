import { own } from '../../compiler/model/own.ts';
import { rule } from '../../compiler/sdk/rule.ts';
import packageKind from '../resources/package.ts';
import repository from '../resources/repository.ts';

/**
 * Attributes that a package manager cannot follow, with what it would do instead. What only says nothing to it (`purge`,
 * `allow_erasing`, `components`) may stand there for other systems.
 */
const LACKS: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>> = {
  zypper: { package: { update_only: 'it would install the package where it is missing' } },
  apt_rpm: {
    package: {
      update_only: 'it would install the package where it is missing',
      from: 'it would take the package from any repository',
    },
    repository: { priority: 'it takes the newest package of all repositories' },
  },
};

export default rule({
  id: 'ignored-attribute',
  topic: 'build',
  severity: 'error',
  eachRun: true,
  title: 'The package manager can do what an attribute asks for.',
  message: '`{attribute}` cannot be had with `{manager}` on {title}: {instead}.',
  help: 'Leave it out on this system: `match os.package_manager { … }`.',
  why: 'The package managers of author’s families know less than apt and dnf. What one of them cannot do would otherwise be left out without a word.',
  sources: ['base-and-packages'],
  *check(context) {
    const { os } = context.target;
    const lacks = own(LACKS, os.package_manager) ?? {};
    for (const at of context.resources(packageKind, repository)) {
      for (const [attribute, instead] of Object.entries(own(lacks, at.resource.kind) ?? {})) {
        const value = at.resource.attributes.get(attribute);
        if (value === undefined || (value.type === 'bool' && !value.value)) continue;
        yield {
          at,
          span: value.origin ?? at.resource.origin,
          params: { attribute, manager: os.package_manager, title: os.title, instead },
        };
      }
    }
  },
  wrong:
    'family suse {\n  title           = "SUSE family"\n  ansible         = "Suse"\n  package_manager = zypper\n  ssh_unit        = "sshd"\n  firewall_unit   = "firewalld"\n  sftp_server     = "/usr/lib/ssh/sftp-server"\n}\nos leap16 {\n  family  = suse\n  title   = "openSUSE Leap 16.0"\n  distro  = "opensuse"\n  release = "16.0"\n  version = "16.0"\n  short   = "leap16"\n  user    = "opensuse"\n  source  = "leap-16"\n  python  = "3.13"\n  image {\n    url      = "https://example.org/leap-16.x86_64.qcow2"\n    checksum = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"\n  }\n}\nimage a {\n  os = [leap16]\n  package openssl { update_only = «true» }\n}\n',
  right: 'image a {\n  os = [debian12]\n  package openssl { update_only = true }\n}\n',
});
