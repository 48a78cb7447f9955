"""Names the packages of vkc.lock that no package source has, or as another file. Python 3.6 and dnf 4 of the machine run it."""
import subprocess
import sys

import dnf
import hawkey

FORMAT = '%{NAME} %{EPOCHNUM}:%{VERSION}-%{RELEASE} %{ARCH}\\n'


def evr(version):
    return version if ':' in version else '0:' + version


with open(sys.argv[1]) as file:
    locked = [line.split() for line in file]
installed = subprocess.check_output(['rpm', '--query', '--all', '--queryformat', FORMAT], universal_newlines=True)
known = {tuple(line.split()) for line in installed.splitlines()}

base = dnf.Base()
base.conf.read()
base.conf.disable_excludes = ['all']
base.conf.substitutions.update_from_etc(base.conf.installroot, varsdir=base.conf.varsdir)
base.read_all_repos()
# A repository that the image adds later is not looked into, one that a package alone takes is.
wanted = {repository for _, _, _, _, repository in locked}
for repo in base.repos.all():
    if repo.id in wanted:
        repo.enable()
there = {repo.id for repo in base.repos.iter_enabled()}
base.fill_sack(load_system_repo=True)

hashes = {}
for package in base.sack.query(flags=hawkey.IGNORE_EXCLUDES).available():
    key = package.name, '%s:%s-%s' % (package.epoch, package.version, package.release), package.arch
    hashes.setdefault(key, set()).add(package.chksum[1].hex())

gone = []
for name, version, arch, sha256, repository in locked:
    key = name, evr(version), arch
    if repository not in there or key in known or sha256 in hashes.get(key, ()):
        continue
    what = '%s %s %s' % (name, version, arch)
    gone.append(what + (' is another file than the one in vkc.lock.' if key in hashes else ', which vkc.lock names, is in no package source.'))
if gone:
    sys.exit('\n'.join(gone + ['To take the versions that there are: vkc lock --update versions']))
