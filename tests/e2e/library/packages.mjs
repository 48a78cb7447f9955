// Makes small .deb and .rpm packages and signed repositories of them: stand-ins for software that the tests cannot fetch.
// A package is { version, units, users, groups, folders, files }; all but its name can be left out.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { must } from '../machine.mjs';

const sha256 = (data) => createHash('sha256').update(data).digest('hex');
const isProgram = (path) => /\/s?bin\/|\.sh$|-setup$/.test(path);

/** Every unit of a stand-in runs and does nothing. */
const unitText = (name) => `[Unit]
Description=Stand-in for ${name}

[Service]
ExecStart=/bin/sleep infinity

[Install]
WantedBy=multi-user.target
`;

const socketText = (file) => `[Socket]
ListenStream=/run/${file}

[Install]
WantedBy=sockets.target
`;

function filesOf(name, { units = [], files = {} }) {
  const all = units.map((unit) => {
    const file = /\.\w+$/.test(unit) ? unit : `${unit}.service`;
    return [`/usr/lib/systemd/system/${file}`, file.endsWith('.socket') ? socketText(file) : unitText(name)];
  });
  const marker = [`/usr/share/stand-in/${name}`, `stand-in for ${name}\n`];
  return [...all, ...Object.entries(files), marker].map(([path, content]) => ({
    path,
    content,
    mode: isProgram(path) ? 0o755 : 0o644,
  }));
}

/** Accounts and folders of theirs, as the scripts of packages make them. */
function accounts({ users = {}, groups = [], folders = {} }) {
  return [
    ...groups.map((group) => `getent group ${group} >/dev/null || groupadd --system ${group}`),
    ...Object.entries(users).map(
      ([user, home]) =>
        `getent passwd ${user} >/dev/null || useradd --system --user-group --no-create-home --home-dir ${home} --shell /usr/sbin/nologin ${user}`,
    ),
    ...Object.entries(folders).map(([folder, owner]) => `install -d -o ${owner} -g ${owner} ${folder}`),
  ];
}

function put(root, files) {
  for (const { path, content, mode } of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content, { mode });
  }
}

/** A signing key in a keyring of its own; gives what gpg needs to use it, and its public half. */
export async function makeKey(work) {
  const home = join(work, 'gnupg');
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const env = { GNUPGHOME: home };
  const gpg = (...args) => must('gpg', ['--batch', '--quiet', ...args], { env });
  await gpg('--passphrase', '', '--quick-gen-key', 'stand-in', 'rsa2048', 'sign', 'never');
  const publicKey = await gpg('--armor', '--export');
  const listed = await gpg('--with-colons', '--list-keys');
  const fingerprint = /^fpr:+([0-9A-F]{40}):/m.exec(listed)[1];
  const stop = () => must('gpgconf', ['--kill', 'all'], { env });
  return { env, home, gpg, publicKey, fingerprint, stop };
}

/** Builds one .deb; gives its path and what it says of itself. */
async function makeDeb(name, what, { work, directory, named }) {
  const version = what.version ?? '1.0-1';
  const root = join(work, `${name}-${version}`);
  put(root, filesOf(name, what));
  const control = `Package: ${name}
Version: ${version}
Architecture: all
Maintainer: Stand-in <stand-in@example.org>
Description: Stand-in for ${name}
`;
  put(root, [{ path: 'DEBIAN/control', content: control, mode: 0o644 }]);
  const script = `#!/bin/sh\nset -e\n${accounts(what).join('\n')}\n`;
  put(root, [{ path: 'DEBIAN/postinst', content: script, mode: 0o755 }]);
  mkdirSync(directory, { recursive: true });
  const file = join(directory, named?.(name) ?? `${name}_${version}_all.deb`);
  await must('dpkg-deb', ['--build', '--root-owner-group', root, file]);
  return { file, control };
}

export async function makeDebs(packages, place) {
  const made = [];
  for (const [name, what] of packages) made.push(await makeDeb(name, what, place));
  return made;
}

/** An apt repository with the suite `stable`, signed by the key. */
export async function makeAptRepository(directory, packages, { work, key }) {
  const made = await makeDebs(packages, { work, directory: join(directory, 'pool') });
  const list = made
    .map(({ file, control }) => {
      const data = readFileSync(file);
      const path = file.slice(directory.length + 1);
      return `${control}Filename: ${path}\nSize: ${data.length}\nSHA256: ${sha256(data)}\n`;
    })
    .join('\n');
  const folder = join(directory, 'dists/stable');
  put(folder, [{ path: 'main/binary-amd64/Packages', content: list, mode: 0o644 }]);
  const release = `Origin: stand-in
Suite: stable
Codename: stable
Architectures: amd64 all
Components: main
Date: ${new Date().toUTCString().replace('GMT', 'UTC')}
SHA256:
 ${sha256(list)} ${Buffer.byteLength(list)} main/binary-amd64/Packages
`;
  writeFileSync(join(folder, 'Release'), release);
  await key.gpg('--clearsign', '--output', join(folder, 'InRelease'), join(folder, 'Release'));
}

/** A dnf repository, signed where there is a key. */
export async function makeRpmRepository(
  directory,
  packages,
  { work, key, modules, named = '%%{NAME}-%%{VERSION}.rpm' },
) {
  mkdirSync(directory, { recursive: true });
  const names = packages.map(([name]) => name);
  const isAgain = (_, i) => names.indexOf(names[i]) < i;
  const batches = [packages.filter((each, i) => !isAgain(each, i)), packages.filter(isAgain)];
  for (const [i, batch] of batches.entries())
    if (batch.length > 0) await makeRpms(directory, batch, { work: join(work, String(i)), named });
  if (key !== undefined) {
    const rpms = readdirSync(directory).map((name) => join(directory, name));
    const sign = ['--define', '_gpg_name stand-in', '--define', '__gpg /usr/bin/gpg', '--addsign'];
    await must('rpmsign', [...sign, ...rpms], { env: key.env });
  }
  await must('createrepo_c', ['--quiet', directory]);
  if (modules !== undefined) {
    const file = join(work, 'modules.yaml');
    writeFileSync(file, modules);
    await must('modifyrepo_c', ['--mdtype=modules', file, join(directory, 'repodata')]);
  }
}

/** All come out of one run of rpmbuild, as parts of one source package. */
async function makeRpms(directory, packages, { work, named }) {
  const part = ([name, what]) => {
    const scripts = accounts(what);
    const files = filesOf(name, what);
    put(join(work, 'root'), files);
    return `%package -n ${name}
Version: ${what.version ?? '1.0'}
Summary: Stand-in for ${name}
%description -n ${name}
Stand-in for ${name}.
${scripts.length > 0 ? `%pre -n ${name}\n${scripts.join('\n')}\n` : ''}%files -n ${name}
${files.map(({ path }) => path).join('\n')}
`;
  };
  mkdirSync(work, { recursive: true });
  const spec = `Name: stand-in
Version: 1.0
Release: 1
Summary: Stand-ins
License: MIT
BuildArch: noarch
AutoReqProv: no
%description
Stand-ins.
${packages.map(part).join('\n')}
%install
cp -a ${work}/root/. %{buildroot}/
`;
  const file = join(work, 'stand-in.spec');
  writeFileSync(file, spec);
  const defines = {
    _topdir: join(work, 'build'),
    _rpmdir: directory,
    _rpmfilename: named,
    __os_install_post: '%{nil}',
  };
  const options = Object.entries(defines).flatMap(([name, value]) => ['--define', `${name} ${value}`]);
  await must('rpmbuild', ['--quiet', '-bb', ...options, file], { seconds: 300 });
}

/** The checksum of a file, as the language writes it. */
export function checksumOf(file) {
  if (!statSync(file).isFile()) throw new Error(`${file} is not a file`);
  return `sha256:${sha256(readFileSync(file))}`;
}
