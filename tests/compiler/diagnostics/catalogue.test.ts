import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastGlob from 'fast-glob';
import { describe, expect, test } from 'vitest';
import { areas, catalogue } from '../../../compiler/diagnostics/catalogue.ts';
import { readYaml } from '../../../cli/project/yaml-reader.ts';
import { readSettings } from '../../../compiler/load/settings.ts';
import type { ReadSettings } from '../../../compiler/load/settings.ts';
import type { CatalogueEntry } from '../../../grammar/diagnostic.ts';
import { ruleIds } from '../../../stdlib/rule-set.ts';
import { compileFiles, marked } from '../../support/compile.ts';
import { memoryHost } from '../../../compiler/sdk/host.ts';
import type { Host } from '../../../compiler/sdk/host.ts';

/** Files beside the examples, for the codes that are about files. */
const BESIDE = {
  'folder/inner.txt': 'x\n',
  'roles/old/tasks/main.yml': '[]\n',
  'roles/lonely/tasks/main.yml': '[]\n',
  'roles/lonely/meta/main.yml': 'dependencies:\n  - role: base\n',
  'roles/garbled/tasks/main.yml': '[]\n',
  'roles/garbled/meta/main.yml': 'dependencies: [\n',
  'library.vkimage': 'role shared {\n  package tree\n}\n',
  'latin1.txt': new Uint8Array([0x67, 0x72, 0xfc, 0xdf, 0x65]),
  'huge.txt': new Uint8Array(5 * 1024 * 1024).fill(0x61),
};

const examples = (entry: CatalogueEntry) => (text: string) =>
  entry.file === undefined
    ? compileExample(text, entry.limits)
    : inSources(readSettings(entry.file, text, ruleIds()));

const inSources = ({ diagnostics, source }: ReadSettings) => ({
  diagnostics,
  sources: new Map([[source.file, source]]),
});

const compileExample = (text: string, limits: CatalogueEntry['limits']) => {
  const acme = { 'roles.vkimage': 'role acme_web {\n  package nginx\n}\n' };
  const memory = memoryHost({ ...BESIDE, 'main.vkimage': text }, { acme });
  const host: Host = {
    ...memory,
    read: (path) =>
      path === 'secret.conf' ? { kind: 'unreadable', reason: 'permission denied' } : memory.read(path),
  };
  return compileFiles({}, { host, yaml: readYaml, ...(limits !== undefined && { limits }) });
};

/** Codes of the syntax area have tests of their own beside the parser. */
const codes = Object.entries<CatalogueEntry>(catalogue).filter(([code]) => !code.startsWith('VK01'));

describe.each(codes)('%s', (code, entry) => {
  test('the wrong example gives exactly this code where it is marked', () => {
    const start = entry.wrong.indexOf('«');
    const end = entry.wrong.indexOf('»') - 1;
    const result = examples(entry)(entry.wrong.replace(/[«»]/g, ''));
    // The limit on errors comes after as many errors as there may be.
    const all = result.diagnostics.slice(entry.limits?.['errors'] ?? 0);
    const found = all.map((each) => ({
      code: each.code,
      start: each.span.start,
      end: each.span.end,
      text: marked(result, each),
      message: each.message,
    }));
    const text = entry.wrong.replace(/[«»]/g, '').slice(start, end);
    expect(found).toEqual([{ code, start, end, text, message: found[0]?.message }]);
    expect(found[0]!.message).not.toMatch(/(?<!\$)\{\w+\}|undefined|\[object/);
    expect(all[0]!.help ?? '').not.toMatch(/(?<!\$)\{\w+\}|undefined|\[object/);
  });

  test('the right example is clean', () => {
    const result = examples(entry)(entry.right);
    expect(result.diagnostics.map((each) => `${each.code} ${each.message}`)).toEqual([]);
  });
});

test('every code is reported by something', () => {
  const root = join(import.meta.dirname, '../../..');
  const sources = fastGlob
    .sync(['grammar/**/*.ts', 'compiler/**/*.ts', 'stdlib/**/*.ts'], {
      cwd: root,
      ignore: ['grammar/messages/**', 'compiler/diagnostics/messages/**', '**/*.generated.ts'],
    })
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .join('\n');
  const unreported = Object.keys(catalogue).filter((code) => !sources.includes(`'${code}'`));
  expect(unreported, 'Report these with `report(CODE, span, params)` where the mistake is seen').toEqual([]);
  expect(Object.keys(catalogue).length).toBeGreaterThanOrEqual(120);
});

test('every area has codes of its own', () => {
  for (const { prefix, entries } of areas) {
    expect(prefix).toMatch(/^VK\d\d$/);
    expect(Object.keys(entries).filter((code) => !code.startsWith(prefix))).toEqual([]);
  }
  for (const key of ['prefix', 'name'] as const)
    expect(new Set(areas.map((area) => area[key])).size).toBe(areas.length);
  expect(areas.flatMap(({ entries }) => Object.keys(entries)).sort()).toEqual(Object.keys(catalogue).sort());
});
