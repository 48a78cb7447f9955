import { describe, expect, test } from 'vitest';
import { renderCycloneDx } from '../../../cli/sbom/cyclonedx.ts';
import type { Bill } from '../../../cli/sbom/document.ts';
import { compareBills, readBill } from '../../../cli/sbom/compare.ts';
import { renderSpdx } from '../../../cli/sbom/spdx.ts';
import { folder, vkc } from '../../support/command-line.ts';
import { project } from '../../support/fakes/machine.ts';
import { ALMALINUX, DEBIAN, inventory } from '../../support/inventories.ts';

const bill = (kind: 'deb' | 'rpm', output: string): Bill => ({
  name: 'x',
  title: 'X',
  version: null,
  file: 'x.qcow2',
  sha256: 'a'.repeat(64),
  inventory: inventory(kind, output),
  time: '2026-11-24T17:00:00Z',
  uuid: '0b5b1f3e-0c1e-4d7a-9a53-6d2f0a9a1c11',
  vkc: '0.1.0',
});

/** Without dbus, with a newer curl, and with jq. */
const NEWER = DEBIAN.replace(/^installed\tdbus.*\n/m, 'installed\tjq\t1.6-2.1\tamd64\tjq\t\t\n').replace(
  '7.88.1-10+deb12u14',
  '7.88.1-10+deb12u15',
);

describe('two bills', () => {
  test('of either format are compared', async () => {
    const cwd = folder({
      'a.json': renderSpdx(bill('deb', DEBIAN)),
      'b.json': renderCycloneDx(bill('deb', NEWER)),
    });
    const { exit, out } = await vkc(cwd, ['diff', 'a.json', 'b.json']);
    expect(exit).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "PACKAGE  CHANGE   BEFORE              AFTER
      curl     changed  7.88.1-10+deb12u14  7.88.1-10+deb12u15
      dbus     removed  1:1.14.10~rc1-1     -
      jq       added    -                   1.6-2.1

      5 packages, then 5: 1 added, 1 removed, 1 changed.
      "
    `);
    const { out: json } = await vkc(cwd, ['diff', 'a.json', 'b.json', '--json']);
    expect(JSON.parse(json)).toContainEqual({ name: 'jq', change: 'added', before: [], after: ['1.6-2.1'] });
    const same = await vkc(cwd, ['diff', 'a.json', 'a.json']);
    expect(same.out).toBe('5 packages, then 5: 0 added, 0 removed, 0 changed.\n');
  });

  test('distinguish packages with several architectures or versions', () => {
    const read = (kind: 'deb' | 'rpm', text: string) => readBill(renderSpdx(bill(kind, text)))!;
    const one = DEBIAN.replace(/^installed\tlibc6\t.*\ti386.*\n/m, '');
    expect(compareBills(read('deb', one), read('deb', DEBIAN))).toEqual([
      { name: 'libc6:i386', change: 'added', before: [], after: ['2.36-9+deb12u13'] },
    ]);
    const kernel = ALMALINUX.replace(/^kernel-core\t.*503.*\n/m, '');
    expect(compareBills(read('rpm', ALMALINUX), read('rpm', kernel))).toEqual([
      {
        name: 'kernel-core',
        change: 'changed',
        before: ['5.14.0-427.1.1.el9', '5.14.0-503.1.1.el9'],
        after: ['5.14.0-427.1.1.el9'],
      },
    ]);
  });
});

test('a target stands for the bill that vkc verify wrote', async () => {
  const found = await project();
  const early = await vkc(found.cwd, ['diff', 'xaas-hello', 'xaas-hello']);
  expect({ exit: early.exit, err: early.err }).toEqual({
    exit: 3,
    err: 'vkc: out/xaas-hello/reports/xaas-hello.cdx.json: there is no such file.\n     `vkc verify xaas-hello` writes it.\n',
  });
  await found.verify('--quick', '--accel', 'tcg');
  const { exit, out } = await vkc(found.cwd, ['diff', 'xaas-hello', 'debian12']);
  expect({ exit, out }).toEqual({ exit: 0, out: '5 packages, then 5: 0 added, 0 removed, 0 changed.\n' });
});

test.each([
  [['a'], 2, 'There is no file, folder or target called a.'],
  [['bad.json', 'x'], 2, 'bad.json: is neither SPDX nor CycloneDX in JSON.'],
  [['a', 'b', 'c'], 2, 'takes one or two things'],
  [['no.json', 'bad.json'], 3, 'no.json: there is no such file.'],
  [['bad.json', 'bad.json'], 2, 'bad.json: is neither SPDX nor CycloneDX in JSON.'],
  [['list.json', 'bad.json'], 2, 'list.json: is neither SPDX nor CycloneDX in JSON.'],
])('%j is a call that is wrong', async (argv, code, words) => {
  const cwd = folder({ 'bad.json': '{"a": ', 'list.json': '{"bomFormat": "CycloneDX", "components": 1}' });
  const { exit, err } = await vkc(cwd, ['diff', ...argv]);
  expect(exit).toBe(code);
  expect(err).toContain(words);
});
