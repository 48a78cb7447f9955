import { join } from 'node:path';
import type { BuiltTarget } from './built.ts';

/** The folder of a tree for reports; git ignores it. */
export const reportFolder = (tree: string): string => join(tree, 'reports');

/** The bill of materials in CycloneDX that `vkc verify` writes. */
export const BILL_ENDING = '.cdx.json';

export const reportPath = (tree: string, target: string, ending: string): string =>
  join(reportFolder(tree), `${target}${ending}`);

/** Where the bill of materials of a target is, if `vkc verify` wrote one. */
export const cycloneDxPath = ({ tree, name }: BuiltTarget): string => reportPath(tree.dir, name, BILL_ENDING);
