import { existsSync, readFileSync } from 'node:fs';
import fastGlob from 'fast-glob';
import { describe, expect, test } from 'vitest';
import type { Os } from '../../compiler/model/ir.ts';
import { library } from '../../stdlib/index.ts';
import { compileText } from '../support/compile.ts';

/*
 * What the library says of systems, held against data that others keep: Debian's packages distro-info-data (ends of life,
 * codenames) and osinfo-db (names of libosinfo, ends of life, addresses of cloud images).
 */
const names = Object.keys(library.sources).flatMap(
  (path) => /^vkc:systems\/(\w+)\.vkimage$/.exec(path)?.[1] ?? [],
);
const allow = 'allow end-of-life { reason = "a test" }';
const { images } = compileText(`image a {\n  os = [${names.join(', ')}]\n  ${allow}\n  package jq\n}\n`);
const systems = images[0]!.targets.map(({ os }) => os);

/** A row of `/usr/share/distro-info/DISTRO.csv` by the names of its columns. */
function distroInfo(distro: string, release: string): Readonly<Record<string, string>> | undefined {
  const [head, ...lines] = readFileSync(`/usr/share/distro-info/${distro}.csv`, 'utf8').trim().split('\n');
  const columns = head!.split(',');
  const rows = lines.map((line) =>
    Object.fromEntries(line.split(',').map((value, i) => [columns[i]!, value])),
  );
  return rows.find(({ version }) => version!.replace(' LTS', '') === release);
}

interface OsInfo {
  readonly ended: string | null;
  readonly images: readonly string[];
}

/** What osinfo-db has of each system, by libosinfo's short name. */
function osinfo(): ReadonlyMap<string, OsInfo> {
  const known = new Map<string, OsInfo>();
  for (const file of fastGlob.sync('/usr/share/osinfo/os/*/*.xml')) {
    const text = readFileSync(file, 'utf8');
    const name = /<short-id>([^<]+)</.exec(text)?.[1];
    if (name === undefined) continue;
    const images = [...text.matchAll(/<image arch="x86_64" format="qcow2"[^>]*>\s*<url>([^<]+)</g)];
    known.set(name, {
      ended: /<eol-date>(\d{4}-\d{2})/.exec(text)?.[1] ?? null,
      images: images.map((match) => match[1]!),
    });
  }
  return known;
}

const osinfoNames: Readonly<Record<string, string>> = { centos7: 'centos7.0' };
const osinfoName = ({ name, distro, release }: Os): string => osinfoNames[name] ?? `${distro}${release}`;

/**
 * Systems that are newer than Debian 12's osinfo-db of November 2022, or not in it. If an entry appears, its name has to go from
 * this list, and the system is compared from then on.
 */
const notInOsinfo = ['almalinux10', 'debian12', 'debian13', 'rocky10', 'ubuntu2404', 'astra18'];

/** Addresses that differ from osinfo-db's, with the reason. */
const otherAddress: Readonly<Record<string, string>> = {
  rocky9: 'the same image on the mirror network that its own checksum file names: Rocky-9-GenericCloud-Base',
};

test('there are systems, and the data to compare them with', () => {
  expect(systems.length).toBeGreaterThanOrEqual(11);
  expect(existsSync('/usr/share/distro-info/ubuntu.csv')).toBe(true);
  expect(osinfo().size).toBeGreaterThan(500);
});

describe.each(systems.filter(({ distro }) => distro === 'ubuntu' || distro === 'debian'))(
  '$name and distro-info',
  ({ distro, release, codename, end_of_life }) => {
    const row = distroInfo(distro, release)!;
    test('have the same codename', () => expect(row.series).toBe(codename));
    test('end in the same month', () => {
      // Debian ends with its long-term support, which costs nothing either.
      const ended = distro === 'debian' ? row['eol-lts']! : row['eol-server'] || row.eol!;
      expect(end_of_life).toBe(ended.slice(0, 7));
    });
  },
);

describe.each(systems)('$name and osinfo-db', (os) => {
  const found = osinfo().get(osinfoName(os));

  test('know each other, or the list says that they do not', () => {
    expect(found === undefined).toBe(notInOsinfo.includes(os.name));
  });

  test('end in the same month', () => {
    // Ubuntu's and Debian's ends are compared with distro-info, which is kept up to date.
    if (os.distro === 'ubuntu' || os.distro === 'debian') return;
    expect([null, undefined, os.end_of_life]).toContain(found?.ended);
  });

  test('have the same cloud image', () => {
    const listed = found?.images ?? [];
    if (listed.length === 0 || os.name in otherAddress) return;
    expect(listed).toContain(os.image.url);
  });
});

test('no exception is left over', () => {
  for (const name of Object.keys(otherAddress)) {
    const os = systems.find((each) => each.name === name)!;
    const listed = osinfo().get(osinfoName(os))!.images;
    expect(listed.length).toBeGreaterThan(0);
    expect(listed).not.toContain(os.image.url);
  }
});
