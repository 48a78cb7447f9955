import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { compile } from '../../../stdlib/index.ts';
import { jobs, push, repository } from '../../support/ci-repository.ts';
import { folder, vkc as run } from '../../support/command-line.ts';
import { gitProject } from '../../support/trees/git-project.ts';

const PROJECT = {
  'vkc.yaml': '',
  'company.vkimage':
    '# Base.\nrole base {\n  file "/etc/a.conf" { source = file("files/a.conf") }\n}\n\n# Web.\nrole web {\n  package curl\n}\n',
  'files/a.conf': 'a = 1\n',
  'shop.vkimage':
    'import "company.vkimage"\n\n# Shop.\nimage xaas-shop {\n  os = [debian12, almalinux9]\n  use base\n  file "/etc/motd" { content = text("motd.txt") }\n}\n',
  'motd.txt': 'hello\n',
  'cache.vkimage':
    'import "company.vkimage"\n\n# Cache.\nimage xaas-cache {\n  os = [debian12]\n  use web\n}\n',
  'README.md': 'x\n',
};

const vkc = (cwd: string, ...argv: string[]) => run(cwd, ['affected', ...argv], { compile });

async function names(cwd: string, since = 'HEAD', ...argv: string[]): Promise<string[]> {
  const { out, err, exit } = await vkc(cwd, '--since', since, '--json', ...argv);
  expect({ exit, err }).toMatchObject({ exit: 0, err: '' });
  const { targets, removed } = JSON.parse(out) as {
    targets: { target: string; because: string[]; change: string }[];
    removed: string[];
  };
  return [
    ...targets.map(({ target, change, because }) => [target, change, ...because].join(' ')),
    ...removed.map((name) => `${name} removed`),
  ];
}

describe('a target is affected', () => {
  test('by nothing that leaves it as it is', async () => {
    const { cwd, write } = gitProject(PROJECT);
    expect(await names(cwd)).toEqual([]);
    write({
      'README.md': 'other\n',
      'new.txt': '',
      'company.vkimage': `# A comment.\n${PROJECT['company.vkimage'].replace('# Web.', '# The web.')}`,
    });
    expect(await names(cwd)).toEqual([]);
  });

  test('by a role that it uses, and by no other one of the same file', async () => {
    const { cwd, write } = gitProject(PROJECT);
    write({ 'company.vkimage': PROJECT['company.vkimage'].replace('curl', '[curl, jq]') });
    expect(await names(cwd)).toEqual(['xaas-cache changed company.vkimage']);
  });

  test('by what it is built on, however far below', async () => {
    const image = (name: string, more: string, pkg: string) =>
      `image ${name} {\n  os = [debian12]\n  ${more}\n  package ${pkg}\n}\n`;
    const all = (pkg: string, own: string) => ({
      'vkc.yaml': '',
      'base.vkimage': image('base', '', pkg),
      'shop.vkimage':
        'import "base.vkimage"\n' +
        image('shop', 'base = image.base', own) +
        image('top', 'base = image.shop', 'vim'),
      'other.vkimage': image('other', '', 'curl'),
    });
    const { cwd, write } = gitProject(all('jq', 'tree'));
    write(all('htop', 'tree'));
    expect(await names(cwd)).toEqual([
      'base changed base.vkimage',
      'shop changed base.vkimage',
      'top changed base.vkimage',
    ]);
    write(all('jq', 'less'));
    expect(await names(cwd)).toEqual(['shop changed shop.vkimage', 'top changed shop.vkimage']);
  });

  test('by files that it carries, and by texts that are read when it is compiled', async () => {
    const { cwd, write } = gitProject(PROJECT);
    write({ 'files/a.conf': 'a = 2\n' });
    expect(await names(cwd)).toEqual([
      'xaas-shop-debian12 changed files/a.conf',
      'xaas-shop-almalinux9 changed files/a.conf',
    ]);
    write({ 'files/a.conf': 'a = 1\n', 'motd.txt': 'bye\n' });
    expect(await names(cwd)).toEqual(['xaas-shop-debian12 changed', 'xaas-shop-almalinux9 changed']);
  });

  test('alone, if only one system changes', async () => {
    const { cwd, write } = gitProject(PROJECT);
    const text = PROJECT['shop.vkimage'].replace(/}\n$/, '  when os.family == redhat { package jq }\n}\n');
    write({ 'shop.vkimage': text });
    expect(await names(cwd)).toEqual(['xaas-shop-almalinux9 changed shop.vkimage']);
  });

  test('by the settings of its project, if they change it', async () => {
    const { cwd, write } = gitProject({
      ...PROJECT,
      'cache.vkimage': PROJECT['cache.vkimage'].replace('debian12', 'ubuntu2404'),
    });
    write({ 'vkc.yaml': 'os_names: libosinfo\n' });
    expect(await names(cwd)).toEqual(['xaas-cache changed vkc.yaml']);
    write({ 'vkc.yaml': 'rules:\n  image-version: error\n' });
    expect(await names(cwd)).toEqual([]);
  });

  test('if it is new, though git does not know its file; one that is gone is named', async () => {
    const { cwd, write, git } = gitProject(PROJECT);
    write({ 'new.vkimage': '# New.\nimage xaas-new {\n  os = [debian12]\n  package jq\n}\n' });
    git('rm', '--quiet', 'cache.vkimage');
    expect(await names(cwd)).toEqual(['xaas-new added new.vkimage', 'xaas-cache removed']);
  });

  test('by no move of its source', async () => {
    const { cwd, git } = gitProject(PROJECT);
    git('mv', 'cache.vkimage', 'store.vkimage');
    expect(await names(cwd)).toEqual([]);
    git('mv', 'files', 'other');
    const { exit, err } = await vkc(cwd, '--since', 'HEAD');
    expect(exit).toBe(1);
    expect(err).toContain('files/a.conf');
  });

  test('by what happened on its branch, and not by what happened on the other since', async () => {
    const { cwd, commit, git } = gitProject(PROJECT);
    git('switch', '--quiet', '--create', 'mine');
    commit({ 'company.vkimage': PROJECT['company.vkimage'].replace('curl', 'wget') });
    git('switch', '--quiet', 'main');
    commit({ 'motd.txt': 'on main\n' });
    git('switch', '--quiet', 'mine');
    expect(await names(cwd, 'main')).toEqual(['xaas-cache changed company.vkimage']);
  });

  test('if the sources were broken', async () => {
    const { cwd, commit, write } = gitProject(PROJECT);
    commit({ 'cache.vkimage': 'image xaas-cache { os = [debian99] }\n' });
    write({ 'cache.vkimage': PROJECT['cache.vkimage'] });
    const { out, err } = await vkc(cwd, '--since', 'HEAD');
    expect(err).toBe('note: the sources in . have errors at HEAD, so all their targets count as changed.\n');
    expect(out).toContain('3 targets changed since HEAD.');
  });

  test('in a folder below the top, named from there', async () => {
    const files = Object.entries(PROJECT).map(([name, text]) => [`images/${name}`, text] as const);
    const { cwd, write } = gitProject({ ...Object.fromEntries(files), 'other.txt': '' });
    write({ 'images/files/a.conf': 'a = 3\n', 'other.txt': 'x' });
    expect(await names(join(cwd, 'images'))).toContain('xaas-shop-debian12 changed files/a.conf');
    expect(await names(cwd, 'HEAD', 'images/cache.vkimage')).toEqual([]);
  });
});

describe('a library', () => {
  const LIBRARY = '# Base.\nrole base {\n  package curl\n}\n';
  const SHOP = {
    'shop/vkc.yaml': 'libraries:\n  acme: ../acme\n',
    'shop/shop.vkimage':
      'import "lib:acme/roles"\n\n# Shop.\nimage xaas-shop {\n  os = [debian12]\n  use base\n}\n',
  };

  test('beside the project counts, though only its files changed', async () => {
    const { cwd, write } = gitProject({ ...SHOP, 'acme/roles.vkimage': LIBRARY, 'acme/other.txt': '' });
    write({ 'acme/other.txt': 'x', 'README.md': 'x' });
    expect(await names(join(cwd, 'shop'))).toEqual([]);
    write({ 'acme/roles.vkimage': LIBRARY.replace('curl', 'jq') });
    expect(await names(join(cwd, 'shop'))).toEqual(['xaas-shop changed']);
    expect(await names(cwd, 'HEAD', 'shop')).toEqual(['xaas-shop changed']);
  });

  test('outside the repository is taken as it is now', async () => {
    const acme = folder({ 'roles.vkimage': LIBRARY });
    const settings = `libraries:\n  acme: ../../${basename(acme)}\n`;
    const { cwd, write } = gitProject({ ...SHOP, 'shop/vkc.yaml': settings });
    write({ 'shop/shop.vkimage': `# A comment.\n${SHOP['shop/shop.vkimage']}` });
    expect(await names(join(cwd, 'shop'))).toEqual([]);
    write({ 'shop/shop.vkimage': SHOP['shop/shop.vkimage'].replace('use base', 'use base\n  package jq') });
    expect(await names(join(cwd, 'shop'))).toEqual(['xaas-shop changed shop.vkimage']);
  });

  test('that is a submodule makes all targets count when it moves', async () => {
    const acme = gitProject({ 'roles.vkimage': LIBRARY });
    const { cwd, git, commit } = gitProject(SHOP);
    git('submodule', '--quiet', 'add', acme.cwd, 'acme');
    commit({});
    expect(await names(join(cwd, 'shop'))).toEqual([]);
    writeFileSync(join(cwd, 'acme/roles.vkimage'), LIBRARY.replace('curl', 'jq'));
    const { out, err } = await vkc(join(cwd, 'shop'), '--since', 'HEAD');
    expect(err).toContain('so all their targets count as changed');
    expect(out).toContain('1 target changed since HEAD.');
  });
});

/** The names of the jobs, as gitlab-ci-local reads them by GitLab's own schema. */
function pipelineJobs(text: string): { readonly jobs: string[]; readonly done: () => void } {
  const { path, done } = repository();
  writeFileSync(join(path, '.gitlab-ci.yml'), text);
  push(path);
  return { jobs: jobs(path, '.gitlab-ci.yml').map(({ name }) => name), done };
}

describe('jobs', () => {
  async function printed(format: string, changed = true) {
    const { cwd, write } = gitProject(PROJECT);
    if (changed) write({ 'files/a.conf': 'a = 2\n' });
    return (await vkc(cwd, '--since', 'HEAD', '--format', format)).out;
  }

  test('for GitLab are a child pipeline', async () => {
    expect(parse(await printed('gitlab'))).toEqual({
      '.target': { script: ['vkc build --only "$VKC_TARGET"', 'vkc verify "$VKC_TARGET"'] },
      target: {
        extends: '.target',
        parallel: { matrix: [{ VKC_TARGET: ['xaas-shop-debian12', 'xaas-shop-almalinux9'] }] },
      },
    });
    expect(Object.keys(parse(await printed('gitlab', false)) as object)).toEqual(['nothing']);
  });

  test('for GitHub are a matrix in one line', async () => {
    expect(await printed('github')).toBe(
      '{"include":[{"target":"xaas-shop-debian12","image":"xaas-shop","system":"debian12","variant":"","layer":0},{"target":"xaas-shop-almalinux9","image":"xaas-shop","system":"almalinux9","variant":"","layer":0}]}\n',
    );
    expect(await printed('github', false)).toBe('{"include":[]}\n');
  });

  describe('of images that are built on each other', () => {
    const names = { base: '', shop: 'base', cafe: 'base', top: 'shop' };
    const image = (name: string, base: string) =>
      `image ${name} {\n  os = [debian12]\n  ${base && `base = image.${base}`}\n  package jq\n}\n`;
    const source = (pkg: string) =>
      Object.entries(names)
        .map(([name, base]) => image(name, base))
        .join('')
        .replace('jq', pkg);
    async function printed(format: string, settings: string) {
      const { cwd, write } = gitProject({ 'vkc.yaml': settings, 'a.vkimage': source('jq') });
      write({ 'a.vkimage': source('tree') });
      return (await vkc(cwd, '--since', 'HEAD', '--format', format)).out;
    }
    const cache = 'cache: oci://registry.example.org/images\n';

    test('wait for the base in GitLab, and bring it from the cache', async () => {
      const matrix = (...targets: string[]) => ({ parallel: { matrix: [{ VKC_TARGET: targets }] } });
      const base = (name: string) => ({ extends: '.target', variables: { VKC_TARGET: name } });
      expect(parse(await printed('gitlab', cache))).toEqual({
        '.target': { script: ['vkc build --only "$VKC_TARGET"', 'vkc verify "$VKC_TARGET"'] },
        'base:base': base('base'),
        'base:shop': { ...base('shop'), needs: ['base:base'] },
        'on:base': { extends: '.target', needs: ['base:base'], ...matrix('cafe') },
        'on:shop': { extends: '.target', needs: ['base:shop'], ...matrix('top') },
      });
      const { jobs, done } = pipelineJobs(await printed('gitlab', cache));
      done();
      expect(jobs).toEqual(['base:base', 'base:shop', 'on:base: [cafe]', 'on:shop: [top]']);
    });

    test('wait for it in Buildkite, and say in which layer they are to GitHub and Argo', async () => {
      const { steps } = JSON.parse(await printed('buildkite', cache)) as {
        steps: { label: string; key: string; depends_on?: string }[];
      };
      const key = (name?: string) => steps.find(({ label }) => label === name)?.key;
      const waits = steps.map(({ label, depends_on }) => [label, depends_on]);
      expect(new Map(waits as [string, string][])).toEqual(
        new Map([
          ['base', undefined],
          ['cafe', key('base')],
          ['shop', key('base')],
          ['top', key('shop')],
        ]),
      );
      const layers = (all: readonly { target: string; layer: number }[]) =>
        all.map(({ target, layer }) => `${target} ${layer}`);
      const expected = ['base 0', 'cafe 1', 'shop 1', 'top 2'];
      expect(layers(JSON.parse(await printed('argo', cache)) as [])).toEqual(expected);
      const { include } = JSON.parse(await printed('github', cache)) as { include: [] };
      expect(layers(include)).toEqual(expected);
    });

    test('wait for nothing without a cache, because each job builds what is below', async () => {
      expect(parse(await printed('gitlab', ''))).toMatchObject({
        target: { parallel: { matrix: [{ VKC_TARGET: ['base', 'cafe', 'shop', 'top'] }] } },
      });
      expect(await printed('buildkite', '')).not.toContain('depends_on');
    });
  });

  test('for Buildkite and Argo', async () => {
    expect(JSON.parse(await printed('buildkite'))).toMatchObject({
      steps: [
        { label: 'xaas-shop-debian12', env: { VKC_TARGET: 'xaas-shop-debian12' } },
        { label: 'xaas-shop-almalinux9' },
      ],
    });
    expect(JSON.parse(await printed('argo'))).toMatchObject([
      { target: 'xaas-shop-debian12', system: 'debian12' },
      { target: 'xaas-shop-almalinux9' },
    ]);
  });
});

describe('a call that is wrong', () => {
  test('says what it needs', async () => {
    const { cwd } = gitProject(PROJECT);
    expect(await vkc(cwd)).toMatchObject({ exit: 2, err: expect.stringContaining('--since origin/main') });
    expect(await vkc(cwd, '--since', 'nope')).toMatchObject({
      exit: 2,
      err: expect.stringContaining('git knows no revision `nope` here.'),
    });
    expect(await vkc(cwd, '--since=--output=x')).toMatchObject({ exit: 2 });
    expect(await vkc(folder(PROJECT), '--since', 'HEAD')).toMatchObject({
      exit: 2,
      err: expect.stringContaining('is in no git repository'),
    });
  });

  test('in a shallow clone says how to get the rest', async () => {
    const { cwd, commit, git } = gitProject(PROJECT);
    const first = git('rev-parse', 'HEAD').trim();
    commit({ 'motd.txt': 'x\n' });
    const clone = join(folder(), 'clone');
    execFileSync('git', ['clone', '--quiet', '--depth=1', `file://${cwd}`, clone]);
    const { exit, err } = await vkc(clone, '--since', first);
    expect(exit).toBe(3);
    expect(err).toContain('The clone is shallow. Get the whole history: `git fetch --unshallow`');
    rmSync(clone, { recursive: true });
  });
});
