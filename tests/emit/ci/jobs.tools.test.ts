import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { installVkc } from '../../../emit/ci/jobs.ts';
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
const named = { VKC_PACKAGE: 'vkc.tgz', VKC_INTEGRITY: 'sha512-aaaa' };

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
  const { status, output } = gitlabCi(repo.path, [...args, 'init', 'validate', 'lint'], {
    ...variables,
    ...named,
  });
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
  const { status, output } = gitlabCi(repo.path, [...args, 'init', 'validate'], { ...variables, ...named });
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

test('a pipeline that does not know where vkc comes from says so before it builds', () => {
  const { status, output } = gitlabCi(repo.path, [...args, 'init'], {
    ...variables,
    PATH: '/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin',
  });
  expect(status).not.toBe(0);
  expect(output).toMatch(/Set VKC_PACKAGE to vkc as npm takes it[^]*VKC_INTEGRITY/);
});

test('vkc is installed from what the project names, if it is that', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vkc-package-'));
  try {
    const content = {
      name: 'a-vkc',
      version: '1.0.0',
      bin: { vkc: 'vkc.sh' },
      scripts: { postinstall: 'touch ran' },
    };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(content));
    writeFileSync(join(folder, 'vkc.sh'), '#!/bin/sh\necho the one that was named\n', { mode: 0o755 });
    const shell = (script: string, more = {}) =>
      spawnSync('sh', ['-c', script], {
        cwd: folder,
        encoding: 'utf8',
        env: {
          ...process.env,
          npm_config_prefix: join(folder, 'prefix'),
          npm_config_cache: join(folder, 'cache'),
          ...more,
        },
      });
    const file = shell('npm pack --silent').stdout.trim();
    const install = `set -e\n${installVkc.join('\n')}`;
    const wrong = shell(install, { VKC_PACKAGE: `./${file}`, VKC_INTEGRITY: 'sha512-other' });
    expect(wrong.status).not.toBe(0);
    expect(existsSync(join(folder, 'prefix/bin/vkc'))).toBe(false);
    const [integrity] = /sha512-[A-Za-z0-9+/=]{80,}$/m.exec(wrong.stderr) ?? [''];
    expect(wrong.stderr).toContain('is not what VKC_INTEGRITY says');
    const right = shell(install, { VKC_PACKAGE: `./${file}`, VKC_INTEGRITY: integrity });
    expect(right.status, right.stderr).toBe(0);
    expect(shell(join(folder, 'prefix/bin/vkc')).stdout).toBe('the one that was named\n');
    // No script of the package runs in the job.
    expect(existsSync(join(folder, 'prefix/lib/node_modules/a-vkc/ran'))).toBe(false);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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
