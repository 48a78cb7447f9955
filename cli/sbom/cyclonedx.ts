import type { Bill } from './document.ts';
import type { Inventory, Package } from './packages.ts';
import { purl } from './purl.ts';
import { isUrl } from './spdx.ts';

/**
 * Renders the bill of materials as CycloneDX 1.5 in JSON, the newest version that all common readers support.
 */
export function renderCycloneDx(bill: Bill): string {
  const { inventory, uuid, name, version, title, sha256, time, vkc } = bill;
  const document = {
    $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    serialNumber: `urn:uuid:${uuid}`,
    version: 1,
    metadata: {
      timestamp: time,
      tools: { components: [{ type: 'application', name: 'vkc', version: vkc }] },
      component: {
        type: 'operating-system',
        'bom-ref': 'image',
        name,
        ...(version !== null && { version }),
        description: title,
        hashes: [{ alg: 'SHA-256', content: sha256 }],
      },
    },
    components: [
      {
        type: 'operating-system',
        'bom-ref': 'system',
        name: inventory.distro,
        ...(inventory.release !== '' && { version: inventory.release }),
        description: inventory.system,
      },
      ...references(inventory).map(([ref, each]) => component(inventory, each, ref)),
    ],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function component(inventory: Inventory, each: Package, ref: string) {
  const { name, version, maintainer, homepage, source, licence } = each;
  return {
    type: 'library',
    'bom-ref': ref,
    ...(maintainer !== '' && { publisher: maintainer }),
    name,
    version,
    ...(licence !== null && { licenses: [{ expression: licence.expression }] }),
    purl: purl(inventory, each),
    ...(isUrl(homepage) && { externalReferences: [{ type: 'website', url: homepage }] }),
    ...(source !== '' && { properties: [{ name: 'vkc:source-package', value: source }] }),
  };
}

/** A package can be installed twice, as kernels are, so each installation needs its own reference. */
function references(inventory: Inventory): (readonly [string, Package])[] {
  const seen = new Map<string, number>();
  return inventory.packages.map((each) => {
    const plain = purl(inventory, each);
    const count = (seen.get(plain) ?? 0) + 1;
    seen.set(plain, count);
    return [count === 1 ? plain : `${plain}#${count}`, each];
  });
}
