import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './support/examples.ts';

const list = (script: string, ...args: readonly string[]) =>
  execFileSync(process.execPath, [`tests/${script}`, '--list', ...args], { cwd: root, encoding: 'utf8' })
    .trim()
    .split('\n');

test('npm run check finds the tests of a changed file by its folder', () => {
  expect(list('check.mjs', 'compiler/check/usage.ts')).toEqual([
    'tests/compiler/check/semantic-model.test.ts',
    'tests/compiler/check/systems.test.ts',
    'tests/compiler/check/usage.test.ts',
    'tests/structure.test.ts',
  ]);
  expect(list('check.mjs', 'stdlib/roles/nginx.vkimage')).toContain('tests/stdlib/roles.test.ts');
  expect(list('check.mjs', 'stdlib/roles/nginx.vkimage')).not.toContain('tests/stdlib/secrets/rule.test.ts');
  expect(list('check.mjs', 'tests/support/programs.ts')).toContain('tests/grammar/parse/fuzz.test.ts');
  expect(list('check.mjs', 'examples/debian/debian.vkimage')).toContain('tests/golden/golden.test.ts');
  expect(list('check.mjs', 'tests/golden/debian/xaas-hello/README.md')).toContain(
    'tests/golden/golden.test.ts',
  );
});

test.each([
  ['stdlib/systems/debian12.vkimage', 'tests/stdlib/completeness.test.ts'],
  ['stdlib/roles/nginx.vkimage', 'tests/stdlib/role-expectations.test.ts'],
  ['stdlib/resources/link.ts', 'tests/stdlib/kinds.test.ts'],
  ['stdlib/resources/link.ts', 'tests/broken/broken.test.ts'],
  ['stdlib/systems/debian12.vkimage', 'tests/broken/broken.test.ts'],
  ['stdlib/expectations/port.ts', 'tests/stdlib/expectations.test.ts'],
  ['stdlib/rules/plain-http.ts', 'tests/compiler/rules/rules.test.ts'],
  ['stdlib/rules/plain-http.ts', 'tests/compiler/rules/coverage.test.ts'],
  ['stdlib/invariants/compressed.ts', 'tests/emit/invariants.test.ts'],
  ['emit/outputs/yamllint.ts', 'tests/golden/golden.test.ts'],
  ['cli/commands/targets.ts', 'tests/cli/commands/tables.test.ts'],
  ['compiler/diagnostics/messages/usage.ts', 'tests/compiler/diagnostics/catalogue.test.ts'],
  ['grammar/messages/brackets.ts', 'tests/grammar/parse/messages.test.ts'],
])('npm run check holds %s to %s and to its page', (file, own) => {
  expect(list('check.mjs', file)).toEqual(expect.arrayContaining([own, 'tests/cli/reference/docs.test.ts']));
});

test('npm run renew finds the tests that write what they compare with', () => {
  expect(list('renew.mjs', 'stdlib/kinds')).toEqual(['tests/stdlib/kinds.test.ts']);
  expect(list('renew.mjs', 'stdlib/expectations')).toEqual(['tests/stdlib/expectations.test.ts']);
  expect(list('renew.mjs', 'commands/tables')).toEqual(['tests/cli/commands/tables.test.ts']);
  expect(list('renew.mjs')).toEqual(
    expect.arrayContaining(['tests/golden/golden.test.ts', 'tests/broken/broken.test.ts', 'docs']),
  );
  const { status, stderr } = spawnSync(process.execPath, ['tests/renew.mjs', 'nothing-there'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([2, 'No test or page to renew has nothing-there in its path.\n']);
});

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Readonly<Record<string, string>>;
};

test('npm run hooks sets a hook that can run, and runs what there is', () => {
  expect(scripts['hooks']).toBe('git config core.hooksPath .githooks');
  const hook = join(root, '.githooks/pre-commit');
  expect(statSync(hook).mode & 0o111).not.toBe(0);
  const named = [...readFileSync(hook, 'utf8').matchAll(/npm run -s (\S+)/g)].map(([, name]) => name);
  expect(named).toEqual(['typecheck', 'lint']);
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named));
});

test('CONTRIBUTING.md names scripts and files that are there', () => {
  const text = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
  for (const [, name] of text.matchAll(/npm run ([\w:]+)/g)) expect(Object.keys(scripts)).toContain(name);
  const paths = [...text.matchAll(/`((?:stdlib|emit|cli|compiler|tests|examples|docs|grammar)\/[\w./-]+)`/g)];
  const there = paths.map(([, path]) => path!).filter((path) => !/NAME|AREA/.test(path));
  expect(there.length).toBeGreaterThan(10);
  for (const path of there) expect(statSync(join(root, path)).size, path).toBeGreaterThan(0);
});
