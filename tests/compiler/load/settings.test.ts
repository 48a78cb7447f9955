import { describe, expect, test } from 'vitest';
import { readSettings } from '../../../compiler/load/settings.ts';
import { ruleIds } from '../../../stdlib/rule-set.ts';
import { brief, compileText } from '../../support/compile.ts';

const read = (text: string) => readSettings('vkc.yaml', text, ruleIds());

function said(text: string): string[] {
  const { diagnostics, source } = read(text);
  return brief({ diagnostics, sources: new Map([['vkc.yaml', source]]) });
}

describe('settings', () => {
  test('are severities of rules and folders of libraries', () => {
    const { rules, libraries, diagnostics } = read(
      '# ours\nrules:\n  plain-http: off # no\n  end-of-life: warning\nlibraries:\n  acme: ../shared/acme\n',
    );
    expect(diagnostics).toEqual([]);
    expect([...rules]).toEqual([
      ['plain-http', 'off'],
      ['end-of-life', 'warning'],
    ]);
    expect([...libraries]).toEqual([['acme', '../shared/acme']]);
  });

  test('say how systems are written in all images that do not say it themselves', () => {
    const { osNames } = read('os_names: libosinfo\n');
    const distro = (members: string) =>
      compileText(`image a {\n  os = [ubuntu2404]\n  package jq\n${members}\n}\n`, {
        ...(osNames !== undefined && { osNames }),
      }).images[0]!.targets[0]!.metadata.get('os_distro')!.value;
    expect(distro('')).toBe('ubuntu24.04');
    expect(distro('os_names = short')).toBe('ubuntu2404');
    expect(read('os_names:\n')).not.toHaveProperty('osNames');
  });

  test('name the registry that keeps built images', () => {
    expect(read('cache: oci://registry.example.org/images\n').cache).toBe(
      'oci://registry.example.org/images',
    );
    expect(read('cache: images\n')).not.toHaveProperty('cache');
    expect(read('cache:\n')).not.toHaveProperty('cache');
  });

  test('say whether packages of distributions are pinned', () => {
    expect(read('lock_packages: snapshot\n').lockPackages).toEqual(['snapshot']);
    expect(read('lock_packages: [versions, snapshot]\n').lockPackages).toEqual(['snapshot', 'versions']);
    expect(read('lock_packages: newest\n')).not.toHaveProperty('lockPackages');
    expect(read('lock_packages:\n')).not.toHaveProperty('lockPackages');
  });

  test.each(['', '---\n', '# nothing\n', 'rules:\n', 'rules: {}\nlibraries:\n'])(
    'may be empty: %j',
    (text) => {
      expect(read(text)).toMatchObject({ rules: new Map(), libraries: new Map(), diagnostics: [] });
    },
  );

  test.each([
    ['rules:\n  plain-htp: off\n', ['VK0801 at "plain-htp"'], 'Did you mean `plain-http`?'],
    ['rules:\n  plain-htp: rubbish\n', ['VK0801 at "plain-htp"'], 'Did you mean `plain-http`?'],
    ['rule:\n  plain-http: off\n', ['VK0812 at "rule"'], 'Did you mean `rules`?'],
    ['rules:\n  plain-http: silent\n', ['VK0813 at "silent"'], null],
    ['rules:\n  plain-http: false\n', ['VK0813 at "false"'], null],
    ['rules:\n  plain-http:\n', ['VK0813 at "plain-http"'], null],
    ['rules: [plain-http]\n', ['VK0813 at "[plain-http]"'], null],
    ['os_names: long\n', ['VK0813 at "long"'], null],
    ['os_names: [short]\n', ['VK0813 at "[short]"'], null],
    ['- rules\n', ['VK0813 at "- rules\\n"'], null],
    ['libraries:\n  acme: [a]\n', ['VK0813 at "[a]"'], null],
    ['libraries:\n  acme: ""\n', ['VK0813 at "\\"\\""'], null],
    ['cache: registry.example.org/a\n', ['VK0813 at "registry.example.org/a"'], null],
    ['cache: [oci://a/b]\n', ['VK0813 at "[oci://a/b]"'], null],
    ['lock_packages: newest\n', ['VK0813 at "newest"'], null],
    ['lock_packages: [snapshot, newest]\n', ['VK0813 at "[snapshot, newest]"'], null],
    ['lock_packages: []\n', ['VK0813 at "[]"'], null],
    ['mirrors:\n  https://a.example.org: mirror\n', ['VK0813 at "mirror"'], null],
    ['mirrors:\n  a.example.org: https://b.example.org\n', ['VK0813 at "a.example.org"'], null],
    ['rules:\n  plain-http: off\n  plain-http: error\n', ['VK0811 at "plain-http"'], undefined],
    ['rules: {plain-http: off\n', ['VK0811 at ""'], undefined],
    ['rules:\n\tplain-http: off\n', ['VK0811 at ""'], undefined],
  ])('%j is reported where it is wrong', (text, expected, help) => {
    expect(said(text)).toEqual(expected);
    if (help !== undefined) expect(read(text).diagnostics[0]!.help).toBe(help);
  });

  test('what is right beside what is wrong holds', () => {
    const { rules, diagnostics } = read('rules:\n  plain-htp: off\n  end-of-life: hint\nlibrary: x\n');
    expect([...rules]).toEqual([['end-of-life', 'hint']]);
    expect(diagnostics.map(({ code, span }) => `${code} ${span.line}`)).toEqual(['VK0801 2', 'VK0812 4']);
  });
});
