// Makes redhat.txt from AlmaLinux's errata: node stdlib/packages/renew-redhat.mjs DIRECTORY
// DIRECTORY is a checkout of AlmaLinux's OSV database (advisories/almalinux8, 9 and 10; published under the MIT licence).
// Only names are taken, and the releases that have errata of them. A package that never had an erratum is not in it, so a name that is
// missing is no mistake by itself.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [directory] = process.argv.slice(2);
if (directory === undefined) {
  console.error('Usage: node stdlib/packages/renew-redhat.mjs DIRECTORY');
  process.exit(2);
}

/** Names that are not listed: libraries, debugging data, languages' modules and desktops, which images hardly name. */
const families =
  /^(?:lib|python3?\d*-|python2|perl-|rubygem-|ruby-|texlive|nodejs-|golang-|rust-|php-|ghc|gcc-toolset|glibc-|kernel|java-|maven|xorg|gnome-|kf5|qt|ocaml|mingw|google-|hunspell|langpacks|libreoffice|autocorr-|thunderbird|firefox|plexus|jboss|apache-|ant-|boost|brltty|eclipse|alsa|gstreamer|annobin|llvm|clang|dotnet|aspnetcore|netstandard|cyrus-sasl-|docbook|dleyna|webkit|evolution|adwaita|compat-|emacs-|gimp|gtk|ibus|grafana|qemu-kvm-|virt-|nbdkit|osbuild|openjpeg|sane|spice|tracker|wayland|xml-|xalan|aopalliance|httpcomponents|guava|jakarta|abrt-)|-(?:devel|debuginfo|debugsource|doc|docs|javadoc|libs|static|langpack.*|help|filesystem|tests?|headers|demo|src|bindings|fonts|debug|javadoc|manual)$|-fonts|-(?:devel|debug)-|^[A-Z]/;

const releases = new Map();
for (const release of ['8', '9', '10']) {
  const folder = join(directory, 'advisories', `almalinux${release}`);
  for (const file of readdirSync(folder)) {
    const advisory = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    for (const { package: each } of advisory.affected ?? [])
      releases.set(each.name, (releases.get(each.name) ?? new Set()).add(release));
  }
}
const sections = new Map();
for (const name of [...releases.keys()].filter((each) => !families.test(each)).sort()) {
  const where = [...releases.get(name)].join(' ');
  sections.set(where, [...(sections.get(where) ?? []), name]);
}
const parts = [...sections].sort().map(([where, names]) => `[${where}]\n${names.join('\n')}\n`);
writeFileSync(join(import.meta.dirname, 'redhat.txt'), parts.join('\n'));
console.log(`${[...sections.values()].flat().length} of ${releases.size} names`);
