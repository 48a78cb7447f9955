import { licenceOf } from './licences.ts';
import type { Licence } from './licences.ts';
import { addTo } from '../../compiler/model/multimap.ts';

/** An installed package of an image. */
export interface Package {
  readonly name: string;
  /** The full version as the package manager compares it: `2:1.0-1`. */
  readonly version: string;
  readonly arch: string;
  /** Name and version of the source package that it was built from. */
  readonly source: string;
  readonly maintainer: string;
  readonly homepage: string;
  readonly licence: Licence | null;
}

/** The installed packages of an image, and its system. */
export interface Inventory {
  readonly kind: 'deb' | 'rpm';
  /** ID of os-release: `debian`, `almalinux`. */
  readonly distro: string;
  /** VERSION_ID of os-release: `12`, `9.4`. */
  readonly release: string;
  /** Such as `Debian GNU/Linux 12 (bookworm)`. */
  readonly system: string;
  /** Sorted by name, architecture and version. */
  readonly packages: readonly Package[];
}

/** The package manager of a family. */
export const kindOf = (family: string): Inventory['kind'] => (family === 'debian' ? 'deb' : 'rpm');

const MARK = '== vkc:';
const section = (name: string, command: string) => `echo '${MARK}${name}'; ${command}`;

/** Returns a shell script for the machine. `parseInventory` reads its output. */
export function inventoryScript(kind: Inventory['kind']): string {
  const fields = {
    deb: [
      'db:Status-Status',
      'Package',
      'Version',
      'Architecture',
      'source:Package',
      'Maintainer',
      'Homepage',
    ],
    rpm: ['NAME', 'EPOCHNUM', 'VERSION', 'RELEASE', 'ARCH', 'SOURCERPM', 'VENDOR', 'URL', 'LICENSE'],
  };
  const list = {
    deb: `dpkg-query --show --showformat='${fields.deb.map((name) => `\${${name}}`).join('\\t')}\\n'`,
    rpm: `rpm --query --all --queryformat '${fields.rpm.map((name) => `%{${name}}`).join('\\t')}\\n'`,
  };
  return [
    'LC_ALL=C.UTF-8; export LC_ALL',
    section('os-release', 'cat /etc/os-release'),
    section('packages', list[kind]),
    ...(kind === 'deb'
      ? [section('licences', "grep --with-filename '^License:' /usr/share/doc/*/copyright 2>/dev/null")]
      : []),
    section('end', 'true'),
    '',
  ].join('\n');
}

/** Returns null if the output is incomplete. */
export function parseInventory(kind: Inventory['kind'], output: string): Inventory | null {
  const sections = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of output.split('\n')) {
    if (line.startsWith(MARK)) sections.set(line.slice(MARK.length).trim(), (current = []));
    else if (line !== '') current.push(line);
  }
  if (!sections.has('end')) return null;
  const os = osRelease(sections.get('os-release') ?? []);
  const rows = (sections.get('packages') ?? []).map((line) => line.split('\t'));
  const packages =
    kind === 'deb' ? debs(rows, licencesByPackage(sections.get('licences') ?? [])) : rpms(rows);
  if (packages.length === 0) return null;
  return {
    kind,
    distro: os.get('ID') ?? 'linux',
    release: os.get('VERSION_ID') ?? '',
    system: os.get('PRETTY_NAME') ?? os.get('NAME') ?? 'Linux',
    packages: packages.sort((a, b) => (key(a) < key(b) ? -1 : 1)),
  };
}

const key = ({ name, arch, version }: Package): string => `${name}\0${arch}\0${version}`;

function osRelease(lines: readonly string[]): Map<string, string> {
  const entries = lines.flatMap((line) => {
    const match = /^([A-Z_]+)=(?:"(.*)"|'(.*)'|(.*))$/.exec(line.trim());
    return match === null ? [] : [[match[1]!, match[2] ?? match[3] ?? match[4] ?? ''] as const];
  });
  return new Map(entries);
}

function debs(rows: readonly string[][], licences: ReadonlyMap<string, readonly string[]>): Package[] {
  return rows
    .filter(([status]) => status === 'installed')
    .map(([, name = '', version = '', arch = '', source = '', maintainer = '', homepage = '']) => ({
      name,
      version,
      arch,
      source,
      maintainer,
      homepage,
      licence: licenceOf(licences.get(name) ?? []),
    }));
}

/** Reads lines such as `/usr/share/doc/curl/copyright:License: curl`. */
function licencesByPackage(lines: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const line of lines) {
    const match = /^\/usr\/share\/doc\/([^/]+)\/copyright:License:(.*)$/.exec(line);
    if (match === null) continue;
    const [, name, text] = match;
    addTo(found, name!, text!);
  }
  return found;
}

/** RPM lists the keys that sign packages as packages too. */
function rpms(rows: readonly string[][]): Package[] {
  return rows
    .filter(([name]) => name !== 'gpg-pubkey')
    .map((row) => {
      const [name, epoch, version, release, arch, source, vendor, url, licence] = row.map(orNothing);
      const prefix = epoch === '0' || epoch === '' ? '' : `${epoch}:`;
      return {
        name: name ?? '',
        version: `${prefix}${version}-${release}`,
        arch: arch ?? '',
        source: (source ?? '').replace(/-[^-]+-[^-]+\.src\.rpm$/, ''),
        maintainer: vendor ?? '',
        homepage: url ?? '',
        licence: licenceOf([licence ?? '']),
      };
    });
}

const orNothing = (text: string): string => (text === '(none)' ? '' : text);
