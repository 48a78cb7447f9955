import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compile } from '../../../stdlib/index.ts';
import { folder, vkc } from '../../support/command-line.ts';

const SOURCE = 'image xaas-a {\n  os = [debian12, centos8]\n  package jq\n}\n';
const NOTE =
  'note: CentOS 8 has had no security updates since 2021-12 (xaas-a). `vkc check` reports it as an error.\n';

const noted = async (cwd: string, ...argv: string[]) => {
  const { exit, err } = await vkc(cwd, ['compile', '--force', ...argv], { compile });
  return { exit, noted: err.includes(NOTE) };
};

test('vkc compile notes systems whose support has ended, and is no different otherwise', async () => {
  const cwd = folder({ 'a.vkimage': SOURCE });
  expect(await noted(cwd)).toEqual({ exit: 0, noted: true });
  expect(await noted(cwd, '-q')).toEqual({ exit: 0, noted: false });
  // The rule itself speaks.
  expect(await noted(cwd, '--date', '2026-01-15')).toEqual({ exit: 1, noted: false });
  writeFileSync(
    join(cwd, 'a.vkimage'),
    SOURCE.replace('  package', '  allow end-of-life { reason = "x" }\n  package'),
  );
  expect(await noted(cwd)).toEqual({ exit: 0, noted: false });
});

test('nothing is noted where the project turns the rule off', async () => {
  const cwd = folder({ 'a.vkimage': SOURCE, 'vkc.yaml': 'rules:\n  end-of-life: "off"\n' });
  expect(await noted(cwd)).toEqual({ exit: 0, noted: false });
});
