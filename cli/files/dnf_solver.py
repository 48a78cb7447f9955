"""Does on paper what dnf does on a machine: reads one step of a build as JSON, and prints which packages it installs.

The root has the machine's rpm database and settings. With "apply", the database is afterwards as the step leaves it: headers of packages
are enough for that, and whole packages are only fetched if they bring package sources.
"""
import configparser
import contextlib
import json
import os
import re
import sys
import urllib.request

import dnf
import dnf.exceptions
import dnf.rpm
import dnf.subject
import hawkey
import rpm

# Settings of a machine that decide what is installed. Others could start programs here.
TAKEN = (
    'best', 'exclude', 'excludepkgs', 'includepkgs', 'install_weak_deps', 'installonly_limit', 'installonlypkgs',
    'module_platform_id', 'module_stream_switch', 'multilib_policy', 'obsoletes', 'protected_packages', 'strict',
)
# What packages bring that later steps depend on.
BROUGHT = ('/etc/yum.repos.d/', '/etc/pki/rpm-gpg/', '/etc/dnf/vars/', '/etc/dnf/modules.d/')
SCHEMES = ('https', 'http', 'ftp')


class Refused(Exception):
    """What cannot be solved, in words for the user."""


class Machine:
    def __init__(self, job):
        self.job = job
        self.root = job['root']
        self.originals = {}
        self.base = dnf.Base()
        self._configure()

    def path(self, name):
        return os.path.join(self.root, name.lstrip('/'))

    def _configure(self):
        conf = self.base.conf
        conf.installroot = self.root
        conf.cachedir = self.job['cache']
        conf.persistdir = self.path('/var/lib/dnf')
        conf.logdir = self.job['cache']
        conf.plugins = False
        conf.arch = self.job['arch']
        conf.ignorearch = True
        conf.zchunk = False
        conf.retries = 3
        for name, value in self._settings().items():
            # A list that is set adds to the one of before.
            setattr(conf, name, value.replace('\n', ' ') if isinstance(getattr(conf, name), str) else _typed(conf, name, value))
        variables = conf.substitutions
        variables.update_from_etc(installroot=self.root, varsdir=('/etc/yum/vars', '/etc/dnf/vars'))
        for name, value in self._release().items():
            variables[name] = variables.get(name) or value
        if not variables.get('releasever'):
            raise Refused('its release is not known: no package provides system-release(releasever)')
        self._sources()

    def _settings(self):
        parser = configparser.ConfigParser(interpolation=None, strict=False)
        with contextlib.suppress(OSError, configparser.Error):
            parser.read(self.path('/etc/dnf/dnf.conf'))
        main = parser['main'] if parser.has_section('main') else {}
        return {name: main[name] for name in TAKEN if name in main}

    def _release(self):
        """The release, as the package of the system says it."""
        found = {}
        for header in rpm.TransactionSet(self.root).dbMatch('providename', 'system-release'):
            found['releasever'] = header['version']
            for name, version in zip(header['providename'], header['provideversion']):
                told = re.fullmatch(r'system-release\((releasever\w*)\)', name)
                if told and version:
                    found[told[1]] = version
        if 'releasever' in found:
            major, _, minor = found['releasever'].partition('.')
            found.setdefault('releasever_major', major)
            found.setdefault('releasever_minor', minor)
        return found

    def _sources(self):
        """The package sources of the machine as this one can use them: only servers, with the machine's keys."""
        own = os.path.join(self.job['cache'], 'sources')
        os.makedirs(own, exist_ok=True)
        for name in os.listdir(own):
            os.unlink(os.path.join(own, name))
        there = self.path('/etc/yum.repos.d')
        for name in sorted(os.listdir(there)) if os.path.isdir(there) else ():
            if not name.endswith('.repo'):
                continue
            with open(os.path.join(there, name), encoding='utf8', errors='replace') as file:
                text = file.read()
            with open(os.path.join(own, name), 'w', encoding='utf8') as file:
                file.write(self._expanded(text))
        self.base.conf.reposdir = [own]
        self.base.read_all_repos()
        for repo in list(self.base.repos.all()):
            repo.baseurl = [self._asked(url) for url in repo.baseurl if url.split(':')[0] in SCHEMES]
            for key in ('metalink', 'mirrorlist'):
                url = getattr(repo, key)
                if url:
                    setattr(repo, key, self._asked(url) if url.split(':')[0] in SCHEMES else None)
            if not (repo.baseurl or repo.metalink or repo.mirrorlist):
                repo.disable()
                continue
            # A source that is left out would leave its packages out of the lock.
            repo.skip_if_unavailable = False
            repo.gpgkey = [self._here(key) for key in repo.gpgkey]
            for key in ('sslcacert', 'sslclientcert', 'sslclientkey'):
                if getattr(repo, key):
                    setattr(repo, key, self.path(getattr(repo, key)))

    def _expanded(self, text):
        """Newer versions of dnf know ${name:+word} and ${name:-word}."""
        variables = self.base.conf.substitutions

        def chosen(match):
            value = variables.get(match[1], '')
            word = re.sub(r'\\?\$(\w+)', lambda each: variables.get(each[1], ''), match[3])
            return (word if value else '') if match[2] == '+' else (value or word)

        return re.sub(r'\$\{(\w+):([+-])([^{}]*)\}', chosen, text)

    def _asked(self, url):
        """What is asked in place of an address."""
        for start, mirror in self.job['mirrors']:
            if url.startswith(start):
                asked = mirror + url[len(start):]
                self.originals[asked] = url
                return asked
        return url

    def _here(self, key):
        return 'file://' + self.path(key[len('file://'):]) if key.startswith('file:///') else key

    def original(self, url):
        for asked in sorted(self.originals, key=len, reverse=True):
            if url.startswith(asked):
                return self.originals[asked] + url[len(asked):]
        return url

    def load(self, repositories=()):
        for name in repositories:
            found = self.base.repos.get_matching(name)
            if not found:
                raise Refused(f'there is no repository {name}')
            for repo in found:
                repo.enable()
        self.base.fill_sack(load_system_repo=True, load_available_repos=True)
        pins = {(pin['name'], pin['arch'], pin['version']) for pin in self.job['pins']}
        names = sorted({name for name, _, _ in pins})
        others = [each for each in self.base.sack.query().available().filter(name=names) if _key(each) not in pins]
        if others:
            self.base.sack.add_excludes(self.base.sack.query().filter(pkg=others))

    def mark(self, step):
        base = self.base
        if step['do'] == 'upgrade':
            base.upgrade_all()
            return
        if step['do'] == 'remove':
            base.conf.clean_requirements_on_remove = False
            for name in step['names']:
                with contextlib.suppress(dnf.exceptions.MarkingError):
                    base.remove(name)
            return
        if step['recommends'] is not None:
            base.conf.install_weak_deps = step['recommends']
        if step['do'] == 'install-file':
            for package in base.add_remote_rpms([self.path(step['path'])]):
                base.package_install(package)
            return
        for name in step['names']:
            if name.startswith('@'):
                base.install_specs([name])
                continue
            there = dnf.subject.Subject(name).get_best_query(sack=base.sack).installed()
            if not there:
                if step['upgrade'] != 'only':
                    base.install(name, strict=True)
            elif step['upgrade'] != 'no':
                base.upgrade(name)

    def solve(self, step):
        self.load([] if step.get('release') is None else step['release'].split(','))
        self.mark(step)
        self.base.resolve(allow_erasing=step['do'] == 'remove' or step.get('erases', False))
        transaction = self.base.transaction
        added, removed = list(transaction.install_set), list(transaction.remove_set)
        told = {'install': [self.described(each) for each in added]}
        if self.job['apply'] and (added or removed):
            self.apply(added, removed)
        return told

    def described(self, package):
        name, arch, version = _key(package)
        told = {'name': name, 'arch': arch, 'version': version}
        if package.reponame == hawkey.CMDLINE_REPO_NAME:
            path = package.localPkg()
            told['path'] = '/' + os.path.relpath(path, self.root)
            return told
        kind, value = package.chksum
        if kind != hawkey.CHKSUM_SHA256:
            raise Refused(f'the repository {package.reponame} has no SHA-256 of {name} {version}')
        url = package.remote_location(schemes=SCHEMES)
        told |= {'sha256': value.hex(), 'url': self.original(url), 'repository': package.reponame}
        return told

    def apply(self, added, removed):
        """Changes the rpm database alone."""
        rpm.addMacro('_pkgverify_level', 'none')
        rpm.addMacro('_dbpath', self.path(self.job['dbpath']))
        changing = rpm.TransactionSet()
        changing.setVSFlags(-1)
        changing.setFlags(rpm.RPMTRANS_FLAG_JUSTDB | rpm.RPMTRANS_FLAG_NOSCRIPTS | rpm.RPMTRANS_FLAG_NOTRIGGERS)
        changing.setProbFilter(0x7FFF)
        folder = os.path.join(self.job['cache'], 'headers')
        os.makedirs(folder, exist_ok=True)
        for package in added:
            path = package.localPkg() if package.reponame == hawkey.CMDLINE_REPO_NAME else self.header(package, folder)
            with open(path, 'rb') as file:
                header = changing.hdrFromFdno(file.fileno())
            files = rpm.files(header)
            if any(each.name.startswith(BROUGHT) for each in files):
                if package.reponame != hawkey.CMDLINE_REPO_NAME:
                    self.base.download_packages([package])
                    path = package.localPkg()
                self.bring(path, changing)
            changing.addInstall(header, path, 'i')
        for package in removed:
            changing.addErase(package.rpmdbid)
        opened = {}

        def called(what, _amount, _total, key, _data):
            if what == rpm.RPMCALLBACK_INST_OPEN_FILE:
                opened[key] = os.open(key, os.O_RDONLY)
                return opened[key]
            if what == rpm.RPMCALLBACK_INST_CLOSE_FILE:
                os.close(opened[key])
            return None

        problems = changing.run(called, '')
        if problems is not None:
            raise Refused('rpm cannot note what is installed: ' + '; '.join(text for text, _ in problems))

    def header(self, package, folder):
        """The beginning of a package, which its repository says the length of."""
        path = os.path.join(folder, package.chksum[1].hex())
        if os.path.exists(path):
            return path
        url = package.remote_location(schemes=SCHEMES)
        try:
            asked = urllib.request.Request(url, headers={'Range': f'bytes=0-{package.hdr_end - 1}'})
            with urllib.request.urlopen(asked, timeout=60) as answer:
                beginning = answer.read(package.hdr_end)
            if len(beginning) < package.hdr_end:
                raise OSError('the answer is too short')
        except OSError:
            # dnf asks other mirrors, and knows certificates.
            self.base.download_packages([package])
            return package.localPkg()
        with open(path + '.part', 'wb') as file:
            file.write(beginning)
        os.replace(path + '.part', path)
        return path

    def bring(self, path, changing):
        """Writes what a package has for dnf."""
        with open(path, 'rb') as file:
            header = changing.hdrFromFdno(file.fileno())
            payload = rpm.fd(file.fileno(), 'r', header['payloadcompressor'] or 'gzip')
            archive = rpm.files(header).archive(payload, False)
            for each in archive:
                if each.name.startswith(BROUGHT) and archive.hascontent() and '/../' not in each.name:
                    to = self.path(each.name)
                    os.makedirs(os.path.dirname(to), exist_ok=True)
                    with open(to, 'wb') as written:
                        written.write(archive.read(each.size))


def _typed(conf, name, value):
    current = getattr(conf, name)
    if isinstance(current, bool):
        return value.strip().lower() in ('1', 'yes', 'true', 'on')
    if isinstance(current, int):
        return int(value)
    return re.split(r'[\s,]+', value.strip())


def _key(package):
    epoch = '' if package.epoch == 0 else f'{package.epoch}:'
    return package.name, package.arch, f'{epoch}{package.version}-{package.release}'


def main():
    job = json.load(sys.stdin)
    machine = None
    try:
        machine = Machine(job)
        step = job['step']
        if step is None:
            machine.load()
            return {'repositories': sorted(repo.id for repo in machine.base.repos.iter_enabled())}
        return machine.solve(step)
    except Refused as refused:
        return {'refused': str(refused)}
    except (dnf.exceptions.Error, rpm.error, OSError, ValueError) as error:
        return {'refused': re.sub(r'\s+', ' ', str(error)).strip() or type(error).__name__}
    finally:
        if machine is not None:
            machine.base.close()


if __name__ == '__main__':
    with contextlib.redirect_stdout(sys.stderr):
        answer = main()
    print(json.dumps(answer))
