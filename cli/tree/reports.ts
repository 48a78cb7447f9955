import { join } from 'node:path';
import type { BuiltTarget } from './built.ts';

/** The folder of a tree for reports; git ignores it. */
export const reportFolder = (tree: string): string => join(tree, 'reports');

/** The bill of materials in CycloneDX that `vkc verify` writes. */
export const BILL_ENDING = '.cdx.json';
/** The bill of materials in SPDX. */
export const SPDX_ENDING = '.spdx.json';
/** What `vkc attest` writes: signed statements. */
export const ATTESTATION_ENDING = '.intoto.jsonl';

/** What ends the names of reports, and what they are. */
export const REPORT_TYPES: Readonly<Record<string, string>> = {
  [BILL_ENDING]: 'application/vnd.cyclonedx+json',
  [SPDX_ENDING]: 'application/spdx+json',
  [ATTESTATION_ENDING]: 'application/vnd.dsse.envelope.v1+json',
  '.xml': 'application/xml',
  '.html': 'text/html',
  '.json': 'application/json',
};

export const reportPath = (tree: string, target: string, ending: string): string =>
  join(reportFolder(tree), `${target}${ending}`);

/** Where the bill of materials of a target is, if `vkc verify` wrote one. */
export const cycloneDxPath = ({ tree, name }: BuiltTarget): string => reportPath(tree.dir, name, BILL_ENDING);
