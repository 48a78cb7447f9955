// Makes debian.txt from the indexes of Debian's archive: node stdlib/packages/renew.mjs [MIRROR]
// Needs apt, and downloads some 20 MB into a temporary folder. Nothing of the machine's own configuration is read or changed.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const releases = { 11: 'bullseye', 12: 'bookworm', 13: 'trixie' };
/** Without one, where the machine has its own Debian from. */
const mirror = process.argv[2] ?? ownMirror();
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** Names that are not listed: there are tens of thousands, of which an image names one now and then. */
const families =
  /^(?:lib|rust-|golang-|node-|r-(?:cran|bioc|other)-|ruby-|elpa-|texlive-|fonts-|haskell-|linux-(?:image|headers|modules|kbuild|support|source|config)-|gir1\.2-|php-|python3?-|qml6?-|task-|hunspell-|aspell-|hyphen-|mythes-|gcc-|g\+\+-|cpp-|binutils-|libreoffice-|gnat|gfortran-|gdc-|gobjc|gm2-|gccgo|gccrs|gap-|cl-|lua-|erlang-|dh-|kodi-|gstreamer1|xserver-xorg-|astro|ros-|qt6-|qt5|kf6-|octave-|science-|med-|education-|games-|design-|ocaml-|js-|jsonnet-|vim-|xfonts-|wine|pd-|puppet-module-|hamradio-|debian-med|junior-|multimedia-|parl-|progress-|mingw-|gnome-|plasma-|kde-|xfce4-|mate-|cinnamon-|lxqt-|budgie-|ukui-|deepin-)|-(?:doc|docs|dbg|dbgsym|dev|l10n|i18n|data|common|perl|java|cil|el|examples|tests|locales|cross|dkms|themes?|wallpapers|backgrounds)$|-[a-z0-9]+-(?:linux|kfreebsd|hurd)-|-(?:locale|lang|l10n)-/;

const work = mkdtempSync(join(tmpdir(), 'vkc-packages-'));
try {
  const named = Object.values(releases).map(namesOf);
  const all = [...new Set(named.flatMap((names) => [...names]))].sort();
  const sections = new Map();
  for (const name of all) {
    const where = Object.keys(releases).filter((_, i) => named[i].has(name));
    sections.set(where.join(' '), [...(sections.get(where.join(' ')) ?? []), name]);
  }
  const lines = [`families ${families.source}`];
  for (const [where, names] of [...sections].sort()) lines.push('', `[${where}]`, ...names);
  writeFileSync(join(import.meta.dirname, 'debian.txt'), `${lines.join('\n')}\n`);
} finally {
  rmSync(work, { recursive: true, force: true });
}

function ownMirror() {
  const args = [
    'indextargets',
    '--format',
    '$(REPO_URI) $(LABEL)',
    'Created-By: Packages',
    'Component: main',
  ];
  const lines = execFileSync('apt-get', args, { encoding: 'utf8' }).split('\n');
  const found = lines.find((line) => line.endsWith(' Debian'))?.split(' ')[0];
  if (found === undefined) throw new Error('No Debian among the sources of apt: name a mirror.');
  return found;
}

/** Names of packages, and those that one package provides: of several apt takes none. */
function namesOf(suite) {
  const root = join(work, suite);
  const lists = join(root, 'lists');
  for (const folder of ['lists/partial', 'cache/archives/partial'])
    mkdirSync(join(root, folder), { recursive: true });
  const sources = join(root, 'sources.list');
  writeFileSync(
    sources,
    `deb [arch=amd64 signed-by=${keyring}] ${mirror} ${suite} main contrib non-free non-free-firmware\n`,
  );
  const options = {
    'Dir::State::lists': lists,
    'Dir::Cache': join(root, 'cache'),
    'Dir::Etc::sourcelist': sources,
    'Dir::Etc::sourceparts': '/dev/null',
    'Acquire::Languages': 'none',
    'Acquire::GzipIndexes': 'false',
    'Acquire::IndexTargets::deb::DEP-11::DefaultEnabled': 'false',
  };
  const args = Object.entries(options).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
  execFileSync('apt-get', [...args, 'update'], { stdio: 'inherit' });
  const names = new Set();
  const providers = new Map();
  for (const file of readdirSync(lists).filter((each) => each.endsWith('_Packages'))) {
    let name = '';
    for (const line of readFileSync(join(lists, file), 'utf8').split('\n')) {
      if (line.startsWith('Package: ')) names.add((name = line.slice('Package: '.length).trim()));
      if (!line.startsWith('Provides: ')) continue;
      for (const each of line.slice('Provides: '.length).split(',')) {
        const provided = each.trim().replace(/[ (:].*/, '');
        providers.set(provided, (providers.get(provided) ?? new Set()).add(name));
      }
    }
  }
  for (const [name, by] of providers) if (by.size === 1) names.add(name);
  return new Set([...names].filter((name) => !families.test(name)));
}
