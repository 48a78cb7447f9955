import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../../support/examples.ts';
import {
  compileHere,
  git,
  gitlabCi,
  push,
  readText,
  type Repository,
  repository,
} from '../../support/ci-repository.ts';

/** Jobs as they really run, with the tools of this machine, on trees deep in a repository. */
const tree = 'some/where/xaas-hello';
const args = ['--file', `${tree}/.gitlab-ci.yml`];
const variables = {
  VKC_TREE: tree,
  // Checksums are fetched when validating, and nothing is fetched here.
  PKR_VAR_debian_12_checksum: 'none',
};

let repo: Repository;
beforeAll(async () => {
  repo = repository();
  for (const example of ['debian', 'multi-os']) {
    const made = await compileHere(repo.path, join(root, 'examples', example), '--out', 'some/where');
    expect(made.exit).toBe(0);
  }
  push(repo.path);
});
afterAll(() => repo.done());

test('init, validate and lint', () => {
  const { status, output } = gitlabCi(repo.path, [...args, 'init', 'validate', 'lint'], variables);
  expect(output).toMatch(/PASS +init/);
  expect(output).toMatch(/PASS +validate/);
  expect(output).toMatch(/PASS +lint/);
  expect(output).toContain('playbook: tests/verify.yml');
  expect(status).toBe(0);
  expect(lintReport()).toEqual([]);
  expect(git(repo.path, 'status', '--short', tree)).toBe('');
});

test('lint fails for what is wrong, in words for people and as a report from the top of the repository', () => {
  const path = join(repo.path, tree, 'playbook/provision_roles/hello/tasks/main.yml');
  const text = readFileSync(path, 'utf8');
  writeFileSync(
    path,
    text.replace(/name: ([A-Z])/, (_, letter: string) => `name: ${letter.toLowerCase()}`),
  );
  const { status, output } = gitlabCi(repo.path, [...args, 'lint'], variables);
  writeFileSync(path, text);
  expect(status).not.toBe(0);
  expect(output).toMatch(/FAIL +lint/);
  expect(output).toMatch(/provision_roles\/hello\/tasks\/main\.yml:\d+/);
  const report = lintReport();
  expect(report.map(({ location }) => location.path)).toContain(
    `${tree}/playbook/provision_roles/hello/tasks/main.yml`,
  );
});

test('validate fails for a template that is wrong', () => {
  const path = join(repo.path, tree, 'xaas-hello.pkr.hcl');
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace('playbook/provision.yml', 'playbook/gone.yml'));
  const { status, output } = gitlabCi(repo.path, [...args, 'init', 'validate'], variables);
  writeFileSync(path, text);
  expect(status).not.toBe(0);
  expect(output).toMatch(/FAIL +validate/);
  expect(output).toContain('playbook/gone.yml');
});

test('verify and publish are commands that vkc takes, on the target of the tree', () => {
  const bin = join(repo.path, '.bin');
  mkdirSync(bin);
  const program = join(root, 'dist/vkc.js');
  writeFileSync(join(bin, 'vkc'), `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`, {
    mode: 0o755,
  });
  const found = gitlabCi(repo.path, [...args, 'verify'], {
    ...variables,
    PATH: `${bin}:${process.env['PATH']}`,
  });
  expect(found.output).toMatch(/xaas-hello.*not been built|not built/);
  const tagged = { CI_COMMIT_TAG: 'v1', CI_COMMIT_REF_PROTECTED: 'true' };
  const path = { PATH: `${bin}:${process.env['PATH']}` };
  const published = gitlabCi(repo.path, [...args, 'publish'], { ...variables, ...tagged, ...path });
  expect(published.output).toMatch(/xaas-hello.*not been built|not built/);
  expect([found.status, published.status]).not.toContain(0);
});

test('yamllint has nothing to say of the pipelines', () => {
  const folder = join(repo.path, tree);
  const files = [
    `${tree}/.gitlab-ci.yml`,
    'some/where/xaas-postgres/.gitlab-ci.yml',
    'some/where/.gitlab-ci.yml',
  ];
  for (const file of files) expect(existsSync(join(repo.path, file)), file).toBe(true);
  const result = spawnSync('yamllint', ['--strict', '-c', join(folder, '.yamllint'), ...files], {
    cwd: repo.path,
    encoding: 'utf8',
  });
  expect(result.stdout).toBe('');
  expect(result.status).toBe(0);
});

test('the packages that jobs install bring what they run', () => {
  const text = readText(repo.path, tree, '.gitlab-ci.yml');
  const lists = [...text.matchAll(/VKC_COMMANDS: (.*)\n +VKC_APT: (.*)/g)];
  expect(lists).toHaveLength(4);
  for (const [, commands, packages] of lists) {
    for (const command of commands!.split(' ')) {
      // What npm brings, and what is not on every machine that runs the tests.
      if (['vkc', 'openstack'].includes(command)) continue;
      const path = execFileSync('sh', ['-c', `command -v ${command}`], { encoding: 'utf8' }).trim();
      const owner = execFileSync('dpkg', ['-S', path], { encoding: 'utf8' }).split(':')[0];
      expect(packages!.split(' '), command).toContain(owner);
    }
  }
});

/** What GitLab shows in a merge request. */
const lintReport = () =>
  JSON.parse(readText(repo.path, tree, 'reports/lint.json')) as { location: { path: string } }[];
