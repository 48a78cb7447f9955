import type { Bill } from './document.ts';
import type { Inventory, Package } from './packages.ts';
import { purl } from './purl.ts';

/** Renders the bill of materials as SPDX 2.3 in JSON. */
export function renderSpdx(bill: Bill): string {
  const { inventory, uuid, name, version, title, file, sha256, time, vkc } = bill;
  const ids = packageIds(inventory.packages);
  const image = 'SPDXRef-image';
  const refs = new Map(inventory.packages.flatMap(({ licence }) => [...(licence?.refs ?? [])]));
  const relation = (from: string, relationshipType: string, to: string) => ({
    spdxElementId: from,
    relationshipType,
    relatedSpdxElement: to,
  });
  const document = {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name,
    documentNamespace: `https://spdx.org/spdxdocs/${name}-${uuid}`,
    creationInfo: { created: time, creators: [`Tool: vkc-${vkc}`] },
    packages: [
      {
        SPDXID: image,
        name,
        ...(version !== null && { versionInfo: version }),
        packageFileName: file,
        summary: title,
        primaryPackagePurpose: 'OPERATING_SYSTEM',
        supplier: 'NOASSERTION',
        downloadLocation: 'NOASSERTION',
        filesAnalyzed: false,
        checksums: [{ algorithm: 'SHA256', checksumValue: sha256 }],
        licenseConcluded: 'NOASSERTION',
        licenseDeclared: 'NOASSERTION',
        copyrightText: 'NOASSERTION',
      },
      ...inventory.packages.map((each, i) => packageEntry(inventory, each, ids[i]!)),
    ],
    ...(refs.size > 0 && {
      hasExtractedLicensingInfos: [...refs]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([licenseId, found]) => ({ licenseId, name: found, extractedText: found })),
    }),
    relationships: [
      relation('SPDXRef-DOCUMENT', 'DESCRIBES', image),
      ...ids.map((id) => relation(image, 'CONTAINS', id)),
    ],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function packageEntry(inventory: Inventory, each: Package, id: string) {
  const { name, version, maintainer, homepage, source, licence } = each;
  return {
    SPDXID: id,
    name,
    versionInfo: version,
    supplier: supplier(inventory.kind, maintainer),
    downloadLocation: 'NOASSERTION',
    filesAnalyzed: false,
    ...(isUrl(homepage) && { homepage }),
    ...(source !== '' && { sourceInfo: `built from the source package ${source}` }),
    licenseConcluded: 'NOASSERTION',
    licenseDeclared: licence?.expression ?? 'NOASSERTION',
    copyrightText: 'NOASSERTION',
    externalRefs: [
      {
        referenceCategory: 'PACKAGE-MANAGER',
        referenceType: 'purl',
        referenceLocator: purl(inventory, each),
      },
    ],
  };
}

/** Debian packages have a maintainer, `Name <address>`; RPM packages have a vendor. */
function supplier(kind: Inventory['kind'], maintainer: string): string {
  const text = maintainer.replace(/\s*<([^>]*)>\s*$/, ' ($1)').trim();
  if (text === '') return 'NOASSERTION';
  return `${kind === 'deb' ? 'Person' : 'Organization'}: ${text}`;
}

export const isUrl = (text: string): boolean => URL.canParse(text) && /^https?:/.test(text);

/** Ids allow only letters, digits, dots and dashes. Names of packages can have other characters. */
function packageIds(packages: readonly Package[]): string[] {
  const taken = new Set<string>();
  return packages.map(({ name, arch }) => {
    const plain = `SPDXRef-${name}-${arch}`.replace(/[^A-Za-z0-9.-]+/g, '-');
    let id = plain;
    for (let n = 2; taken.has(id); n++) id = `${plain}-${n}`;
    taken.add(id);
    return id;
  });
}
