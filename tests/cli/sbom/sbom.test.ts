import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { PackageURL } from 'packageurl-js';
import { describe, expect, it, test } from 'vitest';
import { renderCycloneDx } from '../../../cli/sbom/cyclonedx.ts';
import type { Bill } from '../../../cli/sbom/document.ts';
import { licenceOf } from '../../../cli/sbom/licences.ts';
import { inventoryScript, parseInventory } from '../../../cli/sbom/packages.ts';
import { purl } from '../../../cli/sbom/purl.ts';
import { renderSpdx } from '../../../cli/sbom/spdx.ts';
import { ALMALINUX, DEBIAN, inventory } from '../../support/inventories.ts';
import { problems } from '../../support/sbom-schemas.ts';

const bill = (from = inventory('deb', DEBIAN)): Bill => ({
  name: 'xaas-hello',
  title: 'Hello',
  version: '1.0.0',
  file: 'xaas-hello.qcow2',
  sha256: 'a'.repeat(64),
  inventory: from,
  time: '2026-11-24T17:00:00Z',
  uuid: '0b5b1f3e-0c1e-4d7a-9a53-6d2f0a9a1c11',
  vkc: '0.1.0',
});

describe('what is installed', () => {
  test('is read from dpkg, without what is only configured', () => {
    const { packages, ...system } = inventory('deb', DEBIAN);
    expect(system).toEqual({
      kind: 'deb',
      distro: 'debian',
      release: '12',
      system: 'Debian GNU/Linux 12 (bookworm)',
    });
    expect(packages.map(({ name, version, arch }) => `${name} ${version} ${arch}`)).toEqual([
      'curl 7.88.1-10+deb12u14 amd64',
      'dbus 1:1.14.10~rc1-1 amd64',
      'libc6 2.36-9+deb12u13 amd64',
      'libc6 2.36-9+deb12u13 i386',
      'libstdc++6 12.2.0-14+deb12u1 amd64',
    ]);
  });

  test('is read from rpm, without the keys that packages are signed with', () => {
    const { packages } = inventory('rpm', ALMALINUX);
    expect(packages.map(({ name, version, source }) => [name, version, source])).toEqual([
      ['bind-libs', '32:9.16.23-18.el9', 'bind'],
      ['kernel-core', '5.14.0-427.1.1.el9', 'kernel'],
      ['kernel-core', '5.14.0-503.1.1.el9', 'kernel'],
      ['tool', '1.0-1', ''],
    ]);
  });

  test('is null if the output is incomplete', () => {
    expect(parseInventory('deb', DEBIAN.replace('== vkc:end\n', ''))).toBeNull();
    expect(parseInventory('deb', '')).toBeNull();
    expect(parseInventory('deb', '== vkc:packages\n== vkc:end\n')).toBeNull();
  });

  test.runIf(process.platform === 'linux')('is found by the script, on a system with dpkg', () => {
    const output = execFileSync('sh', ['-s'], {
      input: inventoryScript('deb'),
      encoding: 'utf8',
      maxBuffer: 1e8,
    });
    const found = inventory('deb', output);
    expect(found.packages.length).toBeGreaterThan(50);
    const base = found.packages.find(({ name }) => name === 'base-files');
    expect(base?.version).toMatch(/^\d/);
    expect(base?.source).toBe('base-files');
    expect(found.packages.filter(({ licence }) => licence !== null).length).toBeGreaterThan(20);
    for (const render of [renderSpdx, renderCycloneDx] as const) {
      const text = render(bill(found));
      expect(problems(render === renderSpdx ? 'spdx' : 'cyclonedx', text)).toEqual([]);
    }
  });
});

describe('licences', () => {
  it.each([
    [['GPL-2+'], 'GPL-2.0-or-later'],
    [['GPLv2+'], 'GPL-2.0-or-later'],
    [['LGPL-2.1'], 'LGPL-2.1-only'],
    [['LGPLv2+'], 'LGPL-2.0-or-later'],
    [['GPL-3.0-or-later'], 'GPL-3.0-or-later'],
    [['Expat', 'ISC', 'Expat'], 'ISC AND MIT'],
    [['mit'], 'MIT'],
    [['Artistic or GPL-1+', 'Expat'], '(Artistic-1.0-Perl OR GPL-1.0-or-later) AND MIT'],
    [['GPLv2+ and (MIT or ASL 2.0)'], 'GPL-2.0-or-later AND (MIT OR Apache-2.0)'],
    [['MIT AND (BSD-3-Clause OR Zlib)'], 'MIT AND (BSD-3-Clause OR Zlib)'],
  ])('%j is %s', (texts, expression) => {
    expect(licenceOf(texts)).toEqual({ expression, refs: new Map() });
  });

  it.each([
    ['GPL-2+ with exception'],
    ['MIT or'],
    ['(MIT'],
    ['MIT ISC'],
    [') MIT ('],
    ['BSD'],
    ['public-domain'],
  ])('an unknown one, %s, gets a LicenseRef with its name', (text) => {
    const licence = licenceOf([text])!;
    expect(licence.expression).toMatch(/^LicenseRef-[A-Za-z0-9.-]+$/);
    expect(licence.refs.get(licence.expression)).toBe(text);
  });

  test('a package without a licence gets null', () => {
    expect(licenceOf([])).toBeNull();
    expect(licenceOf(['', '  '])).toBeNull();
  });
});

test('a purl names the package and its system', () => {
  const debian = inventory('deb', DEBIAN);
  const el = inventory('rpm', ALMALINUX);
  const of = (from: typeof debian, name: string) =>
    purl(
      from,
      from.packages.find((each) => each.name === name)!,
    );
  expect(of(debian, 'curl')).toBe('pkg:deb/debian/curl@7.88.1-10%2Bdeb12u14?arch=amd64&distro=debian-12');
  expect(of(debian, 'libstdc++6')).toContain('pkg:deb/debian/libstdc%2B%2B6@12.2.0-14%2Bdeb12u1?');
  for (const from of [debian, el]) {
    for (const each of from.packages) {
      const { type, namespace, name, version, qualifiers } = PackageURL.fromString(purl(from, each));
      expect([type, namespace, name]).toEqual([from.kind, from.distro, each.name]);
      const epoch = qualifiers?.['epoch'] === undefined ? '' : `${qualifiers['epoch']}:`;
      expect([`${epoch}${version}`, qualifiers?.['arch']]).toEqual([each.version, each.arch]);
    }
  }
  expect(of(el, 'bind-libs')).toBe(
    'pkg:rpm/almalinux/bind-libs@9.16.23-18.el9?arch=x86_64&distro=almalinux-9.4&epoch=32',
  );
});

describe.each([
  ['spdx', renderSpdx],
  ['cyclonedx', renderCycloneDx],
] as const)('as %s', (format, render) => {
  test.each([
    ['Debian', inventory('deb', DEBIAN)],
    ['AlmaLinux', inventory('rpm', ALMALINUX)],
  ])('%s is valid by the official schema', (_, from) => {
    expect(problems(format, render(bill(from)))).toEqual([]);
    expect(problems(format, render({ ...bill(from), version: null }))).toEqual([]);
  });

  test('the schema refuses what is wrong', () => {
    expect(problems(format, '{}')).not.toEqual([]);
  });

  test('is valid and reproducible, whatever the fields of a package contain', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 12 });
    const one = fc.record({
      name: fc.stringMatching(/^[a-z0-9][a-z0-9+.-]{0,12}$/),
      version: fc.stringMatching(/^[0-9][0-9A-Za-z.+~:-]{0,12}$/),
      arch: fc.constantFrom('amd64', 'all', ''),
      source: text,
      maintainer: text,
      homepage: text,
      licence: fc.array(text, { maxLength: 3 }).map((texts) => licenceOf(texts)),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 5 }), (packages) => {
        const made = bill({ ...inventory('deb', DEBIAN), packages });
        expect(problems(format, render(made))).toEqual([]);
        expect(render(made)).toBe(render(made));
      }),
      { numRuns: 60 },
    );
  });
});

test('in SPDX, each referenced element exists exactly once', () => {
  for (const from of [inventory('deb', DEBIAN), inventory('rpm', ALMALINUX)]) {
    const document = JSON.parse(renderSpdx(bill(from))) as {
      packages: { SPDXID: string; licenseDeclared: string }[];
      relationships: { relatedSpdxElement: string }[];
      hasExtractedLicensingInfos: { licenseId: string }[];
    };
    const ids = document.packages.map(({ SPDXID }) => SPDXID);
    expect(new Set(ids).size).toBe(ids.length);
    expect(document.relationships.map((each) => each.relatedSpdxElement)).toEqual(ids);
    const used = document.packages.flatMap(
      ({ licenseDeclared }) => licenseDeclared.match(/LicenseRef-[\w.-]+/g) ?? [],
    );
    expect(new Set(used)).toEqual(
      new Set(document.hasExtractedLicensingInfos.map(({ licenseId }) => licenseId)),
    );
  }
});

test('in CycloneDX, no two components have the same reference', () => {
  for (const from of [inventory('deb', DEBIAN), inventory('rpm', ALMALINUX)]) {
    const { components } = JSON.parse(renderCycloneDx(bill(from))) as { components: { 'bom-ref': string }[] };
    expect(new Set(components.map((each) => each['bom-ref'])).size).toBe(components.length);
    expect(components.length).toBe(from.packages.length + 1);
  }
});
