import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compile } from '../../../stdlib/index.ts';
import { folder, vkc as run } from '../../support/command-line.ts';
import { gitProject } from '../../support/trees/git-project.ts';

const SHOP = `# Shop.
image xaas-shop {
  version = "1.0.0"
  os      = [debian12, almalinux9]
  use base
  package [curl, tree]
  user deploy { system = true }
}
`;
const PROJECT = {
  'vkc.yaml': '',
  'company.vkimage': '# Base.\nrole base {\n  file "/etc/a.conf" { source = file("files/a.conf") }\n}\n',
  'files/a.conf': 'a = 1\n',
  'shop.vkimage': `import "company.vkimage"\n\n${SHOP}`,
};
const NEWER = {
  'files/a.conf': 'a = 2\n',
  'shop.vkimage': `import "company.vkimage"\n\n${SHOP.replace('[curl, tree]', '[curl, jq]')
    .replace('1.0.0', '1.1.0')
    .replace(
      /}\n$/,
      '  build { disk = 20G }\n  allow large-disk { reason = "Logs are kept." }\n  when os.family == redhat { service cockpit { enabled = false } }\n}\n',
    )}`,
};

const vkc = (cwd: string, ...argv: string[]) => run(cwd, argv, { compile });

describe('vkc diff', () => {
  test('of a revision and the sources as they are tells what changed in the images', async () => {
    const { cwd, write } = gitProject(PROJECT);
    write(NEWER);
    const { exit, out, err } = await vkc(cwd, 'diff', 'git:HEAD');
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(out).toMatchInlineSnapshot(`
      "DISK
      ~ size  10G -> 20G

      PACKAGES
      - tree
      + jq

      SERVICES
      + cockpit  not enabled  (xaas-shop-almalinux9)

      FILES
      ~ /etc/a.conf  0644 root, from files/a.conf, content differs

      PUBLISH
      ~ version  1.0.0 -> 1.1.0
      ~ name  xaas-shop-debian12-1.0.0 -> xaas-shop-debian12-1.1.0  (xaas-shop-debian12)
      ~ name  xaas-shop-almalinux9-1.0.0 -> xaas-shop-almalinux9-1.1.0  (xaas-shop-almalinux9)

      RULES
      + allow large-disk  Logs are kept.

      TASKS
      - xaas_shop: Install curl and tree
      + xaas_shop: Install curl and jq
      + xaas_shop: Disable cockpit  (xaas-shop-almalinux9)

      git:HEAD -> .: 12 changes in 2 targets, 0 added, 0 removed.
      "
    `);
  });

  test('of what is the same says so', async () => {
    const { cwd } = gitProject(PROJECT);
    expect(await vkc(cwd, 'diff', 'git:HEAD', 'shop.vkimage')).toEqual({
      exit: 0,
      out: 'git:HEAD -> shop.vkimage: the 2 targets do not differ.\n',
      err: '',
    });
  });

  test('names targets that are new or gone', async () => {
    const { cwd, write } = gitProject(PROJECT);
    write({ 'shop.vkimage': PROJECT['shop.vkimage'].replace('almalinux9', 'rocky9') });
    const { out } = await vkc(cwd, 'diff', 'git:HEAD');
    expect(out).toContain('TARGETS\n+ xaas-shop-rocky9\n- xaas-shop-almalinux9\n');
    expect(out).toContain('0 changes in 1 target, 1 added, 1 removed.');
  });

  test('of two targets compares them whatever they are called', async () => {
    const { cwd } = gitProject(PROJECT);
    const { exit, out } = await vkc(cwd, 'diff', 'xaas-shop.debian12', 'git:HEAD:xaas-shop.almalinux9');
    expect(exit).toBe(0);
    expect(out).toContain('~ os_distro  debian12 -> almalinux9\n');
    expect(out).toContain('1 target, 0 added, 0 removed.');
  });

  test('of compiled trees tells what the files mean', async () => {
    const { cwd, write } = gitProject(PROJECT);
    await vkc(cwd, 'compile', '-o', 'one', '-q');
    write(NEWER);
    await vkc(cwd, 'compile', '-o', 'two', '-q');
    const { exit, out } = await vkc(cwd, 'diff', 'one', 'two');
    expect(exit).toBe(0);
    expect(out).toContain('DISK\n~ size  10G -> 20G\n');
    expect(out).toContain('+ xaas_shop: Install curl and jq\n');
    expect(out).toContain('~ playbook/provision_roles/base/files/a.conf  content differs\n');
    expect(await vkc(cwd, 'diff', 'one/xaas-shop', 'git:HEAD')).toMatchObject({
      exit: 2,
      err: expect.stringContaining('one/xaas-shop is a compiled tree, but git:HEAD is a source.'),
    });
  });

  test('is printed as JSON, Markdown and HTML', async () => {
    const { cwd, write } = gitProject(PROJECT);
    write(NEWER);
    const { out: json } = await vkc(cwd, 'diff', 'git:HEAD', '--json');
    const changes = JSON.parse(json) as { version: number; changes: unknown[] };
    expect(changes).toMatchObject({ version: 1, before: 'git:HEAD', after: '.', added: [] });
    expect(changes.changes).toContainEqual({
      category: 'packages',
      change: 'added',
      what: 'jq',
      before: null,
      after: '',
      targets: ['xaas-shop-debian12', 'xaas-shop-almalinux9'],
    });
    const { out: markdown } = await vkc(cwd, 'diff', 'git:HEAD', '--format', 'markdown');
    expect(markdown).toContain('# git:HEAD to .\n\n## Disk\n\n- Changed `size`: 10G → 20G\n');
    const { out: page } = await vkc(cwd, 'diff', 'git:HEAD', '--format', 'html');
    expect(page).toContain('<td class="what"><code>jq</code></td>');
    expect(page).not.toContain('<script');
  });

  test.each([
    [['git:nope'], 2, 'git knows no revision `nope` here.'],
    [['git:HEAD', 'xaas-shop.debian'], 2, 'Did you mean xaas-shop-debian12?'],
    [['a', 'b', 'c'], 2, 'takes one or two things'],
    [['git:HEAD', 'bill.json'], 2, 'bill.json is a bill of materials, but git:HEAD is not.'],
    [['git:HEAD', 'broken.vkimage'], 1, 'debian99'],
  ])('%j is a call that is wrong', async (argv, exit, words) => {
    const { cwd, write } = gitProject(PROJECT);
    write({ 'bill.json': '{"bomFormat": "CycloneDX", "components": []}' });
    if (exit === 1) write({ 'broken.vkimage': 'image xaas-b { os = [debian99] }\n' });
    const result = await vkc(cwd, 'diff', ...argv);
    expect(result.exit).toBe(exit);
    expect(result.err).toContain(words);
  });
});

describe('vkc changelog', () => {
  test('has a section for each tag, and one for what came after', async () => {
    const { cwd, git, commit, write } = gitProject(PROJECT);
    git('tag', 'v1.0.0');
    commit({ 'shop.vkimage': 'image xaas-shop {\n' }, 'v1.0.1');
    commit(NEWER, 'v1.1.0');
    commit({ 'README.md': 'x' }, 'v1.1.1');
    write({ 'shop.vkimage': NEWER['shop.vkimage'].replace('jq]', 'jq, htop]') });
    const { exit, out, err } = await vkc(cwd, 'changelog');
    expect({ exit, err }).toEqual({
      exit: 0,
      err: 'note: the sources at v1.0.1 have errors, so it is left out.\n',
    });
    expect(out).toMatchInlineSnapshot(`
      "# Changelog

      ## Unreleased

      ### Packages

      - Added \`htop\`

      ### Tasks

      - Removed \`xaas_shop: Install curl and jq\`
      - Added \`xaas_shop: Install curl, jq and htop\`

      ## v1.1.1, 2026-03-04

      No changes.

      ## v1.1.0, 2026-03-03

      ### Disk

      - Changed \`size\`: 10G → 20G

      ### Packages

      - Removed \`tree\`
      - Added \`jq\`

      ### Services

      - Added \`cockpit\`: not enabled (xaas-shop-almalinux9)

      ### Files

      - Changed \`/etc/a.conf\`: 0644 root, from files/a.conf, content differs

      ### Publish

      - Changed \`version\`: 1.0.0 → 1.1.0
      - Changed \`name\`: xaas-shop-debian12-1.0.0 → xaas-shop-debian12-1.1.0 (xaas-shop-debian12)
      - Changed \`name\`: xaas-shop-almalinux9-1.0.0 → xaas-shop-almalinux9-1.1.0 (xaas-shop-almalinux9)

      ### Rules

      - Added \`allow large-disk\`: Logs are kept.

      ### Tasks

      - Removed \`xaas_shop: Install curl and tree\`
      - Added \`xaas_shop: Install curl and jq\`
      - Added \`xaas_shop: Disable cockpit\` (xaas-shop-almalinux9)

      ## v1.0.0, 2026-03-01

      The first version.

      ### Targets

      - Added \`xaas-shop-debian12\`
      - Added \`xaas-shop-almalinux9\`
      "
    `);
    const { out: later } = await vkc(cwd, 'changelog', '--since', 'v1.1.0');
    expect(later.match(/^## .*/gm)).toEqual(['## Unreleased', '## v1.1.1, 2026-03-04']);
  });

  test.each([
    [['changelog'], 'The repository has no tags.'],
    [['changelog', '--tags', 'v*'], 'No tag matches v*.'],
    [['changelog', '--since', 'v9'], 'There is no tag v9'],
  ])('%j is a call that is wrong', async (argv, words) => {
    const { cwd } = gitProject(PROJECT);
    const { exit, err } = await vkc(join(cwd), ...argv);
    expect(exit).toBe(2);
    expect(err).toContain(words);
  });

  test('in a shallow clone goes back no further than its history', async () => {
    const { cwd, commit, git } = gitProject(PROJECT);
    git('tag', 'v1.0.0');
    commit({ 'motd.txt': 'x\n' });
    git('tag', 'v1.1.0');
    const clone = join(folder(), 'clone');
    execFileSync('git', ['clone', '--quiet', '--depth=1', '--branch=v1.1.0', `file://${cwd}`, clone]);
    const shallow = await vkc(clone, 'changelog');
    expect(shallow).toMatchObject({ exit: 3, out: '' });
    expect(shallow.err).toContain('The clone is shallow. Get the whole history: `git fetch --unshallow`');
    expect(await vkc(clone, 'changelog', '--since', 'v1.1.0')).toMatchObject({ exit: 0 });
  });
});
