import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as apt from '../../../cli/lock/versions/apt/tasks.ts';
import * as dnf from '../../../cli/lock/versions/dnf/tasks.ts';
import { staleVersions } from '../../../cli/lock/versions/stale.ts';
import { rewriteSources } from '../../../cli/lock/versions/apt/sources.ts';
import { folder } from '../../support/command-line.ts';

const span = { file: 'shop.vkimage', start: 0, end: 0, line: 1 };

/** What the check prints on a machine with these lines of dpkg-query or rpm. */
function seen(
  installed: string,
  packages: readonly (readonly [name: string, arch: string, version: string])[],
  { versionsAsLocked }: Pick<typeof apt, 'versionsAsLocked'> = apt,
) {
  const root = folder({});
  mkdirSync(join(root, 'bin'));
  const lines = installed === '' ? 'exit 1' : `cat <<'END'\n${installed}\nEND`;
  for (const name of ['dpkg-query', 'rpm'])
    writeFileSync(join(root, 'bin', name), `#!/bin/sh\n${lines}\n`, { mode: 0o755 });
  const locked = packages.map(([name, arch, version]) => ({ name, arch, version, sha256: '', url: '' }));
  const { look } = versionsAsLocked({ base: null, requests: [], packages: locked }, span);
  const env = { PATH: `${join(root, 'bin')}:${process.env['PATH']}` };
  return execFileSync('sh', ['-c', `${look}\ntrue`], { env, encoding: 'utf8' })
    .trim()
    .split('\n');
}

test.each([
  ['the same', 'installed jq amd64 1.6', [['jq', 'amd64', '1.6']], ['compared']],
  [
    'another version',
    'installed jq amd64 1.7',
    [['jq', 'amd64', '1.6']],
    ['jq is 1.7, and vkc.lock has 1.6', 'compared'],
  ],
  [
    'one of another architecture',
    'installed jq i386 1.7\ninstalled jq amd64 1.6',
    [['jq', 'amd64', '1.6']],
    ['compared'],
  ],
  ['one that was removed again', 'config-files jq amd64 1.7', [['jq', 'amd64', '1.6']], ['compared']],
  ['no packages in the lock', 'installed jq amd64 1.6', [], ['compared']],
  ['no answer of dpkg', '', [['jq', 'amd64', '1.6']], ['']],
] as const)('the check on the booted machine, with %s', (_, installed, packages, printed) => {
  expect(seen(installed, packages)).toEqual(printed);
});

test.each([
  ['the same', 'jq 0:1.6-1 x86_64', [['jq', 'x86_64', '1.6-1']], ['compared']],
  [
    'another version',
    'jq 1:1.7-1 x86_64',
    [['jq', 'x86_64', '1.6-1']],
    ['jq is 1:1.7-1, and vkc.lock has 0:1.6-1', 'compared'],
  ],
  ['another architecture', 'jq 0:1.7-1 i686\njq 0:1.6-1 x86_64', [['jq', 'x86_64', '1.6-1']], ['compared']],
  [
    'several versions',
    'kernel 0:5-1 x86_64\nkernel 0:6-1 x86_64',
    [['kernel', 'x86_64', '6-1']],
    ['compared'],
  ],
  ['one that was removed again', 'bash 0:5-1 x86_64', [['jq', 'x86_64', '1.6-1']], ['compared']],
  ['no packages in the lock', 'jq 0:1.6-1 x86_64', [], ['compared']],
  ['no answer of rpm', '', [['jq', 'x86_64', '1.6-1']], ['']],
] as const)('the same check where dnf is, with %s', (_, installed, packages, printed) => {
  expect(seen(installed, packages, dnf)).toEqual(printed);
});

test.each([
  [
    'a.list',
    'deb http://a.example.org/x stable main # why\ndeb-src http://a.example.org/x stable main\n',
    'deb http://mirror/x stable main\n',
  ],
  [
    'a.list',
    'deb [arch=amd64 signed-by=/a.gpg,/b.gpg] http://a.example.org/x /\n',
    'deb [arch=amd64 signed-by=/root/a.gpg,/root/b.gpg] http://mirror/x /\n',
  ],
  ['a.list', 'deb file:/srv ./\ndeb cdrom:[x]/ stable main\n# deb http://a.example.org/x a b\n', ''],
  [
    'a.sources',
    '# Why.\nTypes: deb deb-src\nURIs: http://a.example.org/x\n  file:/srv\nSuites: stable\nSigned-By:\n -----BEGIN PGP\n .\n\nTypes: deb-src\nURIs: http://a.example.org/x\n',
    'Types: deb\nURIs: http://mirror/x\nSuites: stable\nSigned-By:\n -----BEGIN PGP\n .',
  ],
  [
    'a.sources',
    'Types: deb\nURIs:\n  file:/srv\n  http://a.example.org/x\nSuites: a\n\nTypes: deb\nURIs: file:/srv\nSuites: a',
    'Types: deb\nURIs:\n http://mirror/x\nSuites: a',
  ],
  [
    'a.sources',
    'Types: deb\nURIs: http://a.example.org/x\nSuites: a\nSigned-By: /a.gpg ABCD\n',
    'Types: deb\nURIs: http://mirror/x\nSuites: a\nSigned-By: /root/a.gpg ABCD',
  ],
])('sources of a machine are read here without what is not for it: %s %j', (path, text, expected) => {
  const address = (uri: string) =>
    uri.startsWith('http://a.example.org') ? uri.replace('a.example.org', 'mirror') : null;
  expect(rewriteSources({ path, text }, { address, key: (each) => `/root${each}` })).toBe(expected);
});

test.each([
  ['jq tree', '', ['a asks to install tree, which is not in it']],
  [
    'tree',
    '',
    ['a asks to install tree, which is not in it', 'a does not ask to install jq any more, as it has it'],
  ],
  [
    'jq',
    ' (newest)',
    [
      'a asks to install jq (newest), which is not in it',
      'a does not ask to install jq any more, as it has it',
    ],
  ],
] as const)(
  'of a lock with jq, a source that asks for %s%s is told what differs alone',
  (names, how, said) => {
    const install = { do: 'install', names: names.split(' '), recommends: null, release: null } as const;
    const steps = [{ ...install, upgrade: how === '' ? 'no' : 'yes' } as const];
    const need = {
      system: 'debian12',
      manager: 'apt',
      arch: 'amd64',
      base: null,
      steps,
      unknown: [],
    } as const;
    const lock = {
      base_images: {},
      snapshots: {},
      packages: { a: { base: null, requests: ['install jq'], packages: [] } },
    } as unknown as Parameters<typeof staleVersions>[1];
    expect(staleVersions(new Map([['a', need]]), lock)).toEqual(said);
  },
);
