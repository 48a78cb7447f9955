import { writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { makeFolder } from '../../emit/tree/disk.ts';
import type { Args } from '../shell/command.ts';
import { renderCycloneDx } from '../sbom/cyclonedx.ts';
import type { Bill } from '../sbom/document.ts';
import type { Inventory } from '../sbom/packages.ts';
import { renderSpdx } from '../sbom/spdx.ts';
import { BILL_ENDING, SPDX_ENDING, reportFolder } from '../tree/reports.ts';
import { renderJson } from './json.ts';
import { renderJunit } from './junit.ts';
import type { Verification } from './model.ts';
import { renderPage } from './page.ts';

/** Writes all reports that are asked for. Returns their paths. */
export function writeReports(
  verification: Verification,
  inventory: Inventory | null,
  uuid: string,
  tree: string,
  args: Args,
  cwd: string,
): string[] {
  const folder = resolve(cwd, args.value('reports') ?? reportFolder(tree));
  const at = (option: string, ending: string) => {
    const given = args.value(option);
    return given === null ? join(folder, `${verification.target}${ending}`) : resolve(cwd, given);
  };
  const files: [path: string, text: string][] = [
    [at('html', '.html'), renderPage(verification)],
    [at('junit', '.xml'), renderJunit(verification)],
    [at('json', '.json'), renderJson(verification)],
  ];
  const wanted = args.has('sbom') ? args.values('sbom') : ['spdx', 'cyclonedx'];
  if (inventory !== null && !wanted.includes('none')) {
    const bill = billOf(verification, inventory, uuid);
    const beside = (ending: string) => join(folder, `${verification.target}${ending}`);
    if (wanted.includes('spdx')) files.push([beside(SPDX_ENDING), renderSpdx(bill)]);
    if (wanted.includes('cyclonedx')) files.push([beside(BILL_ENDING), renderCycloneDx(bill)]);
  }
  for (const [path, text] of files) {
    makeFolder(dirname(path));
    writeFileSync(path, text);
  }
  return files.map(([path]) => path);
}

function billOf(
  { target, title, version, file, time, vkc }: Verification,
  inventory: Inventory,
  uuid: string,
): Bill {
  return { name: target, title, version, file: file.name, sha256: file.sha256, inventory, time, uuid, vkc };
}
